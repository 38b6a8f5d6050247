"""Tables as files, written while they are read: memory stays flat however many rows there are."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import islice
from typing import Any

CHUNK = 2_000
"""Rows fetched at once, and written at once as text."""
ROW_GROUP = 20_000
"""Rows of a Parquet row group: what is held in memory, and what a reader can skip."""
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With which a spreadsheet takes text for a formula; in East Asia also in their wide forms."""
Row = tuple[Any, ...]
Columns = Mapping[str, type]
"""Of each column, in their order, what its values are: str, int, float, bool, datetime or list (of texts)."""


class Format(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"

    @property
    def content_type(self) -> str:
        return {
            Format.CSV: "text/csv; charset=utf-8",
            Format.JSONL: "application/x-ndjson",
            Format.PARQUET: "application/vnd.apache.parquet",
        }[self]


def write_rows(file_format: Format, columns: Columns, rows: Iterable[Row]) -> Iterator[bytes]:
    """Rows of these columns in one of the formats. CSV alone disarms what a spreadsheet would calculate."""
    if file_format is Format.PARQUET:
        return _parquet(columns, iter(rows))
    return _csv(columns, iter(rows)) if file_format is Format.CSV else _jsonl(columns, iter(rows))


def safe_cell(text: str) -> str:
    """Text that a spreadsheet shows as it is (OWASP, CSV injection); `plain_cell` gives the text back."""
    return f"'{text}" if text.lstrip("'").startswith(RISKY) else text


def plain_cell(cell: str) -> str:
    """The text of which `safe_cell` made this."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(RISKY) else cell


def safe_row(row: Iterable[object]) -> list[object]:
    """The cells of a row of CSV, disarmed."""
    return [_cell(value) for value in row]


def _cell(value: object) -> object:
    if isinstance(value, list | tuple):
        value = "|".join(map(str, value))
    value = _plain(value)
    return safe_cell(value) if isinstance(value, str) else value


def _csv(columns: Columns, rows: Iterator[Row]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(safe_row(columns))
    while True:
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
        if not (chunk := list(islice(rows, CHUNK))):
            return
        writer.writerows(map(safe_row, chunk))


def _jsonl(columns: Columns, rows: Iterator[Row]) -> Iterator[bytes]:
    while chunk := list(islice(rows, CHUNK)):
        yield json_lines(dict(zip(columns, map(_plain, row), strict=True)) for row in chunk)


def json_lines(entries: Iterable[Mapping[str, object]]) -> bytes:
    """A line for each."""
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries).encode()


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


class Drain(io.RawIOBase):
    """A file that hands on what was written to it since it was last asked."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self.pieces.append(piece)
        self.written += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self.written

    def taken(self) -> bytes:
        pieces, self.pieces = self.pieces, []
        return b"".join(pieces)


def _parquet(columns: Columns, rows: Iterator[Row]) -> Iterator[bytes]:
    import pyarrow as pa  # noqa: PLC0415 (a page is rendered without it)
    import pyarrow.parquet as pq  # noqa: PLC0415

    kinds = {
        str: pa.string(),
        int: pa.int64(),
        float: pa.float64(),
        bool: pa.bool_(),
        dt.datetime: pa.timestamp("us", "UTC"),
        list: pa.list_(pa.string()),
    }
    schema = pa.schema([(column, kinds[kind]) for column, kind in columns.items()])
    drain = Drain()
    with pq.ParquetWriter(drain, schema, compression="zstd") as writer:
        while chunk := list(islice(rows, ROW_GROUP)):
            values = zip(*chunk, strict=True)
            arrays = [pa.array(column, field.type) for column, field in zip(values, schema, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema), row_group_size=ROW_GROUP)
            yield drain.taken()
    yield drain.taken()
