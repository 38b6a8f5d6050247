"""Choosing what to ask next, and putting it into the queue with suggestions, evidence and the reason."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator

import numpy as np
from django.db.models import Max

from catalog.models import Embedding, Tag
from catalog.services.settings import value_of
from labeling.models import QueueItem, Reason
from labeling.models.queue import NO_MODELS
from labeling.services.auditing import draw_audit_images, next_audit_questions
from labeling.services.queueing import Proposed, Question, discard_outdated, enqueue
from labeling.services.requestioning import ask_about_splits
from training import runtime
from training.models import BudgetShares, ModelVersion, Shares, StrategyChoice
from training.models.backtest import OURS
from training.runtime import Head
from training.runtime.backtesting import can_choose_by, choose_by
from training.services.asking.picked import Chosen, Filling
from training.services.asking.spending import counts_of, priority_of, shared_out, spread
from training.services.embedding import pending
from training.services.locks import Lock, held
from training.services.pool import pool_for
from training.services.resuggesting import suggest_anew
from training.services.serving import champion_head, serving_encoder_key
from training.services.suggesting import opening_suggestions, suggestions_for

logger = logging.getLogger(__name__)
REFILL_BELOW = 0.5
"""Of the target. Filling little by little would make the choice less diverse than one large batch."""
PORTION = 12
"""Photos whose evidence is made before the first of them are asked."""
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
        ask_about_splits(now=now)
        encoder_key, champion = serving_encoder_key(), champion_head()
        if not _is_ready(encoder_key, now):
            return 0
        if champion:
            suggest_anew(*champion, now=now)
        model_key = champion[0].model_key if champion else ""
        outdated = QueueItem.objects.free(now=now).outdated(model_key).exists()
        # What is held does not count: whoever holds many, or for long, must not leave the others without.
        free = QueueItem.objects.free(now=now).filter(model_key=model_key)
        # Nor does what the vocabulary left open: it has a share of its own on top, and starves nobody.
        waiting = free.exclude(reason__in=NO_MODELS).count()
        target = value_of("queue_target")
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
    """What the strategy in force would ask, and the controls among it: of the part drawn at random alone."""
    pool = pool_for(encoder_key, champion[0].model_key if champion else "", seed=seed, now=now)
    if not pool.image_ids:
        return []
    drawn = np.random.default_rng(seed).permutation(pool.drawn)[:controls]
    rest = np.setdiff1d(np.arange(len(pool.image_ids)), drawn)
    strategy, wanted = StrategyChoice.objects.in_force(), count - len(drawn)
    if champion and not can_choose_by(strategy):
        # The queue must not run dry for a module that is not here, or a name of another release.
        logger.error("no strategy %s here: asked as by default", strategy)
        strategy = OURS
    said = pool.answers(*((champion[0].tags, champion[1].choice_groups) if champion else ([], ())))
    with runtime.on_one_core():
        if champion and strategy != OURS:
            choices = choose_by(
                strategy,
                embeddings=pool.matrix[rest],
                head=champion[1],
                labeled=pool.labeled,
                answers=said,
                count=wanted,
                seed=seed,
            )
        else:
            choices = runtime.choose(
                embeddings=pool.matrix[rest],
                head=champion[1] if champion else None,
                labeled=pool.labeled,
                answers=said,
                count=wanted,
                seed=seed,
                control=0.0,
            )
    asked = [
        Chosen(
            pool.image_ids[rest[choice.row]],
            Reason(choice.reason),
            champion[0].tags[choice.column] if champion and choice.column is not None else None,
        )
        for choice in choices
    ]
    return spread([[Chosen(pool.image_ids[row], Reason.CONTROL, None) for row in drawn], asked], seed=seed)


def _audit_questions(share: float) -> list[Question]:
    """As many as keep the audit's share of a full queue, counting those that wait already."""
    # What a split asks the audit again is asked on top of its share, too.
    waiting = QueueItem.objects.open().filter(reason=Reason.AUDIT, reason_tag=None).count()
    wanted = round(share * value_of("queue_target") / max(1e-9, 1 - share))
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
