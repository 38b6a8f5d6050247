"""The cache lives on the broker's server, in JSON, and nobody fails because it is away."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest
from django.core.cache import caches as made

from config import caching
from config.caching import ForgivingRedisCache, JSONSerializer, beside


@pytest.mark.parametrize(
    ("broker", "cache"),
    [
        ("redis+socket:///run/valkey.sock", "unix:///run/valkey.sock?db=1"),
        ("redis+socket:///run/valkey.sock?virtual_host=3", "unix:///run/valkey.sock?db=4"),
        ("redis://:secret@broker:6379", "redis://:secret@broker:6379/1"),
        ("rediss://broker:6379/2", "rediss://broker:6379/3"),
        ("amqp://broker", ""),
    ],
)
def test_it_has_the_database_after_the_brokers(broker: str, cache: str) -> None:
    assert beside(broker) == cache


def test_without_such_a_server_each_process_keeps_its_own() -> None:
    assert caching.caches("amqp://broker")["default"]["BACKEND"].endswith("LocMemCache")


def cache_at(url: str) -> ForgivingRedisCache:
    entry = caching.caches("amqp://", url)["default"]
    return ForgivingRedisCache(entry["LOCATION"], {"OPTIONS": dict(entry["OPTIONS"])})


def test_what_is_kept_comes_back_as_json(broker: str) -> None:
    cache = cache_at(beside(broker))

    cache.set("words", {"러블리": [1, 2.5, None]})
    added, again = cache.add("count", 5, 60), cache.add("count", 7, 60)
    count = cache.incr("count", 2)

    assert cache.get("words") == {"러블리": [1, 2.5, None]}
    assert (added, again, count) == (True, False, 7)


def test_nothing_is_unpickled() -> None:
    with pytest.raises(ValueError, match=r"Expecting value|utf-8"):
        JSONSerializer().loads(b"\x80\x04N.")


def test_a_cache_that_is_away_is_an_empty_one() -> None:
    cache = cache_at("unix:///nowhere/valkey.sock?db=1")

    cache.set("a", 1)
    kept = (cache.get("a", "nothing"), cache.get_many(["a"]), cache.add("a", 1), cache.incr("a"))

    assert kept == ("nothing", {}, True, 1)


class Deaf:
    """A server that hangs up on everybody, and counts them."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.callers = 0
        Thread(target=self._hang_up, daemon=True).start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.listener.getsockname()[1]}/1"

    def _hang_up(self) -> None:
        with suppress(OSError):  # closed
            while True:
                caller, _ = self.listener.accept()
                self.callers += 1
                caller.close()


@pytest.fixture
def deaf() -> Iterator[Deaf]:
    server = Deaf()
    yield server
    server.listener.close()


def test_a_cache_that_did_not_answer_is_left_alone_for_a_while(deaf: Deaf) -> None:
    cache_at(deaf.url).get("a")
    before = deaf.callers

    cache_at(deaf.url).set("a", 1)
    kept = cache_at(deaf.url).get("a", "nothing")

    assert before > 0
    assert (kept, deaf.callers) == ("nothing", before)


def test_after_its_rest_it_is_asked_again(deaf: Deaf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "REST", 0)
    cache_at(deaf.url).get("a")
    before = deaf.callers

    cache_at(deaf.url).get("a")

    assert deaf.callers > before


def test_the_settings_name_it() -> None:
    assert isinstance(made["default"], ForgivingRedisCache)
