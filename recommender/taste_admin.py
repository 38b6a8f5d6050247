"""Shoppers and what they did, to look at: nobody changes what somebody else likes."""

from __future__ import annotations

from typing import TypeVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from catalog.admin.base import ReadOnlyAdmin
from recommender.models import Event, MoodWeight, Opinion, Shopper, Slate

Row = TypeVar("Row", bound=Model)


class OfShoppersAdmin(ReadOnlyAdmin[Row]):
    """Without those who asked to be forgotten, from that moment on."""

    forgotten_at = "shopper__forgotten_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Row]:
        return super().get_queryset(request).filter(**{self.forgotten_at: None})


@admin.register(Shopper)
class ShopperAdmin(OfShoppersAdmin[Shopper]):
    forgotten_at = "forgotten_at"
    list_display = ["__str__", "user", "created_at", "seen_at"]
    list_select_related = ["user"]
    search_fields = ["user__username"]
    bulky = ("key_hash", "forgotten_at")


@admin.register(Event)
class EventAdmin(OfShoppersAdmin[Event]):
    list_display = ["at", "kind", "product", "tag", "source", "shopper"]
    list_select_related = ["product", "tag", "shopper__user"]
    list_filter = ["kind", "source"]
    search_fields = ["product__external_id", "product__title", "shopper__user__username"]
    date_hierarchy = "at"
    bulky = ("visitor",)


@admin.register(Opinion)
class OpinionAdmin(OfShoppersAdmin[Opinion]):
    list_display = ["at", "value", "product", "shopper"]
    list_select_related = ["product", "shopper__user"]
    list_filter = ["value"]
    search_fields = ["product__external_id", "product__title", "shopper__user__username"]


@admin.register(MoodWeight)
class MoodWeightAdmin(OfShoppersAdmin[MoodWeight]):
    list_display = ["at", "tag", "steps", "shopper"]
    list_select_related = ["tag", "shopper__user"]
    list_filter = ["tag__facet"]
    search_fields = ["tag__slug", "tag__name_ko", "shopper__user__username"]


@admin.register(Slate)
class SlateAdmin(OfShoppersAdmin[Slate]):
    list_display = ["at", "shopper", "day"]
    list_select_related = ["shopper__user"]
    search_fields = ["shopper__user__username"]
