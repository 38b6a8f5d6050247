"""Many clients at once, each a process with a connection of its own, that lease from one queue."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from multiprocessing.connection import Connection

import numpy as np

FORK = multiprocessing.get_context("fork")
COUNT = 10
"""Items a client holds."""

# What anybody would write, in one statement, prepared by psycopg. It gives back nothing that was abandoned,
# renews nothing, lets two tabs hold twice, and gives second opinions to whoever gave the first.
PLAIN = """
UPDATE labeling_queueitem SET leased_by_id = %(curator)s, leased_until = now() + interval '15 minutes'
WHERE id IN (
    SELECT id FROM labeling_queueitem WHERE closed_at IS NULL AND leased_until IS NULL
    ORDER BY priority DESC, id LIMIT %(count)s FOR UPDATE SKIP LOCKED
) RETURNING id
"""
Lease = Callable[[int], list[int]]
"""From a curator's id to the ids of the items that are theirs now."""


@dataclass(frozen=True)
class Served:
    """seconds of each lease, the ids of all items, client by client, and how long all of it took."""

    seconds: list[float]
    items: list[int]
    took: float

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.took

    @property
    def doubled(self) -> int:
        return len(self.items) - len(set(self.items))

    def p95_ms(self) -> float:
        return float(np.quantile(self.seconds, 0.95)) * 1000


def plain() -> Lease:
    """PLAIN, on a connection of its own."""
    import psycopg  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    known = {
        key: value
        for key, value in connection.get_connection_params().items()
        if key in {"host", "port", "user", "password", "dbname"}
    }
    raw = psycopg.connect(**known, autocommit=True)
    return lambda curator: [
        pk for (pk,) in raw.execute(PLAIN, {"curator": curator, "count": COUNT}).fetchall()
    ]


def held() -> Lease:
    """The application's: the items' ids."""
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from labeling.services.leasing import hold  # noqa: PLC0415

    return lambda curator: hold(curator=User(pk=curator), count=COUNT, now=timezone.now())


def shown() -> Lease:
    """The application's with all that the screen shows of them."""
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from labeling.services.leasing import lease  # noqa: PLC0415

    return lambda curator: [
        item.pk for item in lease(curator=User(pk=curator), count=COUNT, now=timezone.now())
    ]


def serve(
    make: Callable[[], Lease],
    people: list[int],
    *,
    clients: int,
    seconds: float,
    pace: float = 0.0,
    times: int = 0,
) -> Served:
    """`clients` lease for so long, each time as somebody else; everything leased is closed at the end.

    With a pace, each asks once in so many seconds, all out of step; else again at once. Or so many times.
    """
    from django.db import connection  # noqa: PLC0415

    connection.close()
    shares = np.array_split(people, clients)
    start = FORK.Barrier(clients + 1)
    pipes, processes = [], []
    for number, share in enumerate(shares):
        here, there = FORK.Pipe(duplex=False)
        wait = pace * number / clients
        work = (make, share.tolist(), start, there, seconds, pace, wait, times)
        processes.append(FORK.Process(target=_client, args=work))
        pipes.append(here)
    for process in processes:
        process.start()
    start.wait(timeout=300)
    begun = time.perf_counter()
    found = [pipe.recv() for pipe in pipes]
    took = time.perf_counter() - begun
    for process in processes:
        process.join()
    _close()
    leased = sum(len(pks) for _, pks in found)
    if leased < COUNT * (clients + sum(len(times_) for times_, _ in found)):
        raise RuntimeError(f"the queue ran dry after {leased} items: it takes more --photos")
    return Served(
        [one for times_, _ in found for one in times_], [pk for _, pks in found for pk in pks], took
    )


def cost_ms(make: Callable[[], Lease], people: list[int]) -> float:
    """Processor time of a lease, ours and Postgres': other programs of the machine do not lengthen it."""
    import psutil  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    lease = make()
    lease(people[0])
    with connection.cursor() as cursor:
        cursor.execute(  # an autovacuum would end meanwhile
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        backends = [psutil.Process(pid) for (pid,) in cursor.fetchall()]

    def spent() -> float:
        served = [one.cpu_times() for one in backends]
        return time.process_time() + float(sum([one.user + one.system for one in served]))

    begun = spent()
    leased = sum(len(lease(curator)) for curator in people[1:])
    if leased < COUNT * (len(people) - 1):
        raise RuntimeError(f"the queue ran dry after {leased} items: it takes more --photos")
    cost = (spent() - begun) / (len(people) - 1) * 1000
    _close()
    return cost


def _client(  # noqa: PLR0917 (what a process is given)
    make: Callable[[], Lease],
    people: list[int],
    start: multiprocessing.synchronize.Barrier,
    pipe: Connection,
    seconds: float,
    pace: float,
    wait: float,
    times: int,
) -> None:
    lease = make()
    items = lease(people[-1])  # untimed: the connection is made, and planned what is planned once
    spent: list[float] = []
    start.wait(timeout=300)
    for moment, curator in zip(_moments(seconds, pace, wait, times), cycle(people[:-1]), strict=False):
        time.sleep(max(0.0, moment - time.perf_counter()))
        begun = time.perf_counter()
        items += lease(curator)
        spent.append(time.perf_counter() - begun)
    pipe.send((spent, items))


def _moments(seconds: float, pace: float, wait: float, times: int) -> Iterator[float]:
    """When to ask."""
    begun = time.perf_counter()
    asked = 0
    while asked < times if times else time.perf_counter() < begun + seconds:
        yield begun + wait + asked * pace
        asked += 1


def _close() -> None:
    """As if all of it were answered: the next round begins with nothing leased."""
    from django.utils import timezone  # noqa: PLC0415

    from labeling.models import QueueItem  # noqa: PLC0415

    QueueItem.objects.open().filter(leased_until__isnull=False).update(closed_at=timezone.now())
