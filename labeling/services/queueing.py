"""Putting questions into the queue, for the layer above that chooses them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from labeling.models import QueueItem, Reason, Suggestion


@dataclass(frozen=True)
class Proposed:
    """A tag worth asking about: its probability, per view the map that adds up to what the picture says, and
    the words that pushed it."""

    tag_id: int
    probability: float | None = None
    evidence: list[dict[str, object]] = field(default_factory=list)
    words: Sequence[Mapping[str, object]] = ()


@dataclass(frozen=True)
class Question:
    """An image to ask about, why, and with which suggestions. `priority` in 0..1: higher is asked earlier."""

    image_id: int
    reason: Reason
    priority: float
    facet_id: int | None = None
    reason_tag_id: int | None = None
    model_key: str = ""
    suggestions: Sequence[Proposed] = ()


@transaction.atomic
def enqueue(questions: Sequence[Question]) -> int:
    """Add the questions; how many. An image that waits already is not asked twice."""
    waiting = set(
        QueueItem.objects.open()
        .filter(image_id__in=[question.image_id for question in questions])
        .values_list("image_id", "facet_id")
    )
    new = [question for question in questions if (question.image_id, question.facet_id) not in waiting]
    items = QueueItem.objects.bulk_create(
        QueueItem(
            image_id=question.image_id,
            facet_id=question.facet_id,
            reason=question.reason,
            reason_tag_id=question.reason_tag_id,
            priority=question.priority,
            model_key=question.model_key,
        )
        for question in new
    )
    Suggestion.objects.bulk_create(
        Suggestion(
            item=item,
            tag_id=proposed.tag_id,
            position=position,
            probability=proposed.probability,
            evidence=proposed.evidence,
            words=list(proposed.words),
        )
        for item, question in zip(items, new, strict=True)
        for position, proposed in enumerate(question.suggestions)
    )
    return len(items)


def discard_outdated(*, model_key: str, now: dt.datetime) -> int:
    """Close the free items whose suggestions another model made. What a curator holds is left alone."""
    outdated = QueueItem.objects.free(now=now).outdated(model_key)
    # Rows are locked first, so that one which is being leased this moment is passed over.
    with transaction.atomic():
        locked = outdated.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)
        return QueueItem.objects.filter(pk__in=list(locked)).update(closed_at=now)
