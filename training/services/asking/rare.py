"""Rare tags: what lies near to the few photos that are known to have one.

By chance, or by doubt, a tag that one photo in a hundred has is met once in a hundred questions. Its photos
lie together, though, so that the neighbours of the known ones are looked at instead of the whole pool:
SEALS (Coleman et al. 2022, "Similarity Search for Efficient Active Learning and Search of Rare Concepts"),
whose cost does not depend on the size of the pool.
"""

from __future__ import annotations

import random
from collections.abc import Collection

import numpy as np
from django.db.models import Count, Exists, OuterRef, Q

from catalog.models import Embedding
from labeling.models import AuditImage, Label, Reason
from training import runtime
from training.services.asking.picked import Chosen, Filling
from training.services.vectors import load_vectors

LOOKED_AROUND = 24
LEAST_AROUND = 3
NEIGHBOURS = 50
"""So many known photos, over all tags of a filling, have so many neighbours each looked at. The next filling
looks around others."""
LOOKED_AT_CLOSELY = 200
NEWEST = 1000


def pick_rare(filling: Filling, count: int, *, besides: Collection[int]) -> list[Chosen]:
    """At most `count` photos, spread over rare tags by lot: the fewer yeses a tag has, the sooner."""
    if count <= 0:
        return []
    known = rare_tags()
    chance = random.Random(filling.seed)  # noqa: S311 (a sample, not a secret)
    # A race of exponential clocks: a tag is first with a chance in proportion to one over its yeses.
    waits = {tag_id: yes * chance.expovariate(1.0) for tag_id, yes in sorted(known.items())}
    turns = sorted(waits, key=waits.__getitem__)
    around = max(LEAST_AROUND, LOOKED_AROUND // max(1, min(count, len(turns))))
    picked: list[Chosen] = []
    for at, tag_id in enumerate(turns):
        fair = -(-(count - len(picked)) // (len(turns) - at))
        taken = [*besides, *(one.image_id for one in picked)]
        known_photos = _some_with(tag_id, around, chance)
        found = _neighbours(filling, tag_id, known_photos, besides=taken)[:fair]
        picked += [Chosen(image_id, Reason.RARE, tag_id) for image_id in found]
        if len(picked) == count:
            break
    return picked


def rare_tags() -> dict[int, int]:
    """The tags in use that few answers said yes to (`ml.rare`), with how many did."""
    counted = (
        Label.objects.known()
        .filter(tag__retired_at=None)
        .order_by()
        .values_list("tag_id")
        .annotate(yes=Count("pk", filter=Q(value=True)), answers=Count("pk"))
    )
    heard = list(counted)
    if not heard:
        return {}
    tag_ids, yes, answers = (np.array(column) for column in zip(*heard, strict=True))
    rare = runtime.rare_tags(yes, answers)
    return dict(zip(tag_ids[rare].tolist(), yes[rare].tolist(), strict=True))


def _some_with(tag_id: int, count: int, chance: random.Random) -> list[int]:
    """At most `count` photos that are known to have the tag, by lot; none of the audit set."""
    audited = AuditImage.objects.filter(image__product=OuterRef("image__product"))
    having = Label.objects.filter(tag=tag_id, value=True).exclude(Exists(audited)).order_by("-updated_at")
    newest = list(having.values_list("image_id", flat=True)[:NEWEST])
    return chance.sample(newest, min(count, len(newest)))


def _neighbours(
    filling: Filling, tag_id: int, around: Collection[int], *, besides: Collection[int]
) -> list[int]:
    """The askable neighbours of these photos: the likeliest first where the model knows the tag, else the
    nearest."""
    key = filling.version.encoder_key
    nearness: dict[int, float] = {}
    for _, other, cosine in Embedding.objects.neighbours(around, key, count=NEIGHBOURS):
        nearness[other] = max(cosine, nearness.get(other, -1.0))
    nearest = sorted(nearness, key=lambda image_id: (-nearness[image_id], image_id))
    near = filling.askable(nearest, besides=besides)[:LOOKED_AT_CLOSELY]
    if not near or tag_id not in filling.version.tags:
        return near
    vectors = load_vectors(key, near)
    said = filling.head.probabilities(vectors.matrix)[:, filling.version.tags.index(tag_id)]
    return [int(image_id) for image_id in vectors.image_ids[np.argsort(-said, kind="stable")]]
