"""A photo that a shopper looks for products with: theirs alone, and soon gone."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from django.contrib.auth.models import User

FORGOTTEN_AFTER = dt.timedelta(minutes=58)
"""Less than the hour that is promised: the sweep comes each minute, and may be late by one."""
MOST_KEPT = 20
"""Photos, by one browser or account."""
LEASE = dt.timedelta(seconds=10)
"""A worker that has not answered by then has died; looking takes a fraction of a second."""
MOST_TRIES = 3
"""A photo that brings its worker down must not do so for ever."""


def new_token() -> str:
    """256 bits that nobody guesses: whoever holds an address of a photo still has to be its owner."""
    return secrets.token_urlsafe(32)


class PhotoQueryQuerySet(models.QuerySet["PhotoQuery"]):
    def of(self, owner: str, account: User | None, *, now: dt.datetime) -> PhotoQueryQuerySet:
        """Those that this browser brought, or this person; none whose time is over, swept or not."""
        mine = Q(pk=None)
        if owner:
            mine |= Q(owner=owner)
        if account is not None:
            mine |= Q(account=account)
        return self.filter(mine).exclude(kept_at=None, created_at__lte=now - FORGOTTEN_AFTER)

    def kept(self) -> PhotoQueryQuerySet:
        return self.filter(kept_at__isnull=False)

    def waiting(self) -> PhotoQueryQuerySet:
        """The longest first."""
        return self.filter(state=PhotoQuery.State.WAITING).order_by("asked_at", "pk")

    def claimable(self, *, now: dt.datetime) -> PhotoQueryQuerySet:
        free = Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE)
        return self.waiting().filter(free, tries__lt=MOST_TRIES)

    def hopeless(self, *, now: dt.datetime) -> PhotoQueryQuerySet:
        """Waiting still, and tried as often as is tried."""
        return self.waiting().filter(tries__gte=MOST_TRIES, claimed_at__lt=now - LEASE)

    def to_forget(self, *, now: dt.datetime) -> PhotoQueryQuerySet:
        """Past their time and not kept; or kept by a browser whose session has ended, so that nobody could
        look at them any more. The oldest first."""
        ended = now - dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
        over = Q(kept_at=None, created_at__lte=now - FORGOTTEN_AFTER) | Q(account=None, kept_at__lte=ended)
        return self.filter(over).order_by("created_at", "pk")


class PhotoQuery(models.Model):
    """One photo, the box that is asked about, and what was found. The file lies in private storage.

    Each box is a round: an answer to an earlier one is never taken for that of the last.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "대기 (waiting)"
        DONE = "done", "완료 (done)"
        FAILED = "failed", "실패 (failed)"

    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    owner = models.CharField(
        max_length=64, editable=False, help_text="Hash of what the browser's session holds."
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    round = models.PositiveIntegerField(default=1)
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    box = ArrayField(models.FloatField(), size=4, null=True, help_text="Asked about, relative to the photo.")
    result = models.JSONField(null=True, help_text="Products, moods and where they are; ids, no pictures.")
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    kept_at = models.DateTimeField(null=True)

    objects = PhotoQueryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "photo queries"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(result__isnull=False), name="an_answered_photo_has_its_answer"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], name="photos_waiting", condition=Q(state="waiting")),
            models.Index(fields=["created_at"], name="photos_to_forget"),
            models.Index(fields=["owner"], name="photos_of_a_browser"),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} · {self.get_state_display()}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def forgotten_at(self) -> dt.datetime:
        """Unless it is kept."""
        return self.created_at + FORGOTTEN_AFTER

    @property
    def kept_until(self) -> dt.datetime | None:
        """Of a photo that a browser has kept: when its session ends. An account's stays."""
        if self.kept_at is None or self.account_id is not None:
            return None
        return self.kept_at + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)

    @property
    def file_name(self) -> str:
        return f"photos/{self.token}.jpg"

    def claim(self, *, now: dt.datetime) -> bool:
        """Whether it is this worker's to answer; a late or double delivery finds it taken."""
        free = PhotoQuery.objects.claimable(now=now).filter(pk=self.pk, round=self.round)
        return bool(free.update(claimed_at=now, tries=F("tries") + 1))

    def answer(self, result: dict[str, object], *, now: dt.datetime) -> bool:
        """False where another box was asked about meanwhile, or the photo was taken away."""
        return self._end(state=self.State.DONE, result=result, answered_at=now)

    def fail(self, *, now: dt.datetime) -> bool:
        return self._end(state=self.State.FAILED, answered_at=now)

    def ask(self, box: list[float] | None, *, now: dt.datetime) -> None:
        """Look again, at what lies within the box; the earlier answer stays until the next is there."""
        PhotoQuery.objects.filter(pk=self.pk).update(
            box=box,
            round=F("round") + 1,
            state=self.State.WAITING,
            tries=0,
            claimed_at=None,
            asked_at=now,
            answered_at=None,
        )

    def keep(self, account: User | None, *, now: dt.datetime) -> None:
        """Not forgotten after its hour. Of somebody who is signed in, on all their devices."""
        PhotoQuery.objects.filter(pk=self.pk, kept_at=None).update(kept_at=now, account=account)

    def _end(self, **values: object) -> bool:
        same = PhotoQuery.objects.filter(pk=self.pk, round=self.round, state=self.State.WAITING)
        return bool(same.update(**values))
