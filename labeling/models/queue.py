"""What is asked of people: an image, the tags in question, and why it was chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Facet, ProductImage, Region, SellerTag, Tag
from labeling.models.assignment import Assignment, Queue, assignment_of
from labeling.models.comment import Comment
from labeling.models.lease import Leased, LeasedQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Reason(models.TextChoices):
    """Why an image was chosen; each is a share of the budget."""

    AUDIT = "audit", _("감사: 무작위로 뽑혔고, 제안 없이 모든 태그를 묻습니다")
    CONTROL = "control", _("대조: 무작위로 뽑혔습니다")
    START = "start", _("시작: 카탈로그를 대표하는 사진입니다")
    DOUBT = "doubt", _("모델이 확신하지 못합니다")
    RARE = "rare", _("드문 태그의 이웃입니다")
    DISAGREEMENT = "disagreement", _("사람들의 의견이 갈립니다")
    SELLER = "seller", _("판매자의 태그와 모델이 다릅니다")
    DEMAND = "demand", _("손님들이 많이 보는 상품입니다")
    VOCABULARY = "vocabulary", _("태그가 나뉘어 다시 묻습니다")
    MANAGER = "manager", _("관리자가 부탁했습니다")


# No particle follows the tag, as it would depend on how its name ends.
_OF_A_TAG = {
    Reason.DOUBT: _("모델이 ‘%(tag)s’인지 확신하지 못합니다"),
    Reason.RARE: _("드문 태그를 찾습니다: 이미 ‘%(tag)s’ 태그를 받은 사진과 비슷합니다"),
    Reason.DISAGREEMENT: _("‘%(tag)s’에 대한 사람들의 의견이 갈리거나 분명하지 않습니다"),
    Reason.SELLER: _("판매자는 ‘%(tag)s’ 태그를 달았지만 모델은 그렇게 보지 않습니다"),
    Reason.DEMAND: _("손님들이 많이 보는 상품인데, 모델이 ‘%(tag)s’인지 확신하지 못합니다"),
    Reason.VOCABULARY: _("‘%(tag)s’ 태그가 나뉘었습니다: 이 사진은 어느 쪽인지 묻습니다"),
}
"""Why, where it is for the sake of one tag."""


NO_MODELS = [Reason.AUDIT, Reason.VOCABULARY, Reason.MANAGER]
"""An audit shows no suggestions, what a split left open asks about the parts, whoever serves; and what a
manager asked is asked until it is answered."""


def reasons_of(given: Assignment) -> list[str] | None:
    """Of items that are asked one by one, those of the queues that were given; None: of all."""
    if given.covers(Queue.SINGLE):
        return None if given.covers(Queue.AUDIT) else [one for one in Reason.values if one != Reason.AUDIT]
    return [Reason.AUDIT.value] if given.covers(Queue.AUDIT) else []


class QueueItemQuerySet(LeasedQuerySet["QueueItem"]):
    def held_by(self, curator: User, *, now: dt.datetime) -> QueueItemQuerySet:
        """What this curator may answer now, the next one first."""
        return self.open().filter(leased_by=curator, leased_until__gt=now).order_by("-priority", "id")

    def answerable_by(self, curator: User) -> QueueItemQuerySet:
        """Leaves out second opinions on what the curator has judged already, and photos that they flagged.

        In a grid they judged one tag of the photo, and of the others they may give theirs.
        """
        # Item by item: a list of all that were judged would be made anew for each lease.
        this = QueueItem.objects.filter(pk=OuterRef("pk"))
        asked = Q(image__reviews__item__isnull=False) | Q(image__reviews__tile__grid__tag=F("reason_tag"))
        judged = this.filter(asked, image__reviews__curator=curator)
        flagged = this.filter(image__flags__curator=curator, image__flags__withdrawal=None)
        theirs = self.filter(Q(meant_for=None) | Q(meant_for=curator))
        return theirs.exclude(Q(reason=Reason.DISAGREEMENT) & Exists(judged)).exclude(Exists(flagged))

    def these(self, ids: Iterable[int]) -> QueueItemQuerySet:
        """The next one first, as in every list of items."""
        return self.filter(pk__in=ids).order_by("-priority", "id")

    def waiting_for(self, curator: User, *, now: dt.datetime) -> QueueItemQuerySet:
        """What this curator could answer: free, or held by them already."""
        return self.answerable_by(curator).assigned_to(curator).free_for(curator, now=now)

    def assigned_to(self, person: User) -> QueueItemQuerySet:
        """What their assignment covers, and what a manager meant for them whatever it covers."""
        given = assignment_of(person)
        if given is None:
            return self
        covered = given.of_tags("reason_tag")
        if given.is_narrow:
            covered |= Q(facet__in=given.facets)
        if (reasons := reasons_of(given)) is not None:
            covered &= Q(reason__in=reasons)
        # An empty Q beside another one would let that one decide.
        return self.filter(covered | Q(meant_for=person)) if covered else self

    def outdated(self, model_key: str) -> QueueItemQuerySet:
        """With suggestions of another model, where those are why it is asked."""
        return self.exclude(reason__in=NO_MODELS).exclude(model_key=model_key)

    def for_screen(self) -> QueueItemQuerySet:
        """With all that the review screen shows, in a constant number of queries."""
        return self.select_related("image__product", "facet", "reason_tag").prefetch_related(
            Prefetch("suggestions", Suggestion.objects.select_related("tag__facet")),
            "image__product__images",
            Prefetch("image__product__seller_tags", SellerTag.objects.select_related("tag")),
            Prefetch("image__regions", Region.objects.standing()),
            Prefetch("image__comments", Comment.objects.standing()),
        )


class QueueItem(Leased):
    """An image chosen for a curator. `facet` is set when every tag of it is asked (audit)."""

    image = models.ForeignKey(ProductImage, on_delete=models.CASCADE, related_name="queue_items")
    facet = models.ForeignKey(Facet, null=True, blank=True, on_delete=models.PROTECT)
    reason = models.CharField(max_length=12, choices=Reason)
    reason_tag = models.ForeignKey(Tag, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    priority = models.FloatField(default=0.0, help_text="Higher is asked earlier.")
    model_key = models.CharField(max_length=64, blank=True, help_text="Whose suggestions these are.")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    meant_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(max_length=200, blank=True, help_text="Why a manager asks, in their own words.")
    created_at = models.DateTimeField(auto_now_add=True)
    leased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leased_items",
        db_index=False,  # "queue_held" is enough: who has held an item before its end is never looked for
    )

    objects = QueueItemQuerySet.as_manager()

    class Meta:
        ordering = ["-priority", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["image", "facet"],
                condition=Q(closed_at=None),
                nulls_distinct=False,
                name="an_image_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(leased_by=None, leased_until=None) | Q(leased_until__isnull=False),
                name="a_lease_ends",
            ),
        ]
        indexes = [
            # What is leased leaves the first: whoever leases next does not walk over it.
            models.Index(
                fields=["-priority", "id"],
                condition=Q(closed_at=None, leased_until=None),
                name="queue_never_leased",
            ),
            models.Index(
                fields=["leased_until"],
                condition=Q(closed_at=None, leased_until__isnull=False),
                name="queue_returns",
            ),
            models.Index(
                fields=["leased_by", "leased_until"],
                condition=Q(closed_at=None, leased_until__isnull=False),
                name="queue_held",
            ),
            # The first few of each reason, which the home page shows.
            models.Index(
                fields=["reason", "-priority", "id"], condition=Q(closed_at=None), name="queue_by_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.image} ({self.get_reason_display()})"

    @property
    def hides_suggestions(self) -> bool:
        """An audit answer must not be led by the model it will measure."""
        return self.reason == Reason.AUDIT

    def reopen_for(self, curator: User, *, now: dt.datetime) -> None:
        """Ask it again, of this curator, unless the same question waits for others by now."""
        self._reopen(leased_by=curator, leased_until=self.lease_end(now))

    def reopen(self) -> None:
        """Ask it again, of whoever comes, unless the same question waits by now."""
        self._reopen(leased_by=None, leased_until=None)

    def _reopen(self, *, leased_by: User | None, leased_until: dt.datetime | None) -> None:
        twins = QueueItem.objects.open().filter(image=self.image_id, facet=self.facet)
        if self.closed_at is None or twins.exists():
            return
        self.closed_at, self.leased_by, self.leased_until = None, leased_by, leased_until
        self.save(update_fields=["closed_at", "leased_by", "leased_until"])

    def why(self) -> str:
        """The reason in words, for the screen."""
        if self.note:
            return f"{self.get_reason_display()}: {self.note}"
        said = _OF_A_TAG.get(Reason(self.reason))
        if said is None or self.reason_tag is None:
            return self.get_reason_display()
        return said % {"tag": self.reason_tag.name}


class Suggestion(models.Model):
    """A tag worth asking about an image: its probability, and the map that adds up to it."""

    item = models.ForeignKey(QueueItem, on_delete=models.CASCADE, related_name="suggestions")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField()
    probability = models.FloatField(null=True, help_text="Empty while there is no model.")
    evidence = models.JSONField(
        default=list,
        blank=True,
        help_text='Per view: {"box": [x0, y0, x1, y1], "cells": [[…]]}; cells and bias add up to the logit.',
    )
    words = models.JSONField(
        default=list,
        blank=True,
        help_text='What was read, and its push on the logit: [{"word": "…", "push": 0.4}], strongest first.',
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["item", "tag"], name="a_tag_is_suggested_once"),
            models.CheckConstraint(
                condition=Q(probability=None) | Q(probability__gte=0, probability__lte=1),
                name="probability_in_0_1",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag}: {self.probability}"
