"""A job under way: how far it is, and when it is to stop."""

from __future__ import annotations

import time
from typing import Any

from django.db.models import F
from django.utils import timezone

from catalog.models import ImportJob

SLICE_SECONDS = 20 * 60.0
"""After so long a job lets others have their turn, and goes on where it was."""
_LOOK_SECONDS = 2.0
"""Between two looks whether somebody waits to see what their file holds."""


class Stopped(Exception):  # noqa: N818 - not an error: somebody asked
    """Somebody asked for a pause or the end; `state` is how the job stands from now on."""

    def __init__(self, state: ImportJob.State) -> None:
        super().__init__(state)
        self.state = state


class TurnIsOver(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """Others wait, or it took long: the job goes back to those that wait, and goes on later."""


class Watch:
    """Told of every batch. `advance` belongs into its transaction, `look_up` after it."""

    def __init__(self, job: ImportJob) -> None:
        self.job = job
        self.is_check = job.stage == ImportJob.Stage.CHECK
        self.began = self.looked = self.written = time.monotonic()

    def advance(self, rows: int, **more: Any) -> None:
        """So many rows are done; other fields grow by as much, or become what is not a number."""
        now = time.monotonic()
        grown = {name: F(name) + by if isinstance(by, int) else by for name, by in more.items()}
        if not self.is_check:  # which begins anew, and would die of the same row for ever
            grown["attempts"] = 0
        written = ImportJob.objects.filter(pk=self.job.pk, state=ImportJob.State.WORKING).update(
            done=F("done") + rows,
            seconds=F("seconds") + (now - self.written),
            heartbeat_at=timezone.now(),
            **grown,
        )
        self.written = now
        if not written:
            raise RuntimeError(f"{self.job} is nobody's to work on any more")

    def look_up(self) -> None:
        """Raises Stopped where somebody asked for it, TurnIsOver where others wait."""
        wish = ImportJob.objects.values_list("wish", flat=True).get(pk=self.job.pk)
        if wish:
            raise Stopped(STOPPED_BY[wish])
        if self.is_check:  # soon done, and what it has found so far would be lost
            return
        now = time.monotonic()
        if now - self.began > SLICE_SECONDS:
            raise TurnIsOver
        if now - self.looked > _LOOK_SECONDS:
            self.looked = now
            if ImportJob.objects.to_be_worked_on().filter(stage=ImportJob.Stage.CHECK).exists():
                raise TurnIsOver


STOPPED_BY = {
    ImportJob.Wish.PAUSE.value: ImportJob.State.PAUSED,
    ImportJob.Wish.CANCEL.value: ImportJob.State.CANCELLED,
}
