"""Demand: of what shoppers look at most, the photos that the model is unsure of.

A tag that is wrong on a product that nobody sees costs little; on one that everybody sees it costs most.
"""

from __future__ import annotations

import random
from collections.abc import Collection

from django.db.models import Exists, OuterRef

from catalog.models import ProductImage
from labeling.models import Reason, Review
from training.models import Demand
from training.runtime.doubting import doubts
from training.services.asking.picked import Chosen, Filling
from training.services.vectors import load_vectors

LOOKED_AT = 500
"""Products, those looked at most that are not settled. Of each the first photo, which shoppers see."""


def pick_demanded(filling: Filling, count: int, *, besides: Collection[int]) -> list[Chosen]:
    """At most `count` photos, drawn by lot: the likelier the more they are looked at and doubted.

    Of products that nobody has been asked about yet: what was answered is settled.
    """
    if count <= 0 or not filling.version.tags:
        return []
    reviewed = Review.objects.standing().filter(image__product=OuterRef("product"), item__isnull=False)
    weights = Demand.objects.exclude(Exists(reviewed)).most(LOOKED_AT)
    first = ProductImage.objects.filter(product__in=weights, position=0)
    owners = dict(first.values_list("pk", "product_id"))
    ordered = sorted(owners, key=lambda image_id: (-weights[owners[image_id]], image_id))
    vectors = load_vectors(filling.version.encoder_key, filling.askable(ordered, besides=besides))
    if not len(vectors.image_ids):
        return []
    doubted = doubts(filling.head.probabilities(vectors.matrix))
    most = doubted.argmax(axis=1)
    chance = random.Random(filling.seed)  # noqa: S311 (a sample, not a secret)
    # A race of exponential clocks: a sample without replacement, in proportion to demand times doubt.
    waits: list[tuple[float, int, int]] = []
    for row, image_id in enumerate(vectors.image_ids.tolist()):
        rate = weights[owners[image_id]] * float(doubted[row, most[row]])
        waits.append((chance.expovariate(1.0) / max(rate, 1e-9), image_id, int(most[row])))
    tags = filling.version.tags
    return [Chosen(image_id, Reason.DEMAND, tags[tag]) for _, image_id, tag in sorted(waits)[:count]]
