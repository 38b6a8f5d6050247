"""What managers asked, with what the champion says: such questions outlive the model they began with."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from labeling.models import QueueItem, Reason, Suggestion
from labeling.services.queueing import Question
from training.models import ModelVersion
from training.runtime import Head
from training.services.asking.picked import Chosen
from training.services.suggesting import suggestions_for

PORTION = 12
"""Questions of one sweep: each photo is looked at, and the queue is not to wait for many."""


def suggest_anew(version: ModelVersion, head: Head, *, now: dt.datetime) -> int:
    """Give the free ones that have another model's suggestions, or nobody's, this model's; how many."""
    waiting = QueueItem.objects.free(now=now).filter(reason=Reason.MANAGER, facet=None)
    items = list(waiting.exclude(model_key=version.model_key)[:PORTION])
    chosen = [Chosen(item.image_id, Reason.MANAGER, item.reason_tag_id) for item in items]
    found = {question.image_id: question for question in suggestions_for(chosen, version, head, now=now)}
    for item in items:
        if question := found.get(item.image_id):
            _replace(item, question, now)
    return len(found)


@transaction.atomic
def _replace(item: QueueItem, question: Question, now: dt.datetime) -> None:
    """Unless somebody has begun to look at it since."""
    free = QueueItem.objects.free(now=now).filter(pk=item.pk).select_for_update(of=["self"])
    if not free.exists():
        return
    Suggestion.objects.filter(item=item).delete()
    Suggestion.objects.bulk_create(
        Suggestion(
            item=item,
            tag_id=proposed.tag_id,
            position=position,
            probability=proposed.probability,
            evidence=proposed.evidence,
            words=list(proposed.words),
        )
        for position, proposed in enumerate(question.suggestions)
    )
    QueueItem.objects.filter(pk=item.pk).update(model_key=question.model_key)
