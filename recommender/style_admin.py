"""Style spaces, to look at: what serves is decided on their own page."""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.base import ReadOnlyAdmin
from recommender.models import FrozenQuery, StyleSpace


@admin.register(StyleSpace)
class StyleSpaceAdmin(ReadOnlyAdmin[StyleSpace]):
    list_display = ["key", "state", "encoder_key", "dimensions", "learned_share", "label_count", "created_at"]
    list_filter = ["state", "encoder_key"]
    search_fields = ["key", "encoder_key", "model_key"]
    date_hierarchy = "created_at"
    bulky = ["weights", "comparison"]


@admin.register(FrozenQuery)
class FrozenQueryAdmin(ReadOnlyAdmin[FrozenQuery]):
    list_display = ["__str__", "kind", "image", "tag", "treatment", "drawn_at"]
    list_filter = ["kind"]
    list_select_related = ["image__product", "tag"]
    search_fields = ["image__product__external_id", "tag__slug", "tag__name_ko"]
