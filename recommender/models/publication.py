"""A sweep that came to its end."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class PublicationQuerySet(models.QuerySet["Publication"]):
    def newest(self) -> Publication | None:
        """The last sweep that came to its end."""
        return self.order_by("-pk").first()


class Publication(models.Model):
    """A sweep that found news and came to its end: what it had seen of the world, and what it changed.

    While the world looks the same, there is nothing to publish.
    """

    model_key = models.CharField(max_length=64, blank=True, help_text="The champion; empty before the first.")
    rules = models.CharField(max_length=80, help_text="Thresholds that decided.")
    tags = ArrayField(models.BigIntegerField(), help_text="In use.")
    labels_changed_at = models.DateTimeField(null=True)
    label_count = models.PositiveBigIntegerField()
    yes_count = models.PositiveBigIntegerField()
    no_count = models.PositiveBigIntegerField()
    embedding_count = models.PositiveBigIntegerField()
    last_embedding_id = models.PositiveBigIntegerField()
    products_changed_at = models.DateTimeField(null=True, help_text="Titles and seller tags are read.")
    published_at = models.DateTimeField()
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    removed = models.PositiveIntegerField()

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.published_at:%Y-%m-%d %H:%M} +{self.added} −{self.removed}"
