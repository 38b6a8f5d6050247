"""What all of the admin shares: rows that are only looked at, and small pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog.admin.counting import EstimatingPaginator
from catalog.admin.keyset import CarefulChangeList, KeysetChangeList
from catalog.admin.typed import ModelAdmin
from catalog.models import ProductImage

Row = TypeVar("Row", bound=models.Model)
TALL = 112
"""Pixels of a picture in a row of a list: enough to judge by."""


class CatalogAdmin(ModelAdmin[Row]):
    """Tables of any length: nobody counts the whole of one, and what is bulky stays in the database."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # Counting what each filter would leave would read the whole table for each.
    paginator = EstimatingPaginator
    list_per_page = 50
    bulky: ClassVar[Sequence[str]] = ()
    """Fields, also of related rows, that are neither loaded nor shown."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """By the key where the newest come first, as they do unless somebody sorts by a column."""
        is_by_key = list(self.get_ordering(request)) == ["-id"] and ORDER_VAR not in request.GET
        return KeysetChangeList if is_by_key else CarefulChangeList

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Row]:
        return super().get_queryset(request).defer(*self.bulky)


class ReadOnlyAdmin(CatalogAdmin[Row]):
    """Rows that the application writes, and that people look at: no adding, changing or deleting."""

    actions: Sequence[str] | None = None

    def get_fields(self, request: HttpRequest, obj: Row | None = None) -> list[Any]:
        """Also those that no form could show, such as when a row was made."""
        return [field.name for field in self.opts.concrete_fields if field.name not in self.bulky]

    def get_readonly_fields(self, request: HttpRequest, obj: Row | None = None) -> list[Any]:
        return self.get_fields(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False


class PictureAdmin(ReadOnlyAdmin[Row]):
    """Rows about an image, with the image."""

    picture_at: ClassVar[str] = "image"
    """The way from the row to its ProductImage."""

    @admin.display(description=_("사진"))
    def photo(self, row: Row) -> SafeString:
        found: Any = row
        for step in self.picture_at.split("__"):
            found = getattr(found, step)
        return thumbnail(found)

    @admin.display(description=_("상품"))
    def product(self, row: Row) -> str:
        found: Any = row
        for step in self.picture_at.split("__"):
            found = getattr(found, step)
        return str(found.product)


def thumbnail(image: ProductImage | None) -> SafeString:
    """A small picture, in its own proportions."""
    if image is None:
        return format_html("{}", "–")
    width = max(1, round(TALL * image.width / max(image.height, 1)))
    return format_html(
        '<img src="{}" alt="{}" loading="lazy" width="{}" height="{}">',
        image.thumbnail_url,
        _("사진 %(id)s") % {"id": image.pk},  # it is what the row's link is called
        min(width, 2 * TALL),
        TALL,
    )
