"""Pairs, what was said of them, and the order that follows: only looked at."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from catalog.admin.base import PictureAdmin, ReadOnlyAdmin
from labeling.models import Comparison, ComparisonWithdrawal, Grade, Pair


@admin.register(Pair)
class PairAdmin(PictureAdmin[Pair]):
    list_display = ["photo", "product", "right", "tag", "leased_by", "leased_until", "closed_at"]
    list_display_links = ["photo"]
    list_filter = ["tag__facet"]
    list_select_related = ["left__product", "right__product", "tag", "leased_by"]
    search_fields = ["tag__slug", "tag__name_ko", "left__product__external_id", "right__product__external_id"]
    picture_at = "left"
    ordering = ["-id"]


@admin.register(Comparison)
class ComparisonAdmin(ReadOnlyAdmin[Comparison]):
    list_display = ["id", "pair", "curator", "answer", "seconds", "created_at", "taken_back"]
    list_filter = ["answer", "curator"]
    list_select_related = ["pair__tag", "curator", "withdrawal"]
    search_fields = ["pair__tag__slug", "pair__tag__name_ko", "curator__username", "client_id"]
    ordering = ["-id"]

    @admin.display(description=_("되돌림"), boolean=True)
    def taken_back(self, comparison: Comparison) -> bool:
        return hasattr(comparison, "withdrawal")


@admin.register(ComparisonWithdrawal)
class ComparisonWithdrawalAdmin(ReadOnlyAdmin[ComparisonWithdrawal]):
    list_display = ["comparison", "by", "created_at"]
    list_select_related = ["comparison__pair__tag", "by"]
    search_fields = ["by__username", "comparison__pair__tag__slug"]


@admin.register(Grade)
class GradeAdmin(PictureAdmin[Grade]):
    list_display = ["photo", "product", "tag", "score", "low", "high", "share", "comparisons", "updated_at"]
    list_display_links = ["photo"]
    list_filter = ["tag__facet"]
    list_select_related = ["image__product", "tag"]
    search_fields = ["tag__slug", "tag__name_ko", "image__product__external_id"]
    ordering = ["-id"]
