"""The vector indexes, to look at."""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.base import ReadOnlyAdmin
from recommender.models import IndexedImage, IndexGeneration


@admin.register(IndexGeneration)
class IndexGenerationAdmin(ReadOnlyAdmin[IndexGeneration]):
    list_display = [
        "__str__",
        "engine",
        "state",
        "photos",
        "dimensions",
        "asked_by",
        "built_at",
        "live_at",
        "retired_at",
    ]
    list_select_related = ["asked_by"]
    list_filter = ["engine", "state"]
    search_fields = ["space_key", "engine"]
    ordering = ["-id"]


@admin.register(IndexedImage)
class IndexedImageAdmin(ReadOnlyAdmin[IndexedImage]):
    list_display = ["generation", "image_id", "digest"]
    list_select_related = ["generation"]
    search_fields = ["generation__space_key", "image_id"]
    ordering = ["-id"]
