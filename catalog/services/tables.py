"""Rows of CSV and JSON Lines files; row by row, never all at once."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, count, islice
from typing import IO

from catalog.services.cleaning import clean_text
from catalog.services.refusing import Refused
from catalog.services.sources import UNREADABLE, Record, SourceError
from catalog.services.writing import plain_cell

LONGEST_LINE = 4 * 1024 * 1024
_ROWS_WITH_KEYS = 200
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Table:
    """A file with rows, wherever it lies: `open` gives its bytes from the beginning."""

    name: str
    open: Callable[[], IO[bytes]]
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Which of their columns is which of ours; "" is passed over. What is not named is what it is called."""
    needs: tuple[str, ...] = ("image",)
    """Columns without which nothing can be made of it."""


def count_csv(table: Table) -> int:
    """Rows below the header, read once through. Raises SourceError for a wrong encoding or header."""
    lines = _count_lines(table)
    csv_header(table, _Rows(_lines(table)))
    return max(lines - 1, 0)


def count_json(table: Table) -> int:
    """Lines that are not empty, read once through. Raises SourceError for a wrong encoding."""
    return _count_lines(table)


def _count_lines(table: Table) -> int:
    return sum(1 for line in _lines(table) if line.strip())


def csv_records(table: Table) -> Iterator[Record | Refused]:
    """Rows of the table. One that is no CSV, such as a quote never closed, ends where its first line does."""
    rows = _Rows(_lines(table))
    header = csv_header(table, rows)
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
            yield Record(number, dict(zip(header, map(plain_cell, cells), strict=False)))


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


def csv_header(table: Table, reader: Iterator[list[str]]) -> list[str]:
    return checked_columns(table, named_columns(table.name, reader))


def csv_columns(table: Table) -> list[str]:
    """The header, whatever it says. Raises SourceError."""
    return named_columns(table.name, _Rows(_lines(table)))


def json_columns(table: Table) -> list[str]:
    """The keys of the first rows, in the order in which they come. Raises SourceError."""
    rows = islice(json_records(table), _ROWS_WITH_KEYS)
    return list(dict.fromkeys(key for row in rows if isinstance(row, Record) for key in row.cells))


def named_columns(name: str, reader: Iterator[list[str]]) -> list[str]:
    try:
        return [column_name(plain_cell(cell.strip())) for cell in next(reader)]
    except (StopIteration, csv.Error) as error:
        raise SourceError(f"{name} has no header row") from error


def column_name(written: str) -> str:
    """In lower case, as it can be kept."""
    return clean_text(written).strip().lower()


def checked_columns(table: Table, columns: list[str]) -> list[str]:
    """The names of a table's columns in lower case, with those that it needs. Raises SourceError."""
    header = [column_name(cell) for cell in columns]
    meant = [table.mapping.get(cell, cell) for cell in header]
    for needed in table.needs:
        if needed not in meant:
            raise SourceError(f"{table.name} has no column “{needed}”; its columns are: {', '.join(header)}")
    twice = {cell for cell in header if cell and header.count(cell) > 1}
    twice |= {cell for cell in meant if cell and meant.count(cell) > 1}
    if twice:
        raise SourceError(f"{table.name} has two columns “{min(twice)}”")
    return header


def json_records(table: Table) -> Iterator[Record | Refused]:
    for number, line in enumerate(_lines(table), start=1):
        if not line.strip():
            continue
        try:
            content = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Refused(number, "", "", f"is not JSON: {error}")
            continue
        if isinstance(content, dict):
            yield Record(number, {column_name(key): value for key, value in content.items()})
        else:
            yield Refused(number, "", "", "is not a JSON object")


def _lines(table: Table) -> Iterator[str]:
    """The lines of a UTF-8 file, with or without a byte order mark. Raises SourceError."""
    with table.open() as file:
        for number in count(1):
            line = _line(table, file, number)
            if not line:
                return
            if number == 1 and line.startswith(_UTF16):
                raise SourceError(f"{table.name} is UTF-16. Save it as UTF-8.")
            if len(line) > LONGEST_LINE:
                raise SourceError(f"{table.name}, line {number} is longer than 4 MB. Is this a table?")
            try:
                yield line.removeprefix(_BOM if number == 1 else b"").decode()
            except UnicodeDecodeError as error:
                name, byte = table.name, f"0x{line[error.start]:02x}"
                if _is_korean(line):
                    raise SourceError(
                        f"{name}, line {number} is not UTF-8 (byte {byte}, probably CP949). Save it as UTF-8."
                    ) from error
                raise SourceError(
                    f"{name}, line {number} is not UTF-8 (byte {byte}). Save it as UTF-8."
                ) from error


def _is_korean(line: bytes) -> bool:
    """Whether it reads as Hangul in the encoding that Excel in Korea writes."""
    try:
        return any("가" <= sign <= "힣" for sign in line.decode("cp949"))
    except UnicodeDecodeError:
        return False


def _line(table: Table, file: IO[bytes], number: int) -> bytes:
    try:
        return file.readline(LONGEST_LINE + 1)
    except UNREADABLE as error:
        raise SourceError(f"{table.name} cannot be read at line {number}: {error}") from error
