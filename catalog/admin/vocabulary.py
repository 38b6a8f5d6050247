"""The words that people and models use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.admin.base import CatalogAdmin
from catalog.admin.versions import VersionedForm, told_of_facet, told_of_tag
from catalog.models import Facet, Tag
from catalog.services.vocabulary import match_seller_tags
from catalog.services.vocabulary_acts import VocabularyChangeError, key_taken, name_taken
from catalog.services.vocabulary_edits import bring_back_tags, edit_tag, retire_tags

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class FacetForm(VersionedForm):
    def told(self, current: Facet, seen: int) -> list[str]:
        return told_of_facet(current, self.cleaned_data)


@admin.register(Facet)
class FacetAdmin(CatalogAdmin[Facet]):
    form = FacetForm
    list_display = ["name_ko", "name_en", "slug", "choice", "colour", "tags_in_use", "position"]
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


class TagForm(VersionedForm):
    """One name means one tag of a facet, or nobody could say which was meant."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        tag = Tag(pk=self.instance.pk, retired_at=self.instance.retired_at)
        tag.facet_id = getattr(cleaned.get("facet"), "pk", None) or self.instance.facet_id
        for field in ("name_ko", "name_en", "slug", "synonyms", "hashtags"):
            setattr(tag, field, cleaned.get(field) or getattr(tag, field))
        if tag.facet_id and (taken := name_taken(tag)):  # where the form lacks the facet, it says so
            name, other = taken
            message = _("“%(name)s”은(는) 이미 %(tag)s의 이름입니다.")
            self.add_error(None, message % {"name": name, "tag": other})
        tag.key = cleaned.get("key") or ""
        if tag.facet_id and (holder := key_taken(tag)):
            message = _("이 글자는 %(tag)s이(가) 이미 씁니다.")
            self.add_error("key", message % {"tag": holder})
        return cleaned

    def told(self, current: Tag, seen: int) -> list[str]:
        return told_of_tag(current, seen)


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
    formfield_overrides = {ArrayField: {"widget": AdminTextInputWidget}}
    list_display = [
        "name_ko",
        "name_en",
        "slug",
        "facet",
        "key",
        "colour",
        "other_names",
        "position",
        "retired_at",
    ]
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
        """To another facet a tag is moved, where the office shows first what that touches."""
        return ["retired_at"] if obj is None else ["retired_at", "facet"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Tag | None = None) -> dict[str, Any]:
        return {"slug": ["name_en"]} if obj is None else {}

    def has_delete_permission(self, request: HttpRequest, obj: Tag | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        """As a change that the history knows and can undo; a new tag has nothing before it."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        values = {name: form.cleaned_data[name] for name in form.changed_data if name != "seen_version"}
        by, now = cast("User", request.user), timezone.now()
        edit_tag(obj.pk, values, seen=form.cleaned_data["seen_version"], by=by, now=now)

    @admin.action(description=_("은퇴: 더는 묻지 않기"), permissions=["change"])
    def retire(self, request: HttpRequest, queryset: QuerySet[Tag]) -> None:
        for tag in retire_tags(list(queryset), by=cast("User", request.user), now=timezone.now()):
            self.log_change(request, tag, _("은퇴했습니다."))
        self.message_user(request, _("선택한 태그를 더는 묻지 않습니다. 지금까지의 답은 남습니다."))

    @admin.action(description=_("다시 쓰기"), permissions=["change"])
    def bring_back(self, request: HttpRequest, queryset: QuerySet[Tag]) -> None:
        try:
            brought = bring_back_tags(list(queryset), by=cast("User", request.user), now=timezone.now())
        except VocabularyChangeError as error:
            self.message_user(request, str(error), messages.ERROR)
            return
        for tag in brought:
            self.log_change(request, tag, _("다시 씁니다."))
        self.message_user(request, _("선택한 태그를 다시 묻습니다."))

    @admin.action(description=_("판매자 태그를 어휘와 다시 맞추기"), permissions=["change"])
    def match_again(self, request: HttpRequest, queryset: QuerySet[Tag]) -> None:
        matched = match_seller_tags()
        self.message_user(request, _("판매자 태그 %d개의 뜻을 새로 찾았습니다.") % matched, messages.SUCCESS)
