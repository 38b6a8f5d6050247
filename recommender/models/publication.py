"""Sweeps over the shop's tags."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import models


class PublicationQuerySet(models.QuerySet["Publication"]):
    def newest(self) -> Publication | None:
        """The last sweep that came to its end."""
        return self.exclude(finished_at=None).order_by("-pk").first()

    def with_news(self) -> PublicationQuerySet:
        """Those that changed something."""
        return self.exclude(added=0, changed=0, removed=0)

    def unfinished(self) -> Publication | None:
        """The sweep that is under way, or was cut off: the next one goes on with it."""
        return self.filter(finished_at=None).order_by("-pk").first()


class Publication(models.Model):
    """A sweep that found news: what it had seen of the world, and what it changed, so far or to its end.

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
    finished_at = models.DateTimeField(null=True, help_text="Empty while the sweep is under way.")
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["finished_at"],
                condition=models.Q(finished_at=None),
                nulls_distinct=False,
                name="one_publication_under_way",
            )
        ]

    def tally(self, kinds: Iterable[str]) -> None:
        """Count changes that were made: `added`, `changed`, `removed`."""
        counted = Counter(kinds)
        self.added += counted["added"]
        self.changed += counted["changed"]
        self.removed += counted["removed"]
        self.save(update_fields=["added", "changed", "removed"])

    def finish(self, *, now: dt.datetime) -> None:
        self.finished_at = now
        self.save(update_fields=["finished_at"])

    def __str__(self) -> str:
        return f"{self.published_at:%Y-%m-%d %H:%M} +{self.added} −{self.removed}"
