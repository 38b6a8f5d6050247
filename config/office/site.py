"""Our admin site: Django's, and the office's own pages behind the same door."""

from __future__ import annotations

from functools import wraps
from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _

from config.office.door import Door
from config.office.pages import Page, View, pages


class OfficeSite(Door):
    site_title = site_header = cast("str", _("Moodloop 관리"))
    index_title = cast("str", _("카탈로그와 질문, 학습과 태그"))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        ours = [path(page.path, self.admin_view(_guarded(page)), name=page.name) for page in pages()]
        return [*ours, *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"office_pages": _listed(request)}


def office_page(
    request: HttpRequest, template: str, *, title: str, context: dict[str, Any], status: int = 200
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


def _listed(request: HttpRequest) -> list[dict[str, Any]]:
    """What this person finds in the navigation."""
    if not request.user.is_active:
        return []
    return [
        {"title": page.title, "group": page.group, "url": reverse(f"admin:{page.name}"), "name": page.name}
        for page in pages()
        if page.title and request.user.has_perm(page.may)
    ]
