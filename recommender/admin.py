"""What the shop was given, to look at."""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.base import ReadOnlyAdmin
from recommender import (  # noqa: F401 (register)
    counts_admin,
    export_admin,
    hold_admin,
    index_admin,
    photo_admin,
    publishing_admin,
    style_admin,
    taste_admin,
)
from recommender.models import Publication, PublishedEvidence, PublishedTag


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


@admin.register(PublishedEvidence)
class PublishedEvidenceAdmin(ReadOnlyAdmin[PublishedEvidence]):
    list_display = ["published", "model_key", "made_at"]
    list_select_related = ["published__product", "published__tag"]
    list_filter = ["model_key"]
    search_fields = ["published__product__external_id", "published__product__title", "published__tag__slug"]
    ordering = ["-id"]
