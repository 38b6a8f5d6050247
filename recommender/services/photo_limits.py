"""How often one browser and one address may bring photos, counted in windows of fixed length."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache


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


def seconds_to_wait(what: str, *, owner: str, household: str, now: dt.datetime) -> int:
    """Until this browser may `what` ("photo" or "box") again; 0 for now.

    The household is asked first: who comes without a cookie is another browser each time.
    """
    browser, address = limits_of(what)
    wait = max(limit.seconds_to_wait(household, now=now) for limit in address)
    return wait or max(limit.seconds_to_wait(owner, now=now) for limit in browser)
