"""What managers took out of the shop, what is to be settled at once, and the days' figures, to look at."""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.base import ReadOnlyAdmin
from recommender.models import Hold, PublishOrder, Tally


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin[Hold]):
    list_display = ["product", "reason", "by", "created_at", "lifted_by", "lifted_at"]
    list_filter = [("lifted_at", admin.EmptyFieldListFilter)]
    list_select_related = ["product", "by", "lifted_by"]
    search_fields = ["product__external_id", "reason", "by__username"]
    ordering = ["-id"]


@admin.register(PublishOrder)
class PublishOrderAdmin(ReadOnlyAdmin[PublishOrder]):
    list_display = ["product", "by", "created_at", "settled_at"]
    list_filter = [("settled_at", admin.EmptyFieldListFilter)]
    list_select_related = ["product", "by"]
    search_fields = ["product__external_id", "by__username"]
    ordering = ["-id"]


@admin.register(Tally)
class TallyAdmin(ReadOnlyAdmin[Tally]):
    list_display = ["day", "what", "of", "count", "at"]
    list_filter = ["what"]
    search_fields = ["what", "of"]
    ordering = ["-id"]
