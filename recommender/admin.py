"""What the shop was given, to look at."""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.base import ReadOnlyAdmin
from recommender import photo_admin, style_admin  # noqa: F401 (register)
from recommender.models import Publication, PublishedTag


@admin.register(PublishedTag)
class PublishedTagAdmin(ReadOnlyAdmin[PublishedTag]):
    list_display = ["product", "tag", "source", "confidence", "model_key", "published_at"]
    list_filter = ["source", "tag__facet"]
    list_select_related = ["product", "tag"]
    search_fields = ["product__external_id", "product__title", "tag__slug", "tag__name_ko"]
    ordering = ["-id"]


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin[Publication]):
    list_display = ["published_at", "model_key", "added", "changed", "removed", "label_count"]
    search_fields = ["model_key"]
    date_hierarchy = "published_at"
