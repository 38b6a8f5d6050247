"""The words that people and models use for what they see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

KEYS = "bdgijklmnopqstuvy"
"""Letters that answer for a tag on the review screen: those with which that screen does nothing else."""


def is_korean() -> bool:
    """Whether the page is being made in Korean, which it is unless somebody chose another language."""
    return (get_language() or "ko").startswith("ko")


class Colour(models.TextChoices):
    """Names of the design's tokens (static/css/tokens.css), never colours themselves: they are two each."""

    CORAL = "coral", _("산호")
    AMBER = "amber", _("호박")
    OLIVE = "olive", _("올리브")
    MOSS = "moss", _("이끼")
    TEAL = "teal", _("청록")
    SKY = "sky", _("하늘")
    INDIGO = "indigo", _("남색")
    PLUM = "plum", _("자두")
    ROSE = "rose", _("장미")
    STONE = "stone", _("돌")


class Versioned(models.Model):
    """Counts how often it was saved, so that two people who edit it at once are told."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whoever may meet another writer holds the row's lock, and has looked at the version under it."""
        if not self._state.adding:
            self.version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        super().save(*args, **kwargs)


class Facet(Versioned):
    """A group of tags that answer one question, such as mood, category or sleeve."""

    class Choice(models.TextChoices):
        MULTI = "multi", "여러 개 (multi)"
        SINGLE = "single", "하나만 (single)"

    slug = models.SlugField(unique=True)
    name_ko = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    choice = models.CharField(max_length=6, choices=Choice, default=Choice.MULTI)
    position = models.PositiveSmallIntegerField(default=0)
    colour = models.CharField(max_length=6, choices=Colour, default=Colour.STONE)

    class Meta:
        ordering = ["position", "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(colour__in=Colour.values), name="a_facet_has_a_colour_we_have")
        ]

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


class Tag(Versioned):
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
    colour = models.CharField(
        max_length=6, choices=Colour, blank=True, help_text=_("비우면 측면의 색을 따릅니다.")
    )
    key = models.CharField(
        max_length=1,
        blank=True,
        help_text=_("검수 화면에서 이 태그에 답하는 글자 하나: b d g i j k l m n o p q s t u v y"),
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["facet__position", "position", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(colour="") | Q(colour__in=Colour.values), name="a_tag_has_a_colour_we_have"
            ),
            models.CheckConstraint(condition=Q(key="") | Q(key__in=list(KEYS)), name="a_key_is_free_to_use"),
            models.UniqueConstraint(
                fields=["facet", "key"],
                condition=~Q(key="") & Q(retired_at=None),
                name="a_key_is_of_one_tag_of_a_facet",
                violation_error_message=_("이 측면의 다른 태그가 이미 쓰는 글자입니다."),
            ),
        ]

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

    @property
    def shown_colour(self) -> str:
        """Its own, or its facet's."""
        return self.colour or self.facet.colour

    def all_names(self) -> list[str]:
        """Every way in which a person may write this tag."""
        return [self.name_ko, self.name_en, self.slug, *self.synonyms, *self.hashtags]
