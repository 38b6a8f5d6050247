"""What people said. Rows are only ever added; taking back is a row too."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from catalog.models import ProductImage, Tag
from labeling.models.grid import Grid, GridTile
from labeling.models.queue import QueueItem, Reason
from labeling.models.sitting import GridReview


class ReviewQuerySet(models.QuerySet["Review"]):
    def standing(self) -> ReviewQuerySet:
        """Not taken back."""
        return self.filter(withdrawal=None)

    def teaching(self) -> ReviewQuerySet:
        """Answers that a model may learn from: standing, not skipped, not of the audit set.

        Tiles of a grid are among them: they have no item, hence no reason to be left out.
        """
        return self.standing().filter(outcome=Review.Outcome.ANSWERED).exclude(item__reason=Reason.AUDIT)


class Review(models.Model):
    """One sitting of one curator with one image: an item of the queue, or a tile of a grid."""

    class Outcome(models.TextChoices):
        ANSWERED = "answered", "답함"
        SKIPPED = "skipped", "건너뜀"

    item = models.ForeignKey(
        QueueItem, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews"
    )
    tile = models.ForeignKey(
        GridTile, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews"
    )
    grid_review = models.ForeignKey(
        GridReview, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews"
    )
    image = models.ForeignKey(ProductImage, on_delete=models.PROTECT, related_name="reviews")
    curator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    client_id = models.UUIDField(help_text="Made by the browser, so that a resend records nothing twice.")
    outcome = models.CharField(max_length=8, choices=Outcome)
    shown_tags = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text="Exactly which tags the person saw; the others stay unknown.",
    )
    model_key = models.CharField(max_length=64, blank=True)
    seconds = models.FloatField(null=True, help_text="From the picture on screen to the answer.")
    dwell_ms = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of a tile: how long it could be seen."
    )
    created_at = models.DateTimeField()

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["curator", "client_id"], name="an_answer_is_recorded_once"),
            models.CheckConstraint(
                condition=models.Q(item__isnull=False, tile=None, grid_review=None, dwell_ms=None)
                | models.Q(item=None, tile__isnull=False, grid_review__isnull=False, dwell_ms__isnull=False),
                name="a_review_is_of_an_item_or_a_tile",
            ),
        ]
        indexes = [
            models.Index(fields=["curator", "-created_at"], name="reviews_of_a_curator"),
            models.Index(fields=["created_at"], name="reviews_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.curator} · {self.image}"


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def standing(self) -> VerdictQuerySet:
        """Of reviews that were not taken back."""
        return self.filter(review__withdrawal=None)

    def told_outright(self) -> VerdictQuerySet:
        """Of a photo by itself, or of a tile that was marked: not what an unmarked tile implied."""
        implied = models.Q(review__tile__grid__kind=Grid.Kind.LIKELY, value=Verdict.Value.YES) | models.Q(
            review__tile__grid__kind=Grid.Kind.UNLIKELY, value=Verdict.Value.NO
        )
        return self.filter(models.Q(review__tile=None) | ~implied)


class Verdict(models.Model):
    """What one person said of one tag."""

    class Value(models.TextChoices):
        YES = "yes", "예"
        NO = "no", "아니요"
        UNSURE = "unsure", "모르겠음"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="verdicts")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="verdicts")
    value = models.CharField(max_length=6, choices=Value)
    probability = models.FloatField(null=True, help_text="What the model had said, if the person saw it.")
    misplaced = models.BooleanField(
        default=False, help_text="The tag holds, but the model saw it in the wrong place."
    )

    objects = VerdictQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "tag"], name="one_verdict_per_tag_and_review"),
            models.CheckConstraint(
                condition=models.Q(misplaced=False) | models.Q(value="yes"),
                name="only_what_is_there_is_misplaced",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag}: {self.value}"


class Withdrawal(models.Model):
    """A review that was taken back, by whom and when. The review itself stays."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="withdrawal")
    bulk = models.ForeignKey(
        "labeling.BulkWithdrawal",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="withdrawals",
        help_text="The act of a manager that this is part of, if it is.",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.review} ↶"
