"""Who is looking, as far as a request says: an account, a key in a cookie, or somebody who passes by."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from recommender.models import Opinion, Shopper
from recommender.services.clients import household_of
from recommender.services.remembering import merge

if TYPE_CHECKING:
    from django.contrib.auth.models import User

COOKIE = "shopper"
COOKIE_SECONDS = 60 * 60 * 24 * 365
BOTS = ("bot", "crawl", "spider", "slurp", "headlesschrome/", "preview", "curl/", "python-", "wget/")
"""In what a client calls itself. Whoever hides it runs a browser, and is counted once a day at most."""


def shopper_of(request: HttpRequest, *, now: dt.datetime) -> Shopper | None:
    """Who asks, by at most one query, and none for whoever passes by.

    What was liked before signing in becomes the account's.
    """
    key = _key(request)
    if not key and not request.user.is_authenticated:
        return None
    found = list(Shopper.objects.who(_user(request), key).select_related("user"))
    mine = next((one for one in found if one.user_id), None)
    nameless = next((one for one in found if not one.user_id), None)
    user = _user(request)
    if user is not None and nameless is not None:
        return merge(nameless, mine or Shopper.objects.of_account(user, now=now))
    return mine or nameless


def shopper_who_says(request: HttpRequest, *, now: dt.datetime) -> tuple[Shopper, str]:
    """Who says something, and the key that their browser has to be given; "" where it has one."""
    known = shopper_of(request, now=now)
    if known is not None:
        return known, ""
    user = _user(request)
    return (Shopper.objects.of_account(user, now=now), "") if user else Shopper.objects.nameless(now=now)


def opinions_of(request: HttpRequest) -> dict[int, str]:
    """By product what the shopper thinks of it: one query a page, and none for whoever passes by."""
    known = getattr(request, "_opinions", None)
    if known is None:
        key = _key(request)
        asks = bool(key) or request.user.is_authenticated
        known = Opinion.objects.held_by(Shopper.objects.who(_user(request), key)) if asks else {}
        request._opinions = known  # type: ignore[attr-defined]
    return cast("dict[int, str]", known)


def remember(response: HttpResponse, key: str) -> None:
    """Give the browser its key. No script can read it, and no other site can send it."""
    response.set_signed_cookie(
        COOKIE,
        key,
        salt=COOKIE,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def visitor_of(request: HttpRequest, *, now: dt.datetime) -> str:
    """A hash of the address, keyed, another one each day: whom to count once, not who it was."""
    said = f"{now.date()}|{household_of(request)}"
    return salted_hmac("visitor", said, algorithm="sha256").hexdigest()[:32]


def is_looking(request: HttpRequest) -> bool:
    """Whether a person's eyes are behind it: no robot, and no page fetched ahead of time."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    client = request.headers.get("User-Agent", "").lower()
    return "prefetch" not in purpose and bool(client) and not any(bot in client for bot in BOTS)


def _user(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


def _key(request: HttpRequest) -> str:
    """A cookie that was tampered with is none."""
    return (
        cast("str", request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=COOKIE_SECONDS)) or ""
    )
