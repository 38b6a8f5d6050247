"""Photos that are the same picture, side by side."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.admin.base import PictureAdmin, ReadOnlyAdmin, thumbnail
from catalog.models import DuplicateGroup, Fingerprint, Separation
from catalog.services.grouping import MOST_TAKEN_APART, TooLargeError, dissolve, take_out

SHOWN = 8


@admin.register(DuplicateGroup)
class DuplicateGroupAdmin(ReadOnlyAdmin[DuplicateGroup]):
    list_display = ["__str__", "pictures", "photos", "products", "created_at"]
    search_fields = ["fingerprints__image__product__external_id", "fingerprints__image__sha256"]
    ordering = ["-id"]
    actions = ["take_apart"]

    def has_split_permission(self, request: HttpRequest) -> bool:
        return may_split(request)

    @admin.action(description=_("나누기: 서로 다른 사진입니다"), permissions=["split"])
    def take_apart(self, request: HttpRequest, queryset: QuerySet[DuplicateGroup]) -> None:
        for group in queryset:
            try:
                with transaction.atomic():
                    self.log_change(request, group, str(_("나눔")))
                    dissolve(group, by=cast("User", request.user), now=timezone.now())
            except TooLargeError:
                text = _("%(group)s: 사진이 %(most)d장을 넘습니다. 잘못 들어온 사진만 골라 빼세요.")
                words = text % {"group": group, "most": MOST_TAKEN_APART}
                self.message_user(request, words, messages.WARNING)

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
    list_filter = [("group", admin.EmptyFieldListFilter)]
    search_fields = ["image__product__external_id", "image__sha256"]
    ordering = ["-image"]
    actions = ["take_out"]

    def has_split_permission(self, request: HttpRequest) -> bool:
        return may_split(request)

    @admin.action(description=_("묶음에서 빼기: 나머지와 다른 사진입니다"), permissions=["split"])
    def take_out(self, request: HttpRequest, queryset: QuerySet[Fingerprint]) -> None:
        chosen = list(queryset.exclude(group=None).select_related("image"))
        for fingerprint in chosen:
            self.log_change(request, fingerprint, str(_("묶음에서 뺌")))
        count = take_out([one.pk for one in chosen], by=cast("User", request.user), now=timezone.now())
        text = ngettext("사진 %(count)d장을 뺐습니다.", "사진 %(count)d장을 뺐습니다.", count)
        self.message_user(request, text % {"count": count})


@admin.register(Separation)
class SeparationAdmin(ReadOnlyAdmin[Separation]):
    list_display = ["__str__", "pictures", "by", "created_at"]
    list_select_related = ["one", "other", "by"]
    search_fields = ["one__sha256", "other__sha256", "by__username"]
    ordering = ["-id"]

    def get_fields(self, request: HttpRequest, obj: Separation | None = None) -> list[Any]:
        return ["pictures", "by", "created_at"]

    @admin.display(description=_("사진"))
    def pictures(self, separation: Separation) -> SafeString:
        both = (separation.one, separation.other)
        return format_html_join(" ", "{}", ((thumbnail(image),) for image in both))


def may_split(request: HttpRequest) -> bool:
    return cast("User", request.user).has_perm("catalog.change_duplicategroup")
