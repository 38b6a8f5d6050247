"""The cache: counters and short-lived answers on the broker's server, in JSON, and never a reason to fail.

What is cached may be lost at any time, so a server that is away is a cache that is empty: pages and API
go on without it, and limits on how often one may ask do not hold until it is back.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar
from urllib.parse import parse_qs, urlsplit

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")
QUICKLY = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
"""Seconds that anybody waits for the cache."""
REST = 5.0
"""Seconds that a cache which did not answer is left alone, so that only one request in them waits for it."""
left_alone: dict[str, float] = {}
"""Until when, by address: of the whole process, in which each thread has a cache object of its own."""


class JSONSerializer:
    """Values as JSON: nothing is unpickled. Whole numbers stay such, which Redis can add to."""

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


class ForgivingRedisCache(RedisCache):
    """Redis or Valkey; one that cannot be reached holds nothing and keeps nothing."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._address = str(server)

    def _try(self, call: Callable[[], R], otherwise: R) -> R:
        until = left_alone.get(self._address)
        if until is not None and time.monotonic() < until:
            return otherwise
        try:
            found = call()
        except RedisError as error:
            if until is None:
                log.warning("The cache is away, and is done without: %s", error)
            left_alone[self._address] = time.monotonic() + REST
            return otherwise
        if until is not None:
            left_alone.pop(self._address, None)
        return found

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._try(lambda: super(ForgivingRedisCache, self).get(key, default, version), default)

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        return self._try(lambda: super(ForgivingRedisCache, self).get_many(keys, version), {})

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """True where nobody knows: as if we had been the first."""
        return self._try(lambda: super(ForgivingRedisCache, self).add(key, value, timeout, version), True)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._try(lambda: super(ForgivingRedisCache, self).set(key, value, timeout, version), None)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self._try(lambda: super(ForgivingRedisCache, self).incr(key, delta, version), delta)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._try(lambda: super(ForgivingRedisCache, self).delete(key, version), False)


def caches(broker_url: str, cache_url: str = "") -> dict[str, dict[str, Any]]:
    """Django's CACHES: at `cache_url`, else on the broker's server in the database after the broker's.

    With RabbitMQ there is no such server: each process then counts for itself, so that limits are as many
    times as generous as there are web processes.
    """
    where = cache_url or beside(broker_url)
    if not where:
        return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    return {
        "default": {
            "BACKEND": "config.caching.ForgivingRedisCache",
            "LOCATION": where,
            "KEY_PREFIX": "moodloop",
            "OPTIONS": {"serializer": JSONSerializer(), **QUICKLY},
        }
    }


def beside(broker_url: str) -> str:
    """The database after the broker's on its server, as redis-py writes it; "" where that is no Redis.

    A database of its own, because emptying a cache empties its database.
    """
    parts = urlsplit(broker_url)
    if parts.scheme == "redis+socket":
        database = int(parse_qs(parts.query).get("virtual_host", ["0"])[0])
        return f"unix://{parts.path}?db={database + 1}"
    if parts.scheme in {"redis", "rediss"}:
        database = int(parts.path.strip("/") or 0)
        return parts._replace(path=f"/{database + 1}").geturl()
    return ""
