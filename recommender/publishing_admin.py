"""What changed in the shop, what sellers are to mend, and keys to the API, to look at."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.admin.base import CatalogAdmin, ReadOnlyAdmin
from catalog.admin.typed import ModelForm
from recommender.models import ApiToken, Contradiction, PublicationChange


@admin.register(PublicationChange)
class PublicationChangeAdmin(ReadOnlyAdmin[PublicationChange]):
    list_display = ["changed_at", "external_id", "tag", "from_source", "to_source", "why"]
    list_filter = ["why", "to_source"]
    list_select_related = ["tag"]
    search_fields = ["external_id", "tag__slug", "tag__name_ko"]
    ordering = ["-id"]


@admin.register(Contradiction)
class ContradictionAdmin(ReadOnlyAdmin[Contradiction]):
    list_display = ["seller_tag", "said_by", "instead", "probability", "found_at"]
    list_filter = ["said_by"]
    list_select_related = ["seller_tag", "instead"]
    search_fields = ["seller_tag__text", "seller_tag__product__external_id", "seller_tag__product__seller"]
    ordering = ["-id"]


class TokenForm(ModelForm[ApiToken]):
    scopes = forms.MultipleChoiceField(
        choices=ApiToken.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("할 수 있는 일"),
        initial=[ApiToken.Scope.READ],
    )

    class Meta:
        model = ApiToken
        fields = ["name", "scopes"]


@admin.register(ApiToken)
class ApiTokenAdmin(CatalogAdmin[ApiToken]):
    """A manager makes a token and sees its secret once; it is never changed nor deleted, only revoked."""

    form = TokenForm
    list_display = ["name", "prefix", "scopes", "created_by", "created_at", "last_used_at", "revoked_at"]
    list_select_related = ["created_by"]
    search_fields = ["name", "prefix"]
    ordering = ["-id"]
    actions = ["revoke"]

    def get_readonly_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> list[Any]:
        if obj is None:
            return []
        return [field.name for field in self.opts.concrete_fields if field.name != "digest"]

    def get_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> list[Any]:
        return ["name", "scopes"] if obj is None else self.get_readonly_fields(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ApiToken, form: object, change: bool) -> None:
        if change:
            return
        obj.created_by, obj.created_at = cast("User", request.user), timezone.now()
        request.META["moodloop.secret"] = obj.draw_secret()
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The secret goes into this one page: neither into a session nor into a cookie of messages."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("새 토큰"),
            "opts": self.opts,
            "token": obj,
            "secret": request.META["moodloop.secret"],
        }
        page = TemplateResponse(request, "admin/recommender/apitoken/made.html", context)
        page.headers["Cache-Control"] = "no-store"
        return page

    @admin.action(description=gettext_lazy("선택한 토큰을 거두기"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        tokens = ApiToken.objects.filter(pk__in=queryset.values("pk"))
        count = tokens.revoke(by=cast("User", request.user), now=timezone.now())
        said = ngettext("토큰 %(count)d개를 거두었습니다.", "토큰 %(count)d개를 거두었습니다.", count)
        messages.success(request, said % {"count": count})
