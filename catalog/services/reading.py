"""What a catalog is read from: class folders, a CSV or a JSON Lines file; row by row, never all at once."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from catalog.services.refusing import Refused

TABLES = ("products.csv", "products.jsonl")
PHOTO_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".avif"})
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class SourceError(Exception):
    """Nothing can be imported from there; the message says why and, where it can, in which line."""


@dataclass(frozen=True)
class Record:
    """One row as it was written: its number and what stands in each column, by lower-case name."""

    number: int
    cells: Mapping[str, object]


@dataclass(frozen=True)
class Source:
    """Rows to import, and the folder with their photos. `count` is exact but for quoted line breaks."""

    folder: Path
    count: int
    records: Callable[[], Iterator[Record | Refused]]


def open_source(path: Path) -> Source:
    """The catalog at `path`: a CSV or JSONL file, a folder that contains one, or a folder of class folders.

    A table is read through once, so that a wrong encoding is found before anything is imported.
    Raises SourceError.
    """
    if path.is_dir():
        tables = [path / name for name in TABLES if (path / name).is_file()]
        return _table(tables[0]) if tables else _class_folders(path)
    if not path.exists():
        raise SourceError(f"{path} does not exist")
    return _table(path)


def _table(path: Path) -> Source:
    readers = {".csv": _csv_records, ".jsonl": _json_records, ".ndjson": _json_records}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise SourceError(f"{path.name} is not a .csv or .jsonl file, nor a folder")
    header = 1 if reader is _csv_records else 0
    try:
        count = sum(1 for line in _lines(path) if line.strip()) - header
        if header:
            _header(path.name, _Rows(_lines(path)))
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror}") from error
    return Source(path.parent, max(count, 0), lambda: reader(path))


def _class_folders(path: Path) -> Source:
    """A folder named `dress` holds dresses. Other files than photos are passed over."""
    count = sum(1 for _ in _photos(path))
    if not count:
        raise SourceError(f"{path} contains neither {' nor '.join(TABLES)} nor folders with photos")
    return Source(path, count, lambda: _folder_records(path))


def _folder_records(path: Path) -> Iterator[Record]:
    for number, photo in enumerate(_photos(path), start=1):
        category = photo.parent.name if photo.parent != path else ""
        yield Record(number, {"image": photo.relative_to(path).as_posix(), "category": category})


def _photos(path: Path) -> Iterator[Path]:
    """Files that are named like photos, in a fixed order; links to other folders are not followed."""
    for folder, inner, names in os.walk(path):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in PHOTO_ENDINGS:
                yield Path(folder) / name


def _csv_records(path: Path) -> Iterator[Record | Refused]:
    """Rows of the table. One that is no CSV, such as a quote never closed, ends where its first line does."""
    rows = _Rows(_lines(path))
    header = _header(path.name, rows)
    number = 1
    while True:
        number += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Refused(number, "", "", f"cannot be read as CSV: {error}")
            rows.go_on_after_the_first_line()
            continue
        if len(cells) > len(header):
            yield Refused(number, "", "", f"has {len(cells)} cells where the header has {len(header)}")
        elif any(cells):
            yield Record(number, dict(zip(header, cells, strict=False)))


class _Rows(Iterator[list[str]]):
    """The rows of a CSV file, with the lines of the latest one at hand. `next` raises csv.Error."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._latest: list[str] = []
        self._reader = csv.reader(self._line_by_line(), strict=True)

    def __next__(self) -> list[str]:
        self._latest.clear()
        return next(self._reader)

    def go_on_after_the_first_line(self) -> None:
        """Lines that a broken row swallowed are rows of their own."""
        self._lines = chain(self._latest[1:], self._lines)
        self._reader = csv.reader(self._line_by_line(), strict=True)

    def _line_by_line(self) -> Iterator[str]:
        for line in self._lines:
            self._latest.append(line)
            yield line


def _header(name: str, reader: Iterator[list[str]]) -> list[str]:
    try:
        header = [cell.strip().lower() for cell in next(reader)]
    except (StopIteration, csv.Error) as error:
        raise SourceError(f"{name} has no header row") from error
    if "image" not in header:
        raise SourceError(f"{name} has no column “image”; its columns are: {', '.join(header)}")
    twice = {cell for cell in header if cell and header.count(cell) > 1}
    if twice:
        raise SourceError(f"{name} has two columns “{min(twice)}”")
    return header


def _json_records(path: Path) -> Iterator[Record | Refused]:
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            content = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Refused(number, "", "", f"is not JSON: {error}")
            continue
        if isinstance(content, dict):
            yield Record(number, {key.strip().lower(): value for key, value in content.items()})
        else:
            yield Refused(number, "", "", "is not a JSON object")


def _lines(path: Path) -> Iterator[str]:
    """The lines of a UTF-8 file, with or without a byte order mark. Raises SourceError."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if number == 1 and line.startswith(_UTF16):
                raise SourceError(f"{path.name} is UTF-16. Save it as UTF-8.")
            try:
                yield line.removeprefix(_BOM if number == 1 else b"").decode()
            except UnicodeDecodeError as error:
                byte = f"byte 0x{line[error.start]:02x}"
                raise SourceError(
                    f"{path.name}, line {number} is not UTF-8 ({byte}). Save it as UTF-8."
                ) from error
