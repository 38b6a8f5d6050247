"""What sellers write and nobody has given a meaning, counted over the catalog."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class SellerTextQuerySet(models.QuerySet["SellerText"]):
    def unmatched(self) -> SellerTextQuerySet:
        """On some product, without a meaning, and not set aside; the most frequent first."""
        return self.filter(ignored_at=None, products__gt=0).order_by("-products", "heard")

    def ignored(self) -> SellerTextQuerySet:
        """Of which a manager said that they mean nothing; the most frequent first."""
        return self.exclude(ignored_at=None).order_by("-products", "heard")


class SellerText(models.Model):
    """All spellings that sound alike (`#Boho-Chic`, `boho chic`), on how many products, and what it may mean.

    A sweep writes it; what a manager has set aside stays so, whatever is imported later.
    """

    heard = models.CharField(max_length=240, unique=True, help_text="Without case, width, # and spaces.")
    text = models.CharField(max_length=120, help_text="As it is written most often.")
    spellings = ArrayField(models.CharField(max_length=120), default=list)
    products = models.PositiveIntegerField(default=0, help_text="Seller tags without a meaning.")
    suggestions = models.JSONField(
        default=list,
        blank=True,
        help_text='Best first, by likeness: [{"tag": 3, "name": 0.6, "picture": 0.8}].',
    )
    counted_at = models.DateTimeField()
    ignored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ignored_at = models.DateTimeField(null=True, blank=True)

    objects = SellerTextQuerySet.as_manager()

    class Meta:
        ordering = ["-products", "heard"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ignored_at=None, ignored_by=None) | Q(ignored_at__isnull=False),
                name="what_is_ignored_is_ignored_since",
            )
        ]
        indexes = [
            models.Index(
                fields=["-products", "heard"],
                condition=Q(ignored_at=None, products__gt=0),
                name="unmatched_texts_by_number",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.text}"

    def ignore(self, *, by: User, now: dt.datetime) -> None:
        """It means nothing. Twice keeps the first time."""
        if self.ignored_at is None:
            self.ignored_by, self.ignored_at = by, now
            self.save(update_fields=["ignored_by", "ignored_at"])

    def take_up(self) -> None:
        """It may mean something after all."""
        self.ignored_by, self.ignored_at = None, None
        self.save(update_fields=["ignored_by", "ignored_at"])
