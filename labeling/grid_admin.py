"""Grids, and what was said of them: only looked at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin.base import PictureAdmin, ReadOnlyAdmin
from labeling.models import Grid, GridCheck, GridReview, GridTile, GridWithdrawal


@admin.register(Grid)
class GridAdmin(ReadOnlyAdmin[Grid]):
    list_display = [
        "id",
        "tag",
        "kind",
        "low",
        "high",
        "tile_count",
        "leased_by",
        "leased_until",
        "closed_at",
    ]
    list_filter = ["kind", "tag__facet"]
    list_select_related = ["tag", "leased_by"]
    search_fields = ["tag__slug", "tag__name_ko", "model_key"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Grid]:
        return super().get_queryset(request).annotate(tile_count=Count("tiles"))

    @admin.display(description=_("사진 수"))
    def tile_count(self, grid: Any) -> int:
        return int(grid.tile_count)


@admin.register(GridTile)
class GridTileAdmin(PictureAdmin[GridTile]):
    list_display = ["photo", "product", "grid", "position", "probability", "is_check", "known"]
    list_display_links = ["photo"]
    list_filter = ["is_check", "grid__kind"]
    list_select_related = ["image__product", "grid__tag"]
    search_fields = ["image__product__external_id", "grid__tag__slug", "grid__tag__name_ko"]
    ordering = ["-id"]


@admin.register(GridReview)
class GridReviewAdmin(ReadOnlyAdmin[GridReview]):
    list_display = ["id", "grid", "curator", "outcome", "seconds", "created_at", "taken_back"]
    list_filter = ["outcome", "curator"]
    list_select_related = ["grid__tag", "curator", "withdrawal"]
    search_fields = ["grid__tag__slug", "grid__tag__name_ko", "curator__username", "client_id"]
    ordering = ["-id"]

    @admin.display(description=_("되돌림"), boolean=True)
    def taken_back(self, sitting: GridReview) -> bool:
        return hasattr(sitting, "withdrawal")


@admin.register(GridCheck)
class GridCheckAdmin(PictureAdmin[GridCheck]):
    list_display = ["photo", "product", "curator", "value", "missed", "dwell_ms"]
    list_display_links = ["photo"]
    list_filter = ["missed", "value"]
    list_select_related = ["tile__image__product", "grid_review__curator"]
    search_fields = ["grid_review__curator__username", "tile__image__product__external_id"]
    picture_at = "tile__image"
    ordering = ["-id"]

    @admin.display(description=_("사람"))
    def curator(self, check: GridCheck) -> str:
        return check.grid_review.curator.get_username()


@admin.register(GridWithdrawal)
class GridWithdrawalAdmin(ReadOnlyAdmin[GridWithdrawal]):
    list_display = ["grid_review", "by", "created_at"]
    list_select_related = ["grid_review__curator", "grid_review__grid__tag", "by"]
    search_fields = ["by__username", "grid_review__grid__tag__slug"]
