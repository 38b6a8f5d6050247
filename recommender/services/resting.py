"""Whether anything was written since a sweep last looked: while tables rest, no sweep goes over them.

Postgres counts itself how many rows each table ever had inserted, changed and deleted (its cumulative
statistics, which the autovacuum lives by), so asking costs the same for a million rows as for ten. Others'
transactions are counted when they are over: what was written while a sweep looked is news to the next one. A
session that then falls idle tells of it within ten seconds; after a crash the counts begin anew, which only
makes a sweep look once more.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.db.models import Model

from recommender.models import TableWatch

LOOK_AGAIN = dt.timedelta(minutes=15)
"""Whatever the counts say, after so long a sweep looks once more: what depends on time alone, and doubts."""
Written = dict[str, int]

_WRITTEN = """
    SELECT relname, pg_stat_get_tuples_inserted(oid) + pg_stat_get_tuples_updated(oid)
        + pg_stat_get_tuples_deleted(oid) + pg_stat_get_xact_tuples_inserted(oid)
        + pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid)
    FROM pg_class WHERE oid = ANY(%s::regclass[])
"""


def written(*models: type[Model]) -> Written:
    """By table how many rows were ever written, up to now; one query of a fraction of a millisecond."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, [[model._meta.db_table for model in models]])
        return {name: int(count) for name, count in cursor.fetchall()}


def rests(name: str, seen: Written, *, now: dt.datetime) -> bool:
    """Whether the sweep of this name has looked at these tables as they are, and not too long ago."""
    last = TableWatch.objects.filter(name=name).first()
    return last is not None and last.written == seen and last.is_recent(now=now, within=LOOK_AGAIN)


def note(name: str, seen: Written, *, now: dt.datetime, seconds: float = 0.0) -> None:
    """It has looked. `seen` is of before it did, so that what came meanwhile is seen by the next one."""
    values = {"written": seen, "looked_at": now, "seconds": seconds}
    TableWatch.objects.update_or_create(name=name, defaults=values)
