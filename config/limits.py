"""How often a wrong password may be tried: counted by django-axes, by name and address together and apart.

One name from one address has LOGIN_ATTEMPTS. A name from anywhere has four times as many, so that many
addresses do not get on where one does not; an address has ten times as many over all names, as a shop's
people share one. Failures older than LOGIN_COOL_OFF count no more, and what is tried while the door is shut
keeps it shut no longer.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import math
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from recommender.services.clients import household_of

KEPT_DAYS = 90
"""How long it is told who tried to log in, and from where."""
WORTH = (1, 4, 10)
"""Attempts that count as one, in the order of AXES_LOCKOUT_PARAMETERS: both, the name, the address."""


class Attempts(AxesDatabaseHandler):  # type: ignore[misc]
    """Axes' own, where each of the three counts by its own measure."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        counted = [_failures(attempts) for attempts in self.get_user_attempts(request, credentials)]
        return max(count // worth for count, worth in zip(counted, WORTH, strict=True))

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        _hide_secret(request)
        super().user_login_failed(sender, credentials, request, **kwargs)

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        _hide_secret(request)
        super().user_logged_in(sender, request, user, **kwargs)

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Whoever gets in has made up for what they mistyped here; not for what was tried on others."""
        both, _name, _address = self.filter_user_attempts(request, credentials)
        count, _by_model = both.delete()
        return int(count)


def address_of_attempt(request: HttpRequest) -> str | None:
    """The client's, as other limits count it; of IPv6 the network's first. None where it is unreadable."""
    try:
        return str(ipaddress.ip_network(household_of(request)).network_address)
    except ValueError:
        return None


def shut(
    request: HttpRequest, _answer: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """429, in words, where the person is: on the page of logging in, or in the dialog over another page."""
    minutes = math.ceil(settings.AXES_COOLOFF_TIME.total_seconds() / 60)
    told = ngettext(
        "비밀번호가 여러 번 틀려 잠시 로그인을 막았습니다. %(minutes)d분쯤 뒤에 다시 해 보세요.",
        "비밀번호가 여러 번 틀려 잠시 로그인을 막았습니다. %(minutes)d분쯤 뒤에 다시 해 보세요.",
        minutes,
    ) % {"minutes": minutes}
    if request.path == reverse("labeling:session"):
        response: HttpResponse = JsonResponse({"detail": told}, status=429)
    else:
        name = get_client_username(request, credentials) or ""
        form = AuthenticationForm(initial={"username": name})
        context = {"form": form, "shut": told, "next": request.POST.get("next", "")}
        response = render(request, "registration/login.html", context, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


def locked_names() -> dict[str, int]:
    """Names at which the door is shut somewhere, and how often each was tried."""
    limit = settings.LOGIN_ATTEMPTS
    counting = AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME)
    found = counting.order_by().values("username", "ip_address")
    tried: dict[str, int] = {}
    shut_at: set[str] = set()
    for row in found.annotate(tries=Sum("failures_since_start")):
        tried[row["username"]] = tried.get(row["username"], 0) + row["tries"]
        if row["tries"] >= limit:
            shut_at.add(row["username"])
    return {name: count for name, count in tried.items() if name in shut_at or count >= limit * WORTH[1]}


def lift(username: str) -> int:
    """Open the door again for this name, from everywhere; how many rows of attempts went."""
    count, _by_model = AccessAttempt.objects.filter(username=username).delete()
    return int(count)


def forget_attempts(*, now: dt.datetime) -> int:
    """Drop who tried to log in, and from where, once nobody will ask any more; how many rows went."""
    before = now - dt.timedelta(days=KEPT_DAYS)
    old = [
        log.objects.filter(attempt_time__lt=before) for log in (AccessLog, AccessFailureLog, AccessAttempt)
    ]
    return sum(int(rows.delete()[0]) for rows in old)


def _hide_secret(request: Any) -> None:
    """Of the address of an invitation only that it was one is written down."""
    match = getattr(request, "resolver_match", None)
    if match is not None and (secret := match.kwargs.get("secret")):
        request.axes_path_info = request.axes_path_info.replace(secret, "…")


def _failures(attempts: QuerySet[Any]) -> int:
    return int(attempts.aggregate(Sum("failures_since_start"))["failures_since_start__sum"] or 0)
