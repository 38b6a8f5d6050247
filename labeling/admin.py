"""Questions, answers and what follows from them. Answers are only looked at; questions can be taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog.admin.base import CatalogAdmin, PictureAdmin, thumbnail
from catalog.admin.typed import TabularInline
from labeling import (  # noqa: F401 (they register their models)
    assignment_admin,
    bulk_admin,
    compare_admin,
    example_admin,
    grid_admin,
    preference_admin,
    remarks_admin,
    source_admin,
)
from labeling.models import AuditImage, Label, QueueItem, Review, Suggestion, Verdict, Withdrawal


class SuggestionInline(TabularInline[Suggestion, QueueItem]):
    model = Suggestion
    extra = 0
    can_delete = False
    fields = ["position", "tag", "probability"]
    readonly_fields = ["position", "tag", "probability"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Suggestion]:
        return super().get_queryset(request).select_related("tag").defer("evidence")

    def has_add_permission(self, request: HttpRequest, obj: QueueItem | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class IsOpen(admin.SimpleListFilter):
    title = _("상태")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("기다림")), ("leased", _("누군가 보는 중")), ("closed", _("닫힘"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[QueueItem]) -> QuerySet[QueueItem]:
        now = timezone.now()
        match self.value():
            case "open":
                return queryset.filter(closed_at=None)
            case "leased":
                return queryset.filter(closed_at=None, leased_until__gt=now)
            case "closed":
                return queryset.exclude(closed_at=None)
        return queryset


@admin.register(QueueItem)
class QueueItemAdmin(CatalogAdmin[QueueItem]):
    """The queue is filled by the application; people may close a question or free a held one."""

    list_display = [
        "photo",
        "product",
        "reason",
        "facet",
        "priority",
        "leased_by",
        "leased_until",
        "closed_at",
    ]
    list_display_links = ["photo"]
    list_filter = [IsOpen, "reason", "facet"]
    list_select_related = ["image__product", "facet", "leased_by"]
    search_fields = ["image__product__external_id", "image__product__title", "model_key"]
    inlines = [SuggestionInline]
    actions = ["close", "release"]
    ordering = ["-id"]

    @admin.display(description=_("사진"))
    def photo(self, item: QueueItem) -> SafeString:
        return thumbnail(item.image)

    @admin.display(description=_("상품"))
    def product(self, item: QueueItem) -> str:
        return str(item.image.product)

    def get_readonly_fields(self, request: HttpRequest, obj: QueueItem | None = None) -> list[Any]:
        return [field.name for field in self.opts.concrete_fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: QueueItem | None = None) -> bool:
        return False

    @admin.action(description=_("닫기: 더는 묻지 않기"), permissions=["change"])
    @transaction.atomic
    def close(self, request: HttpRequest, queryset: QuerySet[QueueItem]) -> None:
        now = timezone.now()
        waiting = queryset.filter(closed_at=None).select_for_update(of=["self"])
        for item in waiting:
            item.close(now=now)
            self.log_change(request, item, _("닫았습니다."))
        self.message_user(request, _("선택한 질문을 닫았습니다."))

    @admin.action(description=_("임대 풀기: 다른 사람이 답할 수 있게"), permissions=["change"])
    @transaction.atomic
    def release(self, request: HttpRequest, queryset: QuerySet[QueueItem]) -> None:
        held = queryset.filter(closed_at=None).exclude(leased_until=None).select_for_update(of=["self"])
        for item in held:
            item.leased_by, item.leased_until = None, None
            item.save(update_fields=["leased_by", "leased_until"])
            self.log_change(request, item, _("임대를 풀었습니다."))
        self.message_user(request, _("선택한 질문을 다시 누구나 받을 수 있습니다."))


@admin.register(Suggestion)
class SuggestionAdmin(PictureAdmin[Suggestion]):
    list_display = ["photo", "product", "tag", "probability", "position"]
    list_display_links = ["photo"]
    list_filter = ["tag__facet"]
    list_select_related = ["item__image__product", "tag"]
    search_fields = ["tag__slug", "tag__name_ko", "item__image__product__external_id"]
    picture_at = "item__image"
    bulky = ["evidence"]
    ordering = ["-id"]


class VerdictInline(TabularInline[Verdict, Review]):
    model = Verdict
    extra = 0
    can_delete = False
    fields = ["tag", "value", "misplaced", "probability"]
    readonly_fields = ["tag", "value", "misplaced", "probability"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Verdict]:
        return super().get_queryset(request).select_related("tag")

    def has_add_permission(self, request: HttpRequest, obj: Review | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Review)
class ReviewAdmin(PictureAdmin[Review]):
    list_display = ["photo", "product", "curator", "outcome", "seconds", "created_at", "taken_back"]
    list_display_links = ["photo"]
    list_filter = ["outcome", "curator"]
    list_select_related = ["image__product", "curator", "withdrawal"]
    search_fields = ["image__product__external_id", "curator__username", "client_id", "model_key"]
    inlines = [VerdictInline]
    ordering = ["-id"]

    @admin.display(description=_("되돌림"), boolean=True)
    def taken_back(self, review: Review) -> bool:
        return hasattr(review, "withdrawal")


@admin.register(Verdict)
class VerdictAdmin(PictureAdmin[Verdict]):
    list_display = ["photo", "product", "tag", "value", "misplaced", "probability", "curator", "created_at"]
    list_display_links = ["photo"]
    list_filter = ["value", "misplaced", "tag__facet"]
    list_select_related = ["review__image__product", "review__curator", "tag"]
    search_fields = ["tag__slug", "tag__name_ko", "review__image__product__external_id"]
    picture_at = "review__image"
    ordering = ["-id"]

    @admin.display(description=_("사람"))
    def curator(self, verdict: Verdict) -> str:
        return verdict.review.curator.get_username()

    @admin.display(description=_("때"), ordering="review__created_at")
    def created_at(self, verdict: Verdict) -> Any:
        return verdict.review.created_at


@admin.register(Withdrawal)
class WithdrawalAdmin(PictureAdmin[Withdrawal]):
    list_display = ["photo", "product", "by", "created_at"]
    list_display_links = ["photo"]
    list_select_related = ["review__image__product", "by"]
    search_fields = ["by__username", "review__image__product__external_id"]
    picture_at = "review__image"


@admin.register(AuditImage)
class AuditImageAdmin(PictureAdmin[AuditImage]):
    list_display = ["photo", "product", "drawn_at"]
    list_display_links = ["photo"]
    list_select_related = ["image__product"]
    search_fields = ["image__product__external_id", "image__product__title"]
    ordering = ["-id"]


@admin.register(Label)
class LabelAdmin(PictureAdmin[Label]):
    list_display = ["photo", "product", "tag", "value", "yes", "no", "unsure", "updated_at"]
    list_display_links = ["photo"]
    list_filter = ["value", "tag__facet"]
    list_select_related = ["image__product", "tag"]
    search_fields = ["tag__slug", "tag__name_ko", "image__product__external_id"]
    ordering = ["-id"]
