"""Sources of trusted labels, and what they say, to look at; they are brought and withdrawn in the office."""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.base import PictureAdmin, ReadOnlyAdmin
from labeling.models import LabelSource, SourcedLabel


@admin.register(LabelSource)
class LabelSourceAdmin(ReadOnlyAdmin[LabelSource]):
    list_display = ["name", "weight", "state", "total", "refused_count", "by", "created_at", "withdrawn_at"]
    list_filter = ["state"]
    list_select_related = ["by"]
    search_fields = ["name", "by__username", "original_name"]
    ordering = ["-id"]
    bulky = ["file_name", "refused_file"]


@admin.register(SourcedLabel)
class SourcedLabelAdmin(PictureAdmin[SourcedLabel]):
    list_display = ["photo", "product", "tag", "value", "source"]
    list_filter = ["value"]
    list_select_related = ["image__product", "tag", "source"]
    search_fields = ["source__name", "tag__slug", "image__product__external_id"]
    ordering = ["-id"]
