"""New rows by COPY, the fastest way into Postgres; the models say which columns there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db import connection, models

AnyModel = TypeVar("AnyModel", bound=models.Model)


def copy_in(rows: Sequence[AnyModel]) -> None:
    """Insert unsaved rows of one model, in the current transaction; they have their keys afterwards.

    As with `bulk_create` no signals are sent, and constraints are the database's to hold.
    """
    if not rows:
        return
    meta = rows[0]._meta
    for row, key in zip(rows, _reserved(meta, len(rows)), strict=True):
        row.pk = key
    fields = [field for field in meta.concrete_fields if not field.generated]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    statement = f"COPY {connection.ops.quote_name(meta.db_table)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(
                [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
            )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _reserved(meta: models.options.Options[AnyModel], count: int) -> list[int]:
    """Keys that the database will give to nobody else; a sequence's, for COPY does not tell which it drew."""
    query = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(query, [meta.db_table, meta.pk.column, count])
        return [key for (key,) in cursor.fetchall()]
