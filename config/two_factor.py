"""A code beside the password: who needs one, and where they are sent until they have it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.contrib.auth.models import User

OPEN = ("/account/", "/logout/", "/login/", "/language/", "/static/", "/photos/", "/style/", "/api/v1/")
"""What works before the code is set up: setting it up, leaving, and what is open to all."""
KEPT = "has_second_factor"


class SecondFactorWhereItIsAsked:
    """With MOODLOOP_TWO_FACTOR=managers: nothing is done as somebody who manages people without a code."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.TWO_FACTOR != "managers":
            return self.get_response(request)
        if request.path_info.startswith(OPEN):
            answer = self.get_response(request)
            if request.path_info.startswith("/account/"):
                request.session.pop(KEPT, None)  # it may have changed
            return answer
        if request.user.is_authenticated and _is_asked_of(request.user) and not _has_it(request):
            return _refuse(request)
        return self.get_response(request)


def is_on() -> bool:
    return bool(settings.TWO_FACTOR != "off")


def _is_asked_of(user: User) -> bool:
    """Not of whoever comes by the company's login alone: that asks for a second factor or does not."""
    return user.has_usable_password() and user.has_perm("config.manage_people")


def _has_it(request: HttpRequest) -> bool:
    """Looked up once in a session: it changes on its own pages, after which this is forgotten."""
    if not request.session.get(KEPT):
        request.session[KEPT] = is_mfa_enabled(request.user)
    return bool(request.session[KEPT])


def _refuse(request: HttpRequest) -> HttpResponse:
    if request.method not in {"GET", "HEAD"} or request.path_info.startswith("/api/"):
        return HttpResponse(_("먼저 두 단계 로그인을 설정해 주세요."), status=403)
    messages.info(request, _("관리자는 비밀번호와 함께 인증 코드를 씁니다. 지금 설정해 주세요."))
    return redirect(reverse("mfa_activate_totp"))
