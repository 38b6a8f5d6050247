"""A person's answers of some time, taken back by a manager as one act, and brought back as one.

What was taken back, by whom, when and why stays here for ever. The rows that say that an answer is withdrawn
*now* (Withdrawal, GridWithdrawal, ComparisonWithdrawal) point here, and are gone again once it is restored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SHOWN = 10


class BulkWithdrawalQuerySet(models.QuerySet["BulkWithdrawal"]):
    def for_screen(self) -> BulkWithdrawalQuerySet:
        """With all names, in one query, and without the lists of what was taken back."""
        return self.select_related("curator", "by", "restoration__by").defer(
            "reviews", "sittings", "comparisons"
        )

    def newest_of(self, curator: User) -> BulkWithdrawalQuerySet:
        """The last few that this person's answers were taken back by."""
        return self.filter(curator=curator).order_by("-id")[:SHOWN]


class BulkWithdrawal(models.Model):
    """Everything that one person said from `since` to `until` of some tags, in some kinds of questions."""

    curator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="bulk_withdrawals",
        verbose_name=_("답한 사람"),
    )
    since = models.DateTimeField(_("부터"))
    until = models.DateTimeField(_("까지"), help_text="Exclusive.")
    tags = ArrayField(models.BigIntegerField(), default=list, blank=True, help_text="Empty: of all tags.")
    kinds = ArrayField(
        models.CharField(max_length=12),
        default=list,
        blank=True,
        help_text="Reasons of the queue, grid, comparison. Empty: of all kinds.",
    )
    reviews = ArrayField(models.BigIntegerField(), default=list, help_text="Taken back, tiles among them.")
    sittings = ArrayField(models.BigIntegerField(), default=list, help_text="GridReviews taken back.")
    comparisons = ArrayField(models.BigIntegerField(), default=list, help_text="Taken back.")
    review_count = models.PositiveIntegerField(_("검수"))
    comparison_count = models.PositiveIntegerField(_("비교"))
    label_count = models.PositiveIntegerField(_("바뀐 라벨"), help_text="Whose value is another one since.")
    client_id = models.UUIDField(unique=True, help_text="Of the form: sent twice, it is done once.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("되돌린 사람")
    )
    reason = models.CharField(_("이유"), max_length=500)
    created_at = models.DateTimeField(_("언제"))

    objects = BulkWithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("기간으로 되돌리기")
        verbose_name_plural = _("기간으로 되돌리기")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="a_range_has_some_time_in_it"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_bulk_withdrawal_says_why"),
        ]
        indexes = [models.Index(fields=["curator", "-id"], name="bulk_withdrawals_of_a_curator")]

    def __str__(self) -> str:
        return f"{self.curator} {self.since:%Y-%m-%d} – {self.until:%Y-%m-%d}"


class BulkRestoration(models.Model):
    """All of it stands again, says whom, when and why."""

    withdrawal = models.OneToOneField(BulkWithdrawal, on_delete=models.PROTECT, related_name="restoration")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("되살린 사람")
    )
    reason = models.CharField(_("이유"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("언제"))

    class Meta:
        verbose_name = _("되살리기")
        verbose_name_plural = _("되살리기")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.withdrawal} ↷"
