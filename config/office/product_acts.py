"""What a manager does with the products that they chose in the list."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.admin.products import ProductAdmin
from catalog.models import Product
from config.office.asking_views import choose
from recommender.services.holding import publish_now, put_back

AT_MOST = 1_000
"""Products of one act: more are a change of the catalog, not of some products."""


class Acts(ProductAdmin):
    """The actions of the list, each with the right that it needs. What needs words asks for them first."""

    actions = ["ask_people", "publish", "take_out", "let_back_in", "merge", "export"]

    def has_ask_permission(self, request: HttpRequest) -> bool:
        return _may(request, "labeling.add_queueitem")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return _may(request, "recommender.add_publishorder")

    def has_hold_permission(self, request: HttpRequest) -> bool:
        return _may(request, "recommender.add_hold")

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return _may(request, "catalog.change_duplicategroup")

    @admin.action(description=_("질문에 올리기: 누가 왜 보아야 하는지 적어서"), permissions=["ask"])
    def ask_people(self, request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponse | None:
        return _chosen(request, queryset, "ask")

    @admin.action(description=_("지금 게시하기: 다음 차례를 기다리지 않고"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        if (ids := _ids(request, queryset)) is None:
            return
        count = publish_now(ids, by=_who(request), now=timezone.now())
        said = ngettext(
            "상품 %(count)d개의 태그를 곧 새로 게시합니다.",
            "상품 %(count)d개의 태그를 곧 새로 게시합니다.",
            count,
        )
        messages.success(request, said % {"count": count})

    @admin.action(description=_("공개에서 내리기: 까닭을 적어서"), permissions=["hold"])
    def take_out(self, request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponse | None:
        return _chosen(request, queryset, "withdraw")

    @admin.action(description=_("다시 올리기: 내렸던 상품을 공개에"), permissions=["hold"])
    def let_back_in(self, request: HttpRequest, queryset: QuerySet[Product]) -> None:
        if (ids := _ids(request, queryset)) is None:
            return
        count = put_back(ids, by=_who(request), now=timezone.now())
        said = ngettext("상품 %(count)d개를 다시 올렸습니다.", "상품 %(count)d개를 다시 올렸습니다.", count)
        messages.success(request, said % {"count": count})

    @admin.action(description=_("같은 사진으로 묶기: 나란히 보고 나서"), permissions=["merge"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponse | None:
        return _chosen(request, queryset, "merge")

    def has_export_permission(self, request: HttpRequest) -> bool:
        return _may(request, "recommender.add_exportjob")

    @admin.action(description=_("내보내기: 고른 상품만 파일로"), permissions=["export"])
    def export(self, request: HttpRequest, queryset: QuerySet[Product]) -> HttpResponse | None:
        return _chosen(request, queryset, "export")


def _chosen(request: HttpRequest, queryset: QuerySet[Product], act: str) -> HttpResponse | None:
    """The page that asks for what the act needs to know; nothing has happened yet."""
    ids = _ids(request, queryset)
    return None if ids is None else choose(request, ids, act)


def _ids(request: HttpRequest, queryset: QuerySet[Product]) -> list[int] | None:
    """None, with a word to whoever chose, where they are too many for one act."""
    ids = list(queryset.order_by("-pk").values_list("pk", flat=True)[: AT_MOST + 1])
    if len(ids) > AT_MOST:
        said = _(
            "한 번에 상품 %(most)s개까지 됩니다. 거르기를 더 하거나 나누어 고르세요. 바뀐 것은 없습니다."
        )
        messages.warning(request, said % {"most": f"{AT_MOST:,}"})
        return None
    return ids


def _who(request: HttpRequest) -> User:
    return cast("User", request.user)


def _may(request: HttpRequest, permission: str) -> bool:
    return cast("Any", request.user).has_perm(permission)  # type: ignore[no-any-return]
