"""Where the product is, drawn over its photo."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog.admin.base import PictureAdmin
from catalog.models import Region, RegionWithdrawal

TALL = 320


@admin.register(Region)
class RegionAdmin(PictureAdmin[Region]):
    list_display = ["photo", "product", "source", "by", "created_at", "taken_back"]
    list_display_links = ["photo"]
    list_filter = ["source"]
    list_select_related = ["image__product", "by", "withdrawal"]
    search_fields = ["image__product__external_id", "image__sha256", "by__username"]
    ordering = ["-id"]

    def get_fields(self, request: HttpRequest, obj: Region | None = None) -> list[Any]:
        return ["drawn", *super().get_fields(request, obj)]

    @admin.display(description=_("상자"))
    def drawn(self, region: Region) -> SafeString:
        return drawn(region)

    @admin.display(description=_("되돌림"), boolean=True)
    def taken_back(self, region: Region) -> bool:
        return hasattr(region, "withdrawal")


@admin.register(RegionWithdrawal)
class RegionWithdrawalAdmin(PictureAdmin[RegionWithdrawal]):
    list_display = ["photo", "product", "by", "created_at"]
    list_display_links = ["photo"]
    list_select_related = ["region__image__product", "by"]
    search_fields = ["by__username", "region__image__product__external_id"]
    picture_at = "region__image"
    ordering = ["-id"]


def drawn(region: Region) -> SafeString:
    """The photo with the box over it, as one picture: no inline style is needed, nor allowed."""
    image = region.image
    width = max(1, round(TALL * image.width / max(image.height, 1)))
    return format_html(
        '<svg width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">'
        '<image href="{url}" width="{w}" height="{h}" preserveAspectRatio="none"/>'
        '<rect x="{x}" y="{y}" width="{across}" height="{down}" fill="none" stroke="#000" stroke-width="4"/>'
        '<rect x="{x}" y="{y}" width="{across}" height="{down}" fill="none" stroke="#fff" stroke-width="2"/>'
        "</svg>",
        w=width,
        h=TALL,
        label=_("상품이 있는 곳"),
        url=image.get_absolute_url(),
        x=round(region.x0 * width),
        y=round(region.y0 * TALL),
        across=round((region.x1 - region.x0) * width),
        down=round((region.y1 - region.y0) * TALL),
    )
