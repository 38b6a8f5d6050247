"""Choosing what to ask next, and putting it into the queue with suggestions, evidence and the reason."""

from __future__ import annotations

import datetime as dt
import logging
import random
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Max, QuerySet

from catalog.models import Embedding, ProductImage, Tag, same_picture_as
from labeling.models import AuditImage, QueueItem, Reason, Review
from labeling.services.auditing import draw_audit_images, next_audit_questions
from labeling.services.queueing import Proposed, Question, discard_outdated, enqueue
from training import runtime
from training.models import BudgetShares, EmbeddingFailure, ModelVersion, Shares
from training.runtime import Head
from training.services.asking.picked import Chosen, Filling
from training.services.asking.spending import counts_of, priority_of, shared_out, spread
from training.services.embedding import pending
from training.services.locks import Lock, held
from training.services.serving import champion_head, serving_encoder_key
from training.services.suggesting import opening_suggestions, suggestions_for
from training.services.vectors import load_vectors

logger = logging.getLogger(__name__)
REFILL_BELOW = 0.5
"""Of the target. Filling little by little would make the choice less diverse than one large batch."""
PORTION = 12
"""Photos whose evidence is made before the first of them are asked."""
POOL = 20_000
"""Candidates looked at for one filling: on a larger catalog a random part of them."""
TYPICAL_OF = 500
"""While nothing was asked, the queue waits for so many embeddings, or for all there will be."""


def refill_queue(*, now: dt.datetime) -> int:
    """Keep the queue full of what the champion would ask; how many items are new.

    As soon as there is a new champion, what the old one proposed and nobody holds is replaced.
    """
    with held(Lock.REFILLING) as ours:
        if not ours:
            return 0
        draw_audit_images(now=now)
        encoder_key, champion = serving_encoder_key(), champion_head()
        if not _is_ready(encoder_key, now):
            return 0
        model_key = champion[0].model_key if champion else ""
        outdated = QueueItem.objects.free(now=now).outdated(model_key).exists()
        # What is held does not count: whoever holds many, or for long, must not leave the others without.
        free = QueueItem.objects.free(now=now).filter(model_key=model_key)
        waiting = free.exclude(reason=Reason.AUDIT).count()
        target = settings.QUEUE_TARGET
        if waiting > target * REFILL_BELOW and not outdated:
            return 0
        added = _fill(encoder_key, champion, target - waiting, now=now)
        if added:
            logger.info("%d questions queued by %s", added, model_key or "no model yet")
        return added


def _fill(
    encoder_key: str, champion: tuple[ModelVersion, Head] | None, count: int, *, now: dt.datetime
) -> int:
    seed = QueueItem.objects.aggregate(newest=Max("pk"))["newest"] or 0
    shares = BudgetShares.objects.in_force()
    chosen = _chosen(encoder_key, champion, count, shares, seed=seed, now=now)
    portions = _suggested(chosen, champion, now)
    first = next(portions, [])
    # Only now: the choice and its evidence take seconds, and the queue is not empty meanwhile.
    discard_outdated(model_key=champion[0].model_key if champion else "", now=now)
    return enqueue([*first, *_audit_questions(shares.audit)]) + sum(map(enqueue, portions))


def _suggested(
    chosen: list[Chosen], champion: tuple[ModelVersion, Head] | None, now: dt.datetime
) -> Iterator[list[Question]]:
    """A few at a time, the first ones first: whoever waits for fresh suggestions need not wait for all."""
    if champion is None:
        yield opening_suggestions(chosen)
        return
    for start in range(0, len(chosen), PORTION):
        yield suggestions_for(chosen[start : start + PORTION], *champion, now=now)


def _is_ready(encoder_key: str, now: dt.datetime) -> bool:
    if QueueItem.objects.exists():
        return True
    seen = Embedding.objects.filter(encoder_key=encoder_key).count()
    return seen >= min(TYPICAL_OF, pending(encoder_key, now=now).count() + seen) > 0


