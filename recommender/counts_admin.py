"""What was counted for the shop's pages, to look at."""

from __future__ import annotations

from django.contrib import admin

from catalog.admin.base import ReadOnlyAdmin
from recommender.models import FacetCount, SellerCount, TableWatch, TagCount


@admin.register(TagCount)
class TagCountAdmin(ReadOnlyAdmin[TagCount]):
    list_display = ["tag", "published", "in_stock", "said"]
    list_filter = ["tag__facet"]
    list_select_related = ["tag"]
    search_fields = ["tag__slug", "tag__name_ko", "tag__name_en"]
    ordering = ["-published"]


@admin.register(FacetCount)
class FacetCountAdmin(ReadOnlyAdmin[FacetCount]):
    list_display = ["facet", "products"]
    list_select_related = ["facet"]
    search_fields = ["facet__slug", "facet__name_ko", "facet__name_en"]


@admin.register(SellerCount)
class SellerCountAdmin(ReadOnlyAdmin[SellerCount]):
    list_display = ["seller", "products"]
    search_fields = ["seller"]


@admin.register(TableWatch)
class TableWatchAdmin(ReadOnlyAdmin[TableWatch]):
    list_display = ["name", "looked_at", "seconds", "reached"]
    search_fields = ["name"]
