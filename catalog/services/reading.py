"""What a catalog is read from: a table, a folder or ZIP with one, or class folders in either."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from catalog.services.archives import Archive
from catalog.services.cleaning import LONGEST, clean, weight
from catalog.services.folders import Folder
from catalog.services.refusing import Refused
from catalog.services.sources import Record, Shelf, Source, SourceError
from catalog.services.tables import (
    Table,
    count_csv,
    count_json,
    csv_columns,
    csv_records,
    json_columns,
    json_records,
)

TABLES = ("products.csv", "products.jsonl", "products.parquet")


@dataclass(frozen=True)
class _Kind:
    """How a kind of table is read."""

    count: Callable[[Table], int]
    columns: Callable[[Table], list[str]]
    records: Callable[[Table], Iterator[Record | Refused]]


_JSON = _Kind(count_json, json_columns, json_records)
_KINDS = {
    ".csv": _Kind(count_csv, csv_columns, csv_records),
    ".jsonl": _JSON,
    ".ndjson": _JSON,
}


@dataclass(frozen=True)
class Found:
    """What lies somewhere: a table and the shelf with its photos, or photos in class folders alone."""

    name: str
    shelf: Shelf
    table: Table | None = None
    photos: Callable[[], Iterator[str]] | None = None
    is_far: bool = False

    def columns(self) -> list[str]:
        """Of the table, in lower case, whatever they are; none of class folders. Raises SourceError."""
        return [] if self.table is None else _kind_of(self.table).columns(self.table)

    def source(self, mapping: Mapping[str, str] | None = None) -> Source:
        """Its rows, with the columns named as in `mapping` ("" passes one over). Raises SourceError."""
        if self.table is None:
            return self._class_folders()
        table, kind = replace(self.table, mapping=mapping or {}), _kind_of(self.table)
        try:
            count = kind.count(table)
        except OSError as error:
            raise SourceError(f"{table.name}: {error.strerror or error}") from error
        return Source(self.shelf, count, lambda: _renamed(kind.records(table), table.mapping), self.is_far)

    def mark_of_names(self) -> str:
        """Of class folders: how many photos there are and what they are called, in their order."""
        names, count = hashlib.sha256(), 0
        for name in self.photos() if self.photos else ():
            names.update(f"{name}\0".encode(errors="surrogateescape"))
            count += 1
        return f"{count} {names.hexdigest()}"

    def _class_folders(self) -> Source:
        """A folder named `dress` holds dresses. Other files than photos are passed over."""
        photos = self.photos or (lambda: iter(()))
        count = sum(1 for _ in photos())
        if not count:
            raise SourceError(f"{self.name} contains neither {' nor '.join(TABLES)} nor folders with photos")
        return Source(self.shelf, count, lambda: _folder_records(photos()), self.is_far)


@contextmanager
def open_source(path: Path, mapping: Mapping[str, str] | None = None) -> Iterator[Source]:
    """The catalog at `path`: a table, a folder or ZIP that contains one, or one of class folders.

    A table of text is read through once, so that a wrong encoding is found before anything is imported.
    Raises SourceError.
    """
    with found_at(path) as found:
        yield found.source(mapping)


@contextmanager
def found_at(path: Path) -> Iterator[Found]:
    """What lies at the path. Raises SourceError."""
    if path.is_dir():
        folder = Folder(path)
        tables = [path / name for name in TABLES if (path / name).is_file()]
        if tables:
            yield Found(str(path), folder, _file(tables[0]))
        else:
            yield Found(str(path), folder, photos=folder.photos)
    elif not path.exists():
        raise SourceError(f"{path} does not exist")
    elif path.suffix.lower() == ".zip":
        with Archive.opened(path) as archive:
            found = archive.table(TABLES)
            if found is not None:
                yield Found(str(path), found[1], found[0])
            else:
                yield Found(str(path), archive, photos=archive.photos)
    else:
        yield Found(str(path), Folder(path.parent), _file(path))


def _file(path: Path) -> Table:
    return Table(path.name, lambda: path.open("rb"))


def _kind_of(table: Table) -> _Kind:
    """Raises SourceError."""
    if table.name.lower().endswith(".parquet"):
        from catalog.services import parquet  # noqa: PLC0415 (pyarrow is large, and no page needs it)

        return _Kind(parquet.count_parquet, parquet.parquet_columns, parquet.parquet_records)
    if (kind := _KINDS.get(PurePosixPath(table.name).suffix.lower())) is None:
        raise SourceError(f"{table.name} is not a .csv, .jsonl, .parquet or .zip file, nor a folder")
    return kind


def _renamed(records: Iterator[Record | Refused], mapping: Mapping[str, str]) -> Iterator[Record | Refused]:
    """What is passed over is dropped; a row that is too long to be held by the thousand is refused."""
    is_renamed = any(ours != theirs for theirs, ours in mapping.items())
    for record in records:
        if isinstance(record, Refused):
            yield record
            continue
        row = _row(record, mapping) if is_renamed else record
        too_long = weight(row.cells) > LONGEST
        yield Refused(row.number, "", "", f"is longer than {LONGEST} characters") if too_long else row


def _row(record: Record, mapping: Mapping[str, str]) -> Record:
    cells = {ours: value for name, value in record.cells.items() if (ours := mapping.get(name, name))}
    sent = record.cells if weight(record.cells) <= LONGEST else clean(record.cells)
    return Record(record.number, cells, sent)


def _folder_records(photos: Iterator[str]) -> Iterator[Record]:
    for number, photo in enumerate(photos, start=1):
        yield Record(number, {"image": photo, "category": PurePosixPath(photo).parent.name})
