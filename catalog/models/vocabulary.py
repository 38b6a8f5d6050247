"""The words that people and models use for what they see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language


def is_korean() -> bool:
    """Whether the page is being made in Korean, which it is unless somebody chose another language."""
    return (get_language() or "ko").startswith("ko")


class Facet(models.Model):
    """A group of tags that answer one question, such as mood, category or sleeve."""

    class Choice(models.TextChoices):
        MULTI = "multi", "여러 개 (multi)"
        SINGLE = "single", "하나만 (single)"

    slug = models.SlugField(unique=True)
    name_ko = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    choice = models.CharField(max_length=6, choices=Choice, default=Choice.MULTI)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name_ko

    @property
    def name(self) -> str:
        """In the language of whoever reads it."""
        return self.name_ko if is_korean() else self.name_en

    @property
    def is_single(self) -> bool:
        return self.choice == self.Choice.SINGLE


class TagQuerySet(models.QuerySet["Tag"]):
    def in_use(self) -> TagQuerySet:
        """Tags that are still asked about, in the order in which people read them."""
        return (
            self.filter(retired_at=None)
            .select_related("facet")
            .order_by("facet__position", "position", "slug")
        )

    def in_use_or(self, asked: Collection[int]) -> TagQuerySet:
        """Tags in use, and retired ones among `asked`: a question outlives the moment its tag is retired."""
        return self.filter(models.Q(retired_at=None) | models.Q(pk__in=asked)).select_related("facet")


class Tag(models.Model):
    """One concept that may hold for an image."""

    facet = models.ForeignKey(Facet, on_delete=models.PROTECT, related_name="tags")
    slug = models.SlugField(unique=True)
    name_ko = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    synonyms = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    hashtags = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    definition_ko = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["facet__position", "position", "slug"]

    def __str__(self) -> str:
        return f"{self.name_ko} ({self.name_en})"

    def retire(self, *, now: dt.datetime) -> None:
        """Ask about it no more. What was said of it stays; retiring twice keeps the first time."""
        if self.retired_at is None:
            self.retired_at = now
            self.save(update_fields=["retired_at"])

    def bring_back(self) -> None:
        self.retired_at = None
        self.save(update_fields=["retired_at"])

    @property
    def name(self) -> str:
        """In the language of whoever reads it."""
        return self.name_ko if is_korean() else self.name_en

    @property
    def definition(self) -> str:
        return self.definition_ko if is_korean() else self.definition_en

    def all_names(self) -> list[str]:
        """Every way in which a person may write this tag."""
        return [self.name_ko, self.name_en, self.slug, *self.synonyms, *self.hashtags]
