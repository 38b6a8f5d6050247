"""Asking the database for what is worth only a moment's wait: in time, or about."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

Answer = TypeVar("Answer")
EXACT_UP_TO = 200_000
"""Rows of a table; of more it is enough to know about how many."""


def in_time(ask: Callable[[], Answer], *, milliseconds: int) -> Answer | None:
    """What that says, or None where a query of it takes longer. A transaction around it goes on."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true)",
                [f"{milliseconds}ms"],
            )
            before, _now = cursor.fetchone()
            answer = ask()
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [before])
            return answer
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            return None
        raise


def estimated_rows(table: str) -> int:
    """-1 for a table that was never analysed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [table])
        return int(cursor.fetchone()[0])
