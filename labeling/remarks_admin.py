"""What curators say of photos beside tags: flags, on which managers rule, and comments."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog.admin.base import PictureAdmin
from labeling.models import Comment, CommentWithdrawal, Flag, FlagRuling, FlagWithdrawal
from labeling.services.flagging import rule


class Handled(admin.SimpleListFilter):
    title = _("처리")
    parameter_name = "handled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("기다림")), ("yes", _("처리함"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Flag]) -> QuerySet[Flag]:
        match self.value():
            case "no":
                return queryset.filter(ruling=None, withdrawal=None)
            case "yes":
                return queryset.exclude(ruling=None)
        return queryset


@admin.register(Flag)
class FlagAdmin(PictureAdmin[Flag]):
    """Nobody rewrites a flag; a manager says what follows from it."""

    list_display = ["photo", "product", "kind", "words", "curator", "created_at", "outcome"]
    list_display_links = ["photo"]
    list_filter = [Handled, "kind", "curator"]
    list_select_related = ["image__product", "curator", "ruling", "withdrawal"]
    search_fields = ["image__product__external_id", "curator__username", "words"]
    ordering = ["-id"]
    actions = ["keep_out", "ask_again"]

    @admin.display(description=_("결과"))
    def outcome(self, flag: Flag) -> str:
        if hasattr(flag, "ruling"):  # stands, even if the flag was taken back since
            return str(_("묻지 않음") if flag.ruling.keeps_out else _("다시 물음"))
        return str(_("되돌림") if hasattr(flag, "withdrawal") else _("기다림"))

    def has_rule_permission(self, request: HttpRequest) -> bool:
        return cast("User", request.user).has_perm("labeling.change_flag")

    @admin.action(description=_("처리: 이 사진은 아무에게도 묻지 않기"), permissions=["rule"])
    def keep_out(self, request: HttpRequest, queryset: QuerySet[Flag]) -> None:
        self._rule(request, queryset, keeps_out=True)

    @admin.action(description=_("처리: 문제없음, 다른 사람에게 다시 묻기"), permissions=["rule"])
    def ask_again(self, request: HttpRequest, queryset: QuerySet[Flag]) -> None:
        self._rule(request, queryset, keeps_out=False)

    def _rule(self, request: HttpRequest, flags: QuerySet[Flag], *, keeps_out: bool) -> None:
        by, now, count = cast("User", request.user), timezone.now(), 0
        for flag in flags:
            if rule(flag, keeps_out=keeps_out, by=by, now=now):
                self.log_change(request, flag, str(_("묻지 않음") if keeps_out else _("다시 물음")))
                count += 1
        text = ngettext("신고 %(count)d개를 처리했습니다.", "신고 %(count)d개를 처리했습니다.", count)
        self.message_user(request, text % {"count": count})


@admin.register(FlagWithdrawal)
class FlagWithdrawalAdmin(PictureAdmin[FlagWithdrawal]):
    list_display = ["photo", "product", "by", "created_at"]
    list_display_links = ["photo"]
    list_select_related = ["flag__image__product", "by"]
    search_fields = ["by__username", "flag__image__product__external_id"]
    picture_at = "flag__image"
    ordering = ["-id"]


@admin.register(FlagRuling)
class FlagRulingAdmin(PictureAdmin[FlagRuling]):
    list_display = ["photo", "product", "keeps_out", "by", "created_at"]
    list_display_links = ["photo"]
    list_filter = ["keeps_out"]
    list_select_related = ["flag__image__product", "by"]
    search_fields = ["by__username", "flag__image__product__external_id"]
    picture_at = "flag__image"
    ordering = ["-id"]


@admin.register(Comment)
class CommentAdmin(PictureAdmin[Comment]):
    list_display = ["photo", "product", "text", "curator", "created_at", "taken_back"]
    list_display_links = ["photo"]
    list_filter = ["curator"]
    list_select_related = ["image__product", "curator", "withdrawal"]
    search_fields = ["image__product__external_id", "curator__username", "text"]
    ordering = ["-id"]

    @admin.display(description=_("되돌림"), boolean=True)
    def taken_back(self, comment: Comment) -> bool:
        return hasattr(comment, "withdrawal")


@admin.register(CommentWithdrawal)
class CommentWithdrawalAdmin(PictureAdmin[CommentWithdrawal]):
    list_display = ["photo", "product", "by", "created_at"]
    list_display_links = ["photo"]
    list_select_related = ["comment__image__product", "by"]
    search_fields = ["by__username", "comment__image__product__external_id"]
    picture_at = "comment__image"
    ordering = ["-id"]
