"""The words that people and models use."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.admin.base import CatalogAdmin
from catalog.admin.typed import ModelForm
from catalog.models import Facet, Tag
from catalog.services.vocabulary import match_seller_tags, normalise


@admin.register(Facet)
class FacetAdmin(CatalogAdmin[Facet]):
    list_display = ["name_ko", "name_en", "slug", "choice", "tags_in_use", "position"]
    list_filter = ["choice"]
    search_fields = ["name_ko", "name_en", "slug"]
    prepopulated_fields = {"slug": ["name_en"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Facet]:
        return super().get_queryset(request).annotate(tag_count=Count("tags"))

    @admin.display(description=_("태그"), ordering="tag_count")
    def tags_in_use(self, facet: Facet) -> int:
        return int(vars(facet)["tag_count"])

    def get_readonly_fields(self, request: HttpRequest, obj: Facet | None = None) -> list[Any]:
        """Answers were given to the question as it was: what may be chosen stays as it is."""
        return ["choice"] if obj is not None and obj.tags.exists() else []


class TagForm(ModelForm[Tag]):
    """One name means one tag of a facet, or nobody could say which was meant."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        facet = cleaned.get("facet") or self.instance.facet_id  # None where the form lacks it, which it says
        others = Tag.objects.filter(facet=facet).exclude(pk=self.instance.pk)
        taken = {normalise(name): other for other in others for name in other.all_names()}
        lists = [name for field in ("synonyms", "hashtags") for name in cleaned.get(field) or []]
        for name in [*(cleaned.get(field) or "" for field in ("name_ko", "name_en", "slug")), *lists]:
            if other := taken.get(normalise(name)):
                self.add_error(
                    None, _("“%(name)s”은(는) 이미 %(tag)s의 이름입니다.") % {"name": name, "tag": other}
                )
        return cleaned


class InUse(admin.SimpleListFilter):
    title = _("쓰임")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("쓰는 중")), ("no", _("은퇴"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Tag]) -> QuerySet[Tag]:
        chosen = self.value()
        return queryset if chosen is None else queryset.filter(retired_at__isnull=chosen == "yes")


@admin.register(Tag)
class TagAdmin(CatalogAdmin[Tag]):
    """Tags are retired, never deleted: what people said of them stays."""

    form = TagForm
    list_display = ["name_ko", "name_en", "slug", "facet", "other_names", "position", "retired_at"]
    list_display_links = ["name_ko", "name_en"]
    list_filter = ["facet", InUse]
    list_select_related = ["facet"]
    search_fields = ["name_ko", "name_en", "slug", "synonyms", "hashtags"]
    prepopulated_fields = {"slug": ["name_en"]}
    readonly_fields = ["retired_at"]
    actions = ["retire", "bring_back", "match_again"]

    @admin.display(description=_("다른 이름"))
    def other_names(self, tag: Tag) -> str:
        return ", ".join([*tag.synonyms, *tag.hashtags])

    def get_readonly_fields(self, request: HttpRequest, obj: Tag | None = None) -> list[Any]:
        """What people said of a tag was said under its facet's question."""
        return ["retired_at"] if obj is None else ["retired_at", "facet"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Tag | None = None) -> dict[str, Any]:
        return {"slug": ["name_en"]} if obj is None else {}

    def has_delete_permission(self, request: HttpRequest, obj: Tag | None = None) -> bool:
        return False

    @admin.action(description=_("은퇴: 더는 묻지 않기"), permissions=["change"])
    @transaction.atomic
    def retire(self, request: HttpRequest, queryset: QuerySet[Tag]) -> None:
        now = timezone.now()
        for tag in queryset.filter(retired_at=None):
            tag.retire(now=now)
            self.log_change(request, tag, _("은퇴했습니다."))
        self.message_user(request, _("선택한 태그를 더는 묻지 않습니다. 지금까지의 답은 남습니다."))

    @admin.action(description=_("다시 쓰기"), permissions=["change"])
    @transaction.atomic
    def bring_back(self, request: HttpRequest, queryset: QuerySet[Tag]) -> None:
        for tag in queryset.exclude(retired_at=None):
            tag.bring_back()
            self.log_change(request, tag, _("다시 씁니다."))
        self.message_user(request, _("선택한 태그를 다시 묻습니다."))

    @admin.action(description=_("판매자 태그를 어휘와 다시 맞추기"), permissions=["change"])
    def match_again(self, request: HttpRequest, queryset: QuerySet[Tag]) -> None:
        matched = match_seller_tags()
        self.message_user(request, _("판매자 태그 %d개의 뜻을 새로 찾았습니다.") % matched, messages.SUCCESS)
