"""One submission of a grid: the reviews of its tiles hang on it, and are taken back with it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

from labeling.models.grid import Grid, GridTile

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class GridReviewQuerySet(models.QuerySet["GridReview"]):
    def standing(self) -> GridReviewQuerySet:
        """Not taken back."""
        return self.filter(withdrawal=None)

    def after(self, moment: dt.datetime) -> GridReviewQuerySet:
        return self.filter(created_at__gt=moment)


class GridReview(models.Model):
    """One sitting of one curator with one grid."""

    class Outcome(models.TextChoices):
        ANSWERED = "answered", "답함"
        SKIPPED = "skipped", "건너뜀"

    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="reviews")
    curator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grid_reviews"
    )
    client_id = models.UUIDField(help_text="Made by the browser, so that a resend records nothing twice.")
    outcome = models.CharField(max_length=8, choices=Outcome)
    seconds = models.FloatField(help_text="How long the grid was open, in a tab that could be seen.")
    created_at = models.DateTimeField()

    objects = GridReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["curator", "client_id"], name="a_grid_is_recorded_once"),
            models.CheckConstraint(condition=models.Q(seconds__gte=0), name="a_sitting_takes_time"),
        ]
        indexes = [
            models.Index(fields=["curator", "-created_at"], name="grids_of_a_curator"),
            models.Index(fields=["-created_at"], name="grids_answered_lately"),
        ]

    def __str__(self) -> str:
        return f"{self.curator} · {self.grid}"


class GridWithdrawal(models.Model):
    """A sitting that was taken back with all its reviews, by whom and when. The sitting itself stays."""

    grid_review = models.OneToOneField(GridReview, on_delete=models.PROTECT, related_name="withdrawal")
    bulk = models.ForeignKey(
        "labeling.BulkWithdrawal",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="grid_withdrawals",
        help_text="The act of a manager that this is part of, if it is.",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.grid_review} ↶"


class GridCheckQuerySet(models.QuerySet["GridCheck"]):
    def first_of(self, curator: User) -> GridCheckQuerySet:
        """What this curator said of each tile at first, whether they took it back or not."""
        earlier = GridCheck.objects.filter(
            tile=OuterRef("tile"), grid_review__curator=curator, pk__lt=OuterRef("pk")
        )
        return self.filter(grid_review__curator=curator).exclude(Exists(earlier))


class GridCheck(models.Model):
    """What a person said of a tile whose answer was known: of their attention, not of the photo."""

    class Value(models.TextChoices):
        YES = "yes", "예"
        NO = "no", "아니요"
        UNSURE = "unsure", "모르겠음"

    grid_review = models.ForeignKey(GridReview, on_delete=models.PROTECT, related_name="checks")
    tile = models.ForeignKey(GridTile, on_delete=models.PROTECT, related_name="checks")
    value = models.CharField(max_length=6, choices=Value)
    missed = models.BooleanField(help_text="Said otherwise than those before; unsure misses nothing.")
    dwell_ms = models.PositiveIntegerField(help_text="How long the tile could be seen.")

    objects = GridCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["grid_review", "tile"], name="a_check_is_answered_once")
        ]

    def __str__(self) -> str:
        return f"{self.tile}: {self.value}"
