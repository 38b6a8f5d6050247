"""Who is looking, as far as a request says: an account, a key in a cookie, or somebody who passes by."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from recommender.models import Opinion, Shopper
from recommender.models.shopper import UNDO
from recommender.services.clients import household_of
from recommender.services.remembering import merge

if TYPE_CHECKING:
    from django.contrib.auth.models import User

COOKIE = "shopper"
COOKIE_SECONDS = 60 * 60 * 24 * 365
UNDO_COOKIE = "forgotten"
BOTS = ("bot", "crawl", "spider", "slurp", "headlesschrome/", "preview", "curl/", "python-", "wget/")
"""In what a client calls itself. Whoever hides it runs a browser, and is counted once a day at most."""


def shopper_of(request: HttpRequest, *, now: dt.datetime) -> Shopper | None:
    """Who asks, by at most one query, and none for whoever passes by.

    What was liked before signing in becomes the account's.
    """
    key = _key(request)
    if not key and not request.user.is_authenticated:
        return None
    found = list(Shopper.objects.who(user_of(request), key).select_related("user"))
    mine = next((one for one in found if one.user_id), None)
    nameless = next((one for one in found if not one.user_id), None)
    user = user_of(request)
    if user is not None and nameless is not None:
        return merge(nameless, mine or Shopper.objects.of_account(user, now=now))
    return mine or nameless


def shopper_who_says(request: HttpRequest, *, now: dt.datetime) -> tuple[Shopper, str]:
    """Who says something, and the key that their browser has to be given; "" where it has one."""
    known = shopper_of(request, now=now)
    if known is not None:
        return known, ""
    user = user_of(request)
    return (Shopper.objects.of_account(user, now=now), "") if user else Shopper.objects.nameless(now=now)


def opinions_of(request: HttpRequest) -> dict[int, str]:
    """By product what the shopper thinks of it: one query a page, and none for whoever passes by."""
    known = getattr(request, "_opinions", None)
    if known is None:
        key = _key(request)
        asks = bool(key) or request.user.is_authenticated
        known = Opinion.objects.held_by(Shopper.objects.who(user_of(request), key)) if asks else {}
        request._opinions = known  # type: ignore[attr-defined]
    return cast("dict[int, str]", known)


def remember(response: HttpResponse, key: str) -> None:
    """Give the browser its key."""
    _give(response, COOKIE, key, seconds=COOKIE_SECONDS)


def key_to_undo_by(request: HttpRequest) -> str:
    """Under which a shopper is forgotten: the browser's own key, or one of the account; "" for neither.

    The same however often it is asked for: what is sent twice is forgotten, and can be undone, once.
    """
    user = user_of(request)
    if user is None:
        return _key(request)
    return salted_hmac(UNDO_COOKIE, str(user.pk), algorithm="sha256").hexdigest()


def forget(request: HttpRequest, response: HttpResponse, key: str) -> None:
    """The browser's key is gone; for as long as it can be undone, it has one to do that by."""
    response.delete_cookie(COOKIE, samesite="Lax")
    user = user_of(request)
    owner = user.pk if user else ""
    _give(response, UNDO_COOKIE, f"{owner}:{key}", seconds=round(UNDO.total_seconds()))


def undo_key(request: HttpRequest) -> str:
    """Of what this browser just forgot; "" where there is nothing, or it was an account's that is not there
    any more: whoever comes next to the same screen brings nothing of it back."""
    kept = _signed(request, UNDO_COOKIE, seconds=round(UNDO.total_seconds()))
    owner, _, key = kept.partition(":")
    return key if owner in {"", str(request.user.pk)} else ""


def nothing_to_undo(response: HttpResponse) -> None:
    response.delete_cookie(UNDO_COOKIE, samesite="Lax")


def visitor_of(request: HttpRequest, *, now: dt.datetime) -> str:
    """A hash of the address, keyed, another one each day: whom to count once, not who it was."""
    said = f"{now.date()}|{household_of(request)}"
    return salted_hmac("visitor", said, algorithm="sha256").hexdigest()[:32]


def is_looking(request: HttpRequest) -> bool:
    """Whether a person's eyes are behind it: no robot, and no page fetched ahead of time."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    client = request.headers.get("User-Agent", "").lower()
    return "prefetch" not in purpose and bool(client) and not any(bot in client for bot in BOTS)


def user_of(request: HttpRequest) -> User | None:
    """Who is signed in."""
    return request.user if request.user.is_authenticated else None


def _key(request: HttpRequest) -> str:
    return _signed(request, COOKIE, seconds=COOKIE_SECONDS)


def _signed(request: HttpRequest, name: str, *, seconds: int) -> str:
    """A cookie that was tampered with, or is too old, is none."""
    return cast("str", request.get_signed_cookie(name, default="", salt=name, max_age=seconds)) or ""


def _give(response: HttpResponse, name: str, value: str, *, seconds: int) -> None:
    """No script can read it, and no other site can send it."""
    response.set_signed_cookie(
        name,
        value,
        salt=name,
        max_age=seconds,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
