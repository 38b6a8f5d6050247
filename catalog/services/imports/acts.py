"""What managers do with an import: each a conditional UPDATE, so that twice is once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from catalog.models import ImportJob

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Stage, State = ImportJob.Stage, ImportJob.State
_FRESH = {"done": 0, "seconds": 0.0, "wish": "", "message": "", "details": {}, "attempts": 0}
_NOTHING_YET = {"products": 0, "images": 0, "updated": 0, "unchanged": 0, "refused": 0, "reasons": {}}


def look_again(
    job: ImportJob, *, mapping: Mapping[str, str], update_known: bool, fetch: bool, by: User
) -> bool:
    """Another dry run, with these columns; False where it is too late for one or one is under way."""
    still = Q(stage=Stage.CHECK) & ~Q(state__in=[State.WORKING, State.CANCELLED]) & ~Q(location="")
    return bool(
        ImportJob.objects.filter(still, pk=job.pk).update(
            state=State.WAITING,
            mapping=dict(mapping),
            update_known=update_known,
            fetch=fetch,
            wished_by=by,
            preview={},
            **_FRESH,
        )
    )


def start(job: ImportJob, *, by: User) -> bool:
    """Import what was looked into; False where that was done already, or not yet."""
    with transaction.atomic():
        looked_into = ImportJob.objects.filter(pk=job.pk, stage=Stage.CHECK, state=State.DONE)
        looked_into = looked_into.exclude(location="")
        started = looked_into.update(
            stage=Stage.RUN, state=State.WAITING, started_at=None, wished_by=by, **_FRESH, **_NOTHING_YET
        )
        if started:
            job.refused_rows.all().delete()
    return bool(started)


def may_be_undone(job: ImportJob) -> bool:
    """Whether it brought something, and nothing works on it."""
    stopped = job.state in {State.DONE, State.PAUSED, State.FAILED, State.CANCELLED}
    return job.stage == Stage.RUN and stopped and bool(job.products or job.images or job.updated)


def take_back(job: ImportJob, *, by: User) -> bool:
    """Have all that it brought taken away again; False where that is under way or done."""
    stopped = Q(state__in=[State.DONE, State.PAUSED, State.FAILED, State.CANCELLED])
    touched = job.changes.order_by().values("product_key").distinct().count()
    begun = ImportJob.objects.filter(stopped, pk=job.pk, stage=Stage.RUN).update(
        stage=Stage.UNDO, state=State.WAITING, total=touched, undone_by=by, **_FRESH
    )
    return bool(begun)
