"""New rows by COPY, the fastest way into Postgres; the models say which columns there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

_AS_IT_IS = (
    models.BigAutoField,
    models.CharField,
    models.FloatField,
    models.ForeignKey,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.TextField,
)
"""Fields whose values Django hands on unchanged, at some cost a value."""
AnyModel = TypeVar("AnyModel", bound=models.Model)


def copy_in(rows: Sequence[AnyModel]) -> None:
    """Insert unsaved rows of one model, in the current transaction; they have their keys afterwards.

    As with `bulk_create` no signals are sent, and constraints are the database's to hold.
    """
    if not rows:
        return
    meta = rows[0]._meta
    connection = connections[DEFAULT_DB_ALIAS]  # not its proxy: it is asked for every value
    for row, key in zip(rows, _reserved(meta, len(rows), connection), strict=True):
        row.pk = key
    fields = [field for field in meta.concrete_fields if not field.generated]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    statement = f"COPY {connection.ops.quote_name(meta.db_table)} ({columns}) FROM STDIN"
    values = [_value(field, connection) for field in fields]
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([value(row) for value in values])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _value(field: models.Field[Any, Any], connection: BaseDatabaseWrapper) -> Callable[[Any], object]:
    """What gives a row's value for the field's column, as psycopg takes it."""
    if type(field) in _AS_IT_IS:
        return attrgetter(field.attname)
    return lambda row: field.get_db_prep_save(field.pre_save(row, add=True), connection)


def _reserved(
    meta: models.options.Options[AnyModel], count: int, connection: BaseDatabaseWrapper
) -> list[int]:
    """Keys that the database will give to nobody else; a sequence's, for COPY does not tell which it drew."""
    query = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(query, [meta.db_table, meta.pk.column, count])
        return [key for (key,) in cursor.fetchall()]
