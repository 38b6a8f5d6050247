"""A run under way: what people see of it, how they stop it, and when it is stopped for taking too long."""

from __future__ import annotations

import datetime as dt
import math
import time
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from catalog.services.settings import value_of
from training.models import TrainingRun

if TYPE_CHECKING:
    from django.contrib.auth.models import User

State = TrainingRun.State
QUIET_SECONDS = 0.2
"""Between two writes of nothing but how far it is; short enough for a cancel to be heard at once."""


class RunError(Exception):
    """A run that cannot be finished: why, with placeholders for its details; both are stored on the run."""

    ends_as = State.FAILED

    def __init__(self, why: str, **details: str | int) -> None:
        super().__init__(why % details)
        self.why, self.details = why, details


class Cancelled(RunError):  # noqa: N818 - not an error: somebody asked
    """Somebody asked for it to end."""

    ends_as = State.CANCELLED


class OutOfTime(RunError):  # noqa: N818 - reads as a sentence where it is raised
    """It took longer than the settings allow."""


class Watch:
    """Hears how far a claimed run is. Raises Cancelled or OutOfTime out of the work when it is to end.

    `minutes` is the limit; that of the settings for this kind of run unless given.
    """

    def __init__(self, run: TrainingRun, *, minutes: float | None = None) -> None:
        limits = {
            TrainingRun.Kind.HEAD.value: value_of("training_minutes"),
            TrainingRun.Kind.ENCODER.value: value_of("tuning_minutes"),
            TrainingRun.Kind.BACKTEST.value: value_of("backtest_minutes"),
        }
        self.run = run
        self.minutes = limits[run.kind] if minutes is None else minutes
        self.started = self.stage = time.monotonic()
        self.written = -math.inf

    @property
    def seconds(self) -> float:
        """Since the watch began."""
        return time.monotonic() - self.started

    def __call__(self, share: float, message: str, **details: str | int) -> None:
        """It is so far (0 … 1) and does this: a message id, and what stands for its placeholders.

        What is new becomes a line of the log; details alone (a rate, an end) are no news.
        """
        if self.seconds > 60 * self.minutes:
            raise OutOfTime(_("시간 제한 %(minutes)s분을 넘었습니다."), minutes=f"{self.minutes:g}")
        is_news = message != self.run.message
        if not is_news and time.monotonic() - self.written < QUIET_SECONDS:
            return
        self.written, now = time.monotonic(), timezone.now()
        self.run.progress, self.run.message, self.run.details = share, message, details
        going_on = TrainingRun.objects.running().filter(pk=self.run.pk, cancel_asked_at=None)
        written = going_on.update(progress=share, message=message, details=details, heartbeat_at=now)
        if not written:
            raise self._why_it_ends()
        if is_news:
            self.run.note(message, now=now, **details)

    def note(self, message: str, **details: str | int) -> None:
        """A line of the log about what is done."""
        self.run.note(message, now=timezone.now(), **details)

    def done(self, message: str, **details: str | int) -> None:
        """A line about a stage that ends; its placeholder `seconds` is how long it took."""
        now = time.monotonic()
        self.note(message, **details, seconds=f"{now - self.stage:.1f}")
        self.stage = now

    def last_call(self) -> None:
        """Inside the transaction that ends the run: from here on nobody can cancel it any more."""
        row = TrainingRun.objects.select_for_update(no_key=True).get(pk=self.run.pk)
        if row.cancel_asked_at or row.state != State.RUNNING:
            raise self._why_it_ends()

    def _why_it_ends(self) -> RunError:
        self.run.refresh_from_db(fields=["state", "cancel_asked_at", "cancel_asked_by"])
        if self.run.cancel_asked_at is None:
            return RunError(_("다른 프로세스가 이 학습을 이미 끝냈습니다."))
        return Cancelled(_("%(person)s 님이 취소했습니다."), person=str(self.run.cancel_asked_by or "?"))


def ask_to_cancel(run: TrainingRun, *, by: User, now: dt.datetime) -> bool:
    """Cancel what waits at once, what runs at its next report; False where it is over already.

    Asking twice is harmless: the first who asked stays.
    """
    with transaction.atomic():
        row = TrainingRun.objects.select_for_update(no_key=True).get(pk=run.pk)
        if row.finished_at is not None:
            return False
        if row.cancel_asked_at is None:
            row.cancel_asked_at, row.cancel_asked_by = now, by
            row.save(update_fields=["cancel_asked_at", "cancel_asked_by"])
        if row.state == State.QUEUED:
            row.finish(State.CANCELLED, _("%(person)s 님이 취소했습니다."), now=now, person=str(by))
    run.refresh_from_db()
    return True
