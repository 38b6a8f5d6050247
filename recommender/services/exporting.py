"""All published tags as a file, written while it is read: memory stays flat however many there are."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import islice
from typing import Any

from catalog.models import Tag
from recommender.models import PublicationChange, PublishedTag

CHUNK = 2_000
"""Rows fetched at once, and written at once as text."""
ROW_GROUP = 20_000
"""Rows of a Parquet row group: what is held in memory, and what a reader can skip."""
COLUMNS = {
    "product": "product__external_id",
    "tag": "tag__slug",
    "facet": "tag__facet__slug",
    "name_ko": "tag__name_ko",
    "name_en": "tag__name_en",
    "source": "source",
    "confidence": "confidence",
    "model_key": "model_key",
    "published_at": "published_at",
}
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With which a spreadsheet takes text for a formula; in East Asia also in their wide forms."""
Row = tuple[Any, ...]


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


def export(file_format: Format) -> Iterator[bytes]:
    """The file, piece by piece: one row for each tag of each product, oldest first, all of one moment."""
    rows = PublishedTag.objects.order_by("pk").values_list(*COLUMNS.values()).iterator(chunk_size=CHUNK)
    return write_rows(file_format, list(COLUMNS), rows)


def version() -> str:
    """Another one as soon as the file would be: after a change of a tag, and after one of the names in it."""
    names = Tag.objects.order_by("pk").values_list("slug", "facet__slug", "name_ko", "name_en")
    digest = hashlib.sha256(json.dumps(list(names)).encode()).hexdigest()[:16]
    return f"{PublicationChange.objects.newest_id()}-{digest}"


def write_rows(file_format: Format, columns: list[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """Rows of these columns in one of the formats. CSV alone disarms what a spreadsheet would calculate."""
    if file_format is Format.PARQUET:
        return _parquet(columns, iter(rows))
    return _csv(columns, iter(rows)) if file_format is Format.CSV else _jsonl(columns, iter(rows))


def disarmed(value: object) -> object:
    """Text that a spreadsheet shows as it is (OWASP, CSV injection)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


def _csv(columns: list[str], rows: Iterator[Row]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(columns)
    while True:
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
        if not (chunk := list(islice(rows, CHUNK))):
            return
        writer.writerows([disarmed(_plain(value)) for value in row] for row in chunk)


def _jsonl(columns: list[str], rows: Iterator[Row]) -> Iterator[bytes]:
    while chunk := list(islice(rows, CHUNK)):
        lines = (
            json.dumps(dict(zip(columns, map(_plain, row), strict=True)), ensure_ascii=False) for row in chunk
        )
        yield ("\n".join(lines) + "\n").encode()


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


class _Drain(io.RawIOBase):
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


def _parquet(columns: list[str], rows: Iterator[Row]) -> Iterator[bytes]:
    import pyarrow as pa  # noqa: PLC0415 (a page is rendered without it)
    import pyarrow.parquet as pq  # noqa: PLC0415

    kinds = {
        "confidence": pa.float64(),
        "probability": pa.float64(),
        "published_at": pa.timestamp("us", "UTC"),
    }
    schema = pa.schema([(column, kinds.get(column, pa.string())) for column in columns])
    drain = _Drain()
    with pq.ParquetWriter(drain, schema, compression="zstd") as writer:
        while chunk := list(islice(rows, ROW_GROUP)):
            values = zip(*chunk, strict=True)
            arrays = [pa.array(column, field.type) for column, field in zip(values, schema, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema), row_group_size=ROW_GROUP)
            yield drain.taken()
    yield drain.taken()
