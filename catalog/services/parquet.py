"""Rows of a Parquet file, a part of a row group in memory at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from catalog.services.cleaning import LONGEST
from catalog.services.refusing import Refused
from catalog.services.sources import Record, SourceError
from catalog.services.tables import LONGEST_LINE, Table, checked_columns, column_name

_AT_ONCE = 512
_HEAVY = 16 * 1024 * 1024
"""Bytes of rows that become Python's at once."""
_BUFFER = 1024 * 1024
"""Of each column, or a row group as large as the file would be read whole."""


def count_parquet(table: Table) -> int:
    """Rows, from the file's own notes. Raises SourceError."""
    with table.open() as file:
        opened = _opened(table.name, file)
        checked_columns(table, opened.schema_arrow.names)
        return int(opened.metadata.num_rows)


def parquet_columns(table: Table) -> list[str]:
    """The names of the columns, whatever they are. Raises SourceError."""
    with table.open() as file:
        return [column_name(name) for name in _opened(table.name, file).schema_arrow.names]


def parquet_records(table: Table) -> Iterator[Record | Refused]:
    """The rows, numbered from 1. Raises SourceError where the file is broken."""
    number = 0
    with table.open() as file:
        opened = _opened(table.name, file)
        columns = checked_columns(table, opened.schema_arrow.names)
        try:
            for values in _rows(opened):
                number += 1
                if values is None:
                    yield Refused(number, "", "", f"is longer than {LONGEST} characters")
                else:
                    yield Record(number, dict(zip(columns, map(_plain, values), strict=True)))
        except (pa.ArrowException, OSError, ValueError) as error:
            raise SourceError(f"{table.name} is broken after row {number}: {_first_line(error)}") from error


def _rows(opened: pq.ParquetFile) -> Iterator[tuple[object, ...] | None]:
    """None for a row of megabytes. Asked for all row groups at once, pyarrow would look into each before it
    gives the first row."""
    for group in range(opened.num_row_groups):
        notes = opened.metadata.row_group(group)
        at_once = min(_AT_ONCE, max(1, _HEAVY * notes.num_rows // max(1, notes.total_byte_size)))
        for batch in opened.iter_batches(at_once, row_groups=[group], use_threads=False):
            if batch.nbytes <= _HEAVY:
                yield from _values(batch)
                continue
            for at in range(batch.num_rows):
                row = batch.slice(at, 1)
                yield from _values(row) if row.nbytes <= LONGEST_LINE else [None]


def _values(batch: pa.RecordBatch) -> Iterator[tuple[object, ...]]:
    return zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _opened(name: str, file: IO[bytes]) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(file, buffer_size=_BUFFER)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise SourceError(f"{name} is not a Parquet file: {_first_line(error)}") from error


def _plain(value: object) -> object:
    """What JSON can hold of a value; days, times and exact numbers as text."""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | dt.timedelta) else value


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
