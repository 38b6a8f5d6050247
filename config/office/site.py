"""Our admin site: Django's, and the office's own pages behind the same door."""

from __future__ import annotations

from functools import wraps
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from config.office.door import Door
from config.office.navigation import navigation
from config.office.pages import Page, View, pages


class OfficeSite(Door):
    site_title = site_header = cast("str", _("Moodloop 관리"))
    index_title = cast("str", _("오늘의 카탈로그"))
    enable_nav_sidebar = False
    """In its place stands our own navigation, on phones too."""

    def get_urls(self) -> list[URLPattern | URLResolver]:
        ours = [path(page.path, self.admin_view(_guarded(page)), name=page.name) for page in pages()]
        tables = path("tables/", self.admin_view(self.tables), name="tables")
        return [tables, *ours, *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        may = request.user.is_active and request.user.is_staff
        groups = navigation(request, context["available_apps"]) if may else []
        return context | {"office_groups": groups}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The dashboard, for anybody of the staff."""
        from config.office.dashboard import dashboard  # noqa: PLC0415 (models are not there before)

        context = {
            **self.each_context(request),
            "title": self.index_title,
            "subtitle": None,
            "dashboard": dashboard(request),
            **(extra_context or {}),
        }
        is_fragment = "X-Fragment" in request.headers
        name = "office/_dashboard.html" if is_fragment else "office/dashboard.html"
        return TemplateResponse(request, name, context)

    def tables(self, request: HttpRequest) -> HttpResponse:
        """Every table there is, layer by layer, as Django lists them."""
        apps = self.get_app_list(request)
        return office_page(request, "office/tables.html", title=_("모든 표"), context={"app_list": apps})


def office_page(
    request: HttpRequest,
    template: str,
    *,
    title: str | Any,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """A page inside the office's frame."""
    return render(
        request, template, admin.site.each_context(request) | {"title": title} | context, status=status
    )


def _guarded(page: Page) -> View:
    @wraps(page.view)
    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(page.may):
            raise PermissionDenied
        return page.view(request, *args, **kwargs)

    return view
