"""Photos that are the same picture, side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog.admin.base import PictureAdmin, ReadOnlyAdmin, thumbnail
from catalog.models import DuplicateGroup, Fingerprint

SHOWN = 8


@admin.register(DuplicateGroup)
class DuplicateGroupAdmin(ReadOnlyAdmin[DuplicateGroup]):
    list_display = ["__str__", "pictures", "photos", "products", "created_at"]
    search_fields = ["fingerprints__image__product__external_id", "fingerprints__image__sha256"]
    ordering = ["-id"]

    def get_fields(self, request: HttpRequest, obj: DuplicateGroup | None = None) -> list[Any]:
        return ["pictures", "photos", "products", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DuplicateGroup]:
        members = Fingerprint.objects.select_related("image__product")
        return super().get_queryset(request).prefetch_related(Prefetch("fingerprints", members))

    @admin.display(description=_("사진"))
    def pictures(self, group: DuplicateGroup) -> SafeString:
        """The first few; one on the other's left, so that an error shows at a glance."""
        images = [member.image for member in list(group.fingerprints.all())[:SHOWN]]
        return format_html_join(" ", "{}", ((thumbnail(image),) for image in images))

    @admin.display(description=_("장"))
    def photos(self, group: DuplicateGroup) -> int:
        return len(group.fingerprints.all())

    @admin.display(description=_("상품"))
    def products(self, group: DuplicateGroup) -> str:
        """Whose photos these are."""
        names = dict.fromkeys(str(member.image.product) for member in group.fingerprints.all())
        return ", ".join(list(names)[:SHOWN])


@admin.register(Fingerprint)
class FingerprintAdmin(PictureAdmin[Fingerprint]):
    list_display = ["photo", "product", "group", "compared_at"]
    list_display_links = ["photo"]
    list_select_related = ["image__product", "group"]
    search_fields = ["image__product__external_id", "image__sha256"]
    ordering = ["-image"]
