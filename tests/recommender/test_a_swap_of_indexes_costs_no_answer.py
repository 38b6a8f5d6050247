"""While indexes are rebuilt, swapped and dropped, whoever searches is answered, always and in full."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.db import connection

from recommender.models import IndexGeneration
from recommender.services.indexing import GRACE, index_pending, rebuild
from recommender.services.neighbours import nearest_products
from tests.recommender.shelf import NOW, at, put
from tests.recommender.spaces import asked, make_space

THREADS, PRODUCTS, SWAPS, BETWEEN = 3, 12, 3, 5


@dataclass
class Searchers:
    """Threads that search again and again; `answered` wakes whoever waits for them."""

    wanted: int
    stop: threading.Event = field(default_factory=threading.Event)
    answered: threading.Condition = field(default_factory=threading.Condition)
    answers: int = 0
    wrong: list[object] = field(default_factory=list)

    def search(self) -> None:
        try:
            while not self.stop.is_set():
                self._once()
        finally:
            connection.close()

    def _once(self) -> None:
        try:
            near = nearest_products(asked(at(a0=1)), count=self.wanted, space_key="first")
            wrong: list[object] = [] if len(near) == self.wanted else [near]
        except Exception as error:  # noqa: BLE001 (whatever it is, a shopper would have seen it)
            wrong = [error]
        with self.answered:
            self.answers += 1
            self.wrong += wrong
            self.answered.notify_all()

    def wait_for(self, more: int) -> None:
        with self.answered:
            goal = self.answers + more
            assert self.answered.wait_for(lambda: self.answers >= goal, timeout=60)


@contextmanager
def searching(wanted: int) -> Iterator[Searchers]:
    searchers = Searchers(wanted)
    threads = [threading.Thread(target=searchers.search) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    try:
        yield searchers
    finally:
        searchers.stop.set()
        for thread in threads:
            thread.join(60)


@pytest.mark.django_db(transaction=True)
def test_rebuilding_swapping_and_dropping_under_load() -> None:
    make_space("first")
    for number in range(PRODUCTS):
        put(f"product {number}", at(a0=10, a1=number))
    index_pending(now=NOW)
    now = NOW

    with searching(PRODUCTS) as searchers:
        for _ in range(SWAPS):
            searchers.wait_for(BETWEEN)
            now += GRACE + dt.timedelta(minutes=1)
            rebuild("first", now=now)
            searchers.wait_for(BETWEEN)
            index_pending(now=now + GRACE + dt.timedelta(seconds=1))
        searchers.wait_for(BETWEEN)

    assert searchers.wrong == []
    states = IndexGeneration.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["dropped"] * SWAPS + ["live"]
