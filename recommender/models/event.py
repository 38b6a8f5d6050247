"""What shoppers did, as it happened; and what follows from it: liked, hidden, more or less of a mood."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TypedDict

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Tag
from recommender.models.shopper import Shopper

MOST_STEPS = 2
"""How far a mood can be turned up or down by hand."""
MOST_OPINIONS = 1000
"""The newest, as far as a page looks back."""


class Source(models.TextChoices):
    """Where on the shop's pages something was done."""

    WALL = "wall", _("스타일 벽")
    PRODUCT = "product", _("상품")
    SIMILAR = "similar", _("비슷한 무드")
    FOR_YOU = "for_you", _("나를 위한 옷")
    PHOTO = "photo", _("사진으로 찾기")
    OTHER = "other", _("그 밖")


class EventQuerySet(models.QuerySet["Event"]):
    def lately_by(self, visitor: str, *, since: dt.datetime) -> EventQuerySet:
        """What came from one address today, since that moment."""
        return self.filter(visitor=visitor, at__gt=since)

    def have(self, client_id: uuid.UUID) -> bool:
        """Whether this was sent before."""
        return self.filter(client_id=client_id).exists()

    def only_looks(self, looks: bool = True) -> EventQuerySet:
        """What was looked at; or else what was said."""
        looked = Q(kind__in=[Event.Kind.VIEW, Event.Kind.CLICK])
        return self.filter(looked if looks else ~looked)

    def old_views(self, *, before: dt.datetime) -> EventQuerySet:
        """Looking is kept for a while; what was liked and hidden as long as the shopper is."""
        return self.only_looks().filter(at__lt=before)


class Event(models.Model):
    """One thing that somebody did. Rows are only added, and go with their shopper.

    `visitor` is a keyed hash of the address, another one each day: enough to count nobody twice in a day, and
    nothing that says who came back.
    """

    class Kind(models.TextChoices):
        VIEW = "view", _("봄")
        CLICK = "click", _("권한 것을 누름")
        LIKE = "like", _("좋아함")
        UNLIKE = "unlike", _("좋아함을 거둠")
        HIDE = "hide", _("숨김")
        UNHIDE = "unhide", _("다시 보임")
        MORE = "more", _("무드를 더")
        LESS = "less", _("무드를 덜")

    shopper = models.ForeignKey(
        Shopper, null=True, blank=True, on_delete=models.CASCADE, related_name="events"
    )
    visitor = models.CharField(max_length=32, blank=True)
    kind = models.CharField(max_length=6, choices=Kind)
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    tag = models.ForeignKey(Tag, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=8, choices=Source, default=Source.OTHER)
    client_id = models.UUIDField(help_text="The browser's: the same thing sent again is recorded once.")
    at = models.DateTimeField()

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["client_id"], name="an_event_happens_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["more", "less"], product=None, tag__isnull=False)
                | Q(~Q(kind__in=["more", "less"]), product__isnull=False, tag=None),
                name="an_event_is_of_a_product_or_a_mood",
            ),
        ]
        indexes = [
            models.Index(fields=["visitor", "at"], name="events_of_a_visitor"),
            # They come in the order of time: a few pages of index say where a window begins.
            models.Index(fields=["at"], name="events_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.product or self.tag}"


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def held_by(self, shoppers: models.QuerySet[Shopper]) -> dict[int, str]:
        """By product, of the newest: what these shoppers think of it."""
        mine = self.filter(shopper__in=shoppers).order_by("-at", "-pk")
        return dict(reversed(mine.values_list("product_id", "value")[:MOST_OPINIONS]))

    def newest_first(self, value: str) -> OpinionQuerySet:
        """What is liked, or hidden."""
        return self.filter(value=value).order_by("-at", "-pk")


class Opinion(models.Model):
    """What a shopper thinks of a product now; it follows from their events."""

    class Value(models.TextChoices):
        LIKE = "like", _("좋아함")
        HIDE = "hide", _("숨김")

    shopper = models.ForeignKey(Shopper, on_delete=models.CASCADE, related_name="opinions")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    value = models.CharField(max_length=4, choices=Value)
    at = models.DateTimeField()

    objects = OpinionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["shopper", "product"], name="one_opinion_of_a_product")
        ]
        indexes = [models.Index(fields=["shopper", "value", "-at"], name="opinions_of_a_shopper")]

    def __str__(self) -> str:
        return f"{self.get_value_display()} · {self.product}"


class MoodWeight(models.Model):
    """A mood that a shopper turned up or down by hand: at most two steps either way."""

    shopper = models.ForeignKey(Shopper, on_delete=models.CASCADE, related_name="mood_weights")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")
    steps = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["shopper", "tag"], name="one_weight_of_a_mood"),
            models.CheckConstraint(
                condition=Q(steps__gte=-MOST_STEPS, steps__lte=MOST_STEPS) & ~Q(steps=0),
                name="a_mood_is_turned_so_far",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag} {self.steps:+d}"


class Place(TypedDict):
    """One place of a slate, as it is stored."""

    product: int
    explored: bool
    propensity: float


class Slate(models.Model):
    """What was offered to a shopper at once, and how likely each product was to come to its place.

    With what was liked and clicked afterwards, another way of offering can be judged without being tried:
    inverse propensity scoring (Horvitz and Thompson 1952; Li et al. 2011, "Unbiased Offline Evaluation").
    """

    shopper = models.ForeignKey(Shopper, on_delete=models.CASCADE, related_name="slates")
    day = models.DateField()
    digest = models.CharField(max_length=64, help_text="Of what was offered: a reload is no second offer.")
    places = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["shopper", "day", "digest"], name="a_slate_is_offered_once")
        ]
        indexes = [models.Index(fields=["at"], name="slates_by_time")]

    def __str__(self) -> str:
        return f"{self.day} × {len(self.places)}"
