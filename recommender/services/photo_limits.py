"""How often one browser and one address may bring photos, counted in windows of fixed length."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True)
class Limit:
    """So many within so many seconds."""

    name: str
    most: int
    seconds: int

    def seconds_to_wait(self, who: str, *, now: dt.datetime) -> int:
        """Count one more; 0 where it is allowed. A cache that is away allows everything."""
        window, left = divmod(int(now.timestamp()), self.seconds)
        key = f"photos:{self.name}:{window}:{hashlib.sha256(who.encode()).hexdigest()}"
        cache.add(key, 0, timeout=self.seconds + 5)
        try:
            count = cache.incr(key)
        except ValueError:
            return 0
        return self.seconds - left if count is not None and count > self.most else 0


def limits_of(what: str) -> tuple[list[Limit], list[Limit]]:
    """Of a browser and of an address, which a household or an office may share. Boxes are asked about more
    often than photos are brought."""
    most = settings.PHOTOS_PER_MINUTE * (5 if what == "box" else 1)
    browser = [Limit(f"{what}-m", most, 60), Limit(f"{what}-h", 10 * most, 3600)]
    address = [Limit(f"{what}-am", 3 * most, 60), Limit(f"{what}-ah", 30 * most, 3600)]
    return browser, address


def seconds_to_wait(what: str, *, owner: str, address: str, now: dt.datetime) -> int:
    """Until this browser may `what` ("photo" or "box") again; 0 for now."""
    browser, household = limits_of(what)
    waits = [limit.seconds_to_wait(owner, now=now) for limit in browser]
    waits += [limit.seconds_to_wait(address, now=now) for limit in household]
    return max(waits)


def address_of(request: HttpRequest) -> str:
    """The client's, as our own proxy tells it where there is one, which writes the last of a chain."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return str(forwarded).rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