def _chosen(
    encoder_key: str,
    champion: tuple[ModelVersion, Head] | None,
    count: int,
    shares: Shares,
    *,
    seed: int,
    now: dt.datetime,
) -> list[Chosen]:
    """What to ask beside the audit. Before there is a model: what is typical, and the control share."""
    if count <= 0:
        return []
    counts = counts_of(shares, count, seed=seed)
    chosen = _by_the_model(encoder_key, champion, count, counts.control, seed=seed, now=now)
    if champion is None:
        return spread([chosen], seed=seed)
    return shared_out(chosen, counts, shares, Filling(*champion, seed=seed, now=now), count=count)


def _by_the_model(
    encoder_key: str,
    champion: tuple[ModelVersion, Head] | None,
    count: int,
    controls: int,
    *,
    seed: int,
    now: dt.datetime,
) -> list[Chosen]:
    model_key = champion[0].model_key if champion else ""
    pool = load_vectors(encoder_key, _candidates(encoder_key, model_key, seed=seed, now=now))
    if not len(pool.image_ids):
        return []
    reviewed = Review.objects.teaching().order_by().values_list("image_id", flat=True).distinct()
    labeled = load_vectors(encoder_key, reviewed).matrix.reshape(-1, pool.matrix.shape[1])
    choices = runtime.choose(
        embeddings=pool.matrix,
        head=champion[1] if champion else None,
        labeled=labeled,
        count=count,
        seed=seed,
        control=(controls + 1e-9) / count,  # as many as that: the lot over fractions was drawn already
    )
    return [
        Chosen(
            int(pool.image_ids[choice.row]),
            Reason(choice.reason),
            champion[0].tags[choice.column] if champion and choice.column is not None else None,
        )
        for choice in choices
    ]


def _candidates(encoder_key: str, model_key: str, *, seed: int, now: dt.datetime) -> list[int]:
    """Images that nobody has reviewed and that are not kept for the audit; POOL of them at random."""
    free = _askable(encoder_key, model_key, now)
    start = random.Random(seed).random()  # noqa: S311 (a sample, not a secret)
    # A product's lot is uniform already: from a random point on, and around the end, is a random sample.
    later = list(free.filter(product__lot__gte=start).order_by("product__lot")[:POOL])
    earlier = free.filter(product__lot__lt=start).order_by("product__lot")
    return _one_of_each_picture(later + list(earlier[: POOL - len(later)]))


Photo = tuple[int, str, int | None]
"""An image's id, the hash of its bytes, and its group of near-duplicates if it has any."""


def _one_of_each_picture(photos: list[Photo]) -> list[int]:
    """Asking twice about what looks the same teaches nothing."""
    by_bytes = {sha256: (image_id, group_id) for image_id, sha256, group_id in reversed(photos)}
    by_group = {group_id or -image_id: image_id for image_id, group_id in reversed(by_bytes.values())}
    return list(by_group.values())


def _askable(encoder_key: str, model_key: str, now: dt.datetime) -> QuerySet[ProductImage, Photo]:
    replaced = QueueItem.objects.free(now=now).outdated(model_key)
    waiting = QueueItem.objects.open().exclude(pk__in=replaced.values("pk"))
    images = ProductImage.objects.filter(embeddings__encoder_key=encoder_key).exclude(
        embedding_failures__in=EmbeddingFailure.objects.fresh(encoder_key, now=now)
    )
    for spoken_for in (
        AuditImage.objects.photos_of_products(),
        ProductImage.objects.filter(pk__in=Review.objects.standing().order_by().values("image")),
        ProductImage.objects.filter(pk__in=waiting.order_by().values("image")),
    ):
        images = images.exclude(same_picture_as(spoken_for))
    return images.values_list("pk", "sha256", "fingerprint__group")


def _audit_questions(share: float) -> list[Question]:
    """As many as keep the audit's share of a full queue, counting those that wait already."""
    waiting = QueueItem.objects.open().filter(reason=Reason.AUDIT).count()
    wanted = round(share * settings.QUEUE_TARGET / max(1e-9, 1 - share))
    pairs = next_audit_questions(wanted - waiting)
    tags: dict[int, list[Proposed]] = {}
    for tag in Tag.objects.in_use():
        tags.setdefault(tag.facet_id, []).append(Proposed(tag.pk))
    return [
        Question(
            image_id,
            Reason.AUDIT,
            priority_of(place, len(pairs)),
            facet_id=facet_id,
            suggestions=tags[facet_id],
        )
        for place, (image_id, facet_id) in enumerate(pairs)
    ]
