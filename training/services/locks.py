"""One of a kind at a time, across processes: Postgres gives the lock back when its holder dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.db import connection


class Lock(IntEnum):
    """Numbers of Postgres' advisory locks that this layer uses."""

    EMBEDDING = 5_020_101
    TRAINING = 5_020_102
    REFILLING = 5_020_103


@contextmanager
def held(lock: Lock) -> Iterator[bool]:
    """Whether the lock is ours; it never waits. Released at the end, or with the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock])
        [ours] = cursor.fetchone()
    try:
        yield bool(ours)
    finally:
        if ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [lock])
