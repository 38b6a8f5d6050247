"""The way into the office, which is everybody's way in, and what goes no further than the door."""

from __future__ import annotations

from collections.abc import Iterable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import reverse

from config.office.pages import View

SAFE = {"GET", "HEAD", "OPTIONS"}
SECRET = {"account", "mfa", "socialaccount"}


class Door(admin.AdminSite):
    """Django's site, with one page of logging in and one limit on attempts, and readers who only read."""

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Without allauth's: the secrets of second factors are nobody's to look at, nor to edit."""
        models = model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        ours = [model for model in models if model._meta.app_label not in SECRET]
        super().register(ours, admin_class, **options)

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        return super().admin_view(_no_writing_by_readers(view), cacheable)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method not in SAFE:
            return HttpResponseNotAllowed(sorted(SAFE))
        wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(wanted)

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        from config.guessing import OwnPassword  # noqa: PLC0415 (models are not there before)

        request.current_app = self.name
        context = {**self.each_context(request), **(extra_context or {})}
        done = reverse("admin:password_change_done")
        return OwnPassword.as_view(success_url=done, extra_context=context)(request)


def may_write(request: HttpRequest) -> bool:
    """Whether any of the person's rights is more than one to look."""
    held = request.user.get_all_permissions()
    return any(not name.partition(".")[2].startswith("view_") for name in held)


def _no_writing_by_readers(view: View) -> View:
    """Whoever may only look sends nothing anywhere in here, whatever a page would have made of it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in SAFE and request.path not in _for_oneself() and not may_write(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _for_oneself() -> set[str]:
    return {reverse("admin:logout"), reverse("admin:password_change")}
