"""Who is signed in here, and the password in place. Open to all: it tells people of nobody but themselves."""

from __future__ import annotations

import json
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods


@never_cache
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest) -> JsonResponse:
    """GET: who the server sees, or null. POST {user, username, password}: that person again, and nobody else.

    Not by the REST framework, which asks strangers for no CSRF token.
    """
    if request.method == "GET":
        return JsonResponse({"user": str(request.user.pk) if request.user.is_authenticated else None})
    said = _said(request)
    form = AuthenticationForm(request, {name: said.get(name, "") for name in ("username", "password")})
    # Whoever opened the page has answers waiting there, which are sent as the one who signs in.
    if not form.is_valid() or str(form.get_user().pk) != said.get("user"):
        return JsonResponse(
            {"detail": _("비밀번호가 맞지 않습니다. 대문자와 소문자를 구분합니다.")}, status=400
        )
    if settings.TWO_FACTOR != "off" and is_mfa_enabled(form.get_user()):
        told = _("이 아이디는 인증 코드도 씁니다. 새 탭에서 로그인하고 돌아오면 이어집니다.")
        return JsonResponse({"detail": told}, status=400)
    login(request, form.get_user())
    return JsonResponse({"user": str(form.get_user().pk)})


def _said(request: HttpRequest) -> dict[str, Any]:
    """What was sent, or nothing if it is no JSON object of sentences."""
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    is_plain = isinstance(said, dict) and all(_is_text(value) for value in said.values())
    return said if is_plain else {}


def _is_text(value: object) -> bool:
    """Half of a surrogate pair is JSON, and no text: no password was ever hashed from it."""
    return isinstance(value, str) and not any("\ud800" <= character <= "\udfff" for character in value)
