"""Opening an archive that may be anything: each line an object, or the whole is refused with its place."""

from __future__ import annotations

import datetime as dt
import json
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypeVar, cast

from catalog.services.archives import Archive
from catalog.services.refusing import Refused
from catalog.services.sources import UNREADABLE, SourceError
from catalog.services.tables import Table, json_records
from labeling.services.archive import FORMAT, MANIFEST, VERSION

Line = Mapping[str, Any]
Kind = TypeVar("Kind")
_LARGEST_JSON = 64 * 1024 * 1024


class LineError(Exception):
    """What is wrong with a line; whoever reads the file says which."""


@dataclass(frozen=True)
class Opened:
    """An archive of ours."""

    archive: Archive
    manifest: Line

    @property
    def has_history(self) -> bool:
        return bool(self.manifest.get("with_history"))

    def count(self, key: str) -> int:
        value = self.manifest.get(key)
        return value if isinstance(value, int) and 0 <= value < 2**31 else 0

    def json(self, name: str) -> Any:
        """Raises SourceError."""
        with self._open(name) as file:
            content = file.read(_LARGEST_JSON + 1)
        if len(content) > _LARGEST_JSON:
            raise SourceError(f"{name} is larger than 64 MB")
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise SourceError(f"{name} is not JSON: {error}") from error

    def batches(self, name: str, size: int) -> Iterator[list[tuple[int, Line]]]:
        """(number, line), so many at a time. Raises SourceError for the first that is no JSON object."""
        rows = self._lines(name)
        while batch := list(islice(rows, size)):
            yield batch

    def _lines(self, name: str) -> Iterator[tuple[int, Line]]:
        for row in json_records(Table(name, lambda: self._open(name))):
            if isinstance(row, Refused):
                raise SourceError(f"{name}, lines {row.row}–{row.row}: {row.reason}")
            yield row.number, row.cells

    def _open(self, name: str) -> IO[bytes]:
        try:
            return self.archive.file.open(name)
        except (KeyError, *UNREADABLE) as error:
            raise SourceError(f"the archive has no {name} that can be read: {error}") from error


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Raises SourceError for what is no archive of ours, or a newer one than we read."""
    with Archive.opened(path) as archive:
        if MANIFEST not in archive.file.namelist():
            raise SourceError(f"{path.name} is a ZIP, but no Moodloop archive: it has no {MANIFEST}")
        manifest = Opened(archive, {}).json(MANIFEST)
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise SourceError(f"{path.name} is no Moodloop archive: its {MANIFEST} says otherwise")
        if manifest.get("version") != VERSION:
            raise SourceError(f"{path.name} is of version {manifest.get('version')!r}; this reads {VERSION}")
        yield Opened(archive, manifest)


def is_archive(path: Path) -> bool:
    """Whether it says so."""
    try:
        with zipfile.ZipFile(path) as file:
            return MANIFEST in file.namelist()
    except UNREADABLE:
        return False


def field(line: Line, key: str, kind: type[Kind], *, default: Kind | None = None) -> Kind:
    """Of that type; the default where it is not there. Raises LineError."""
    value: Any = line.get(key)
    if value is None and default is not None:
        return default
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        raise LineError(f"“{key}” is not {kind.__name__}")
    if isinstance(value, str) and "\0" in value:
        raise LineError(f"“{key}” contains a NUL character")
    return cast("Kind", value)


def text(line: Line, key: str, longest: int) -> str:
    value = field(line, key, str, default="")
    if len(value) > longest:
        raise LineError(f"“{key}” is longer than {longest} characters")
    return value


def number(line: Line, key: str, low: float, high: float) -> float | None:
    """None where nothing is said. Raises LineError."""
    if line.get(key) is None:
        return None
    value = field(line, key, float)
    if not low <= value <= high:  # NaN neither
        raise LineError(f"“{key}” is not from {low} to {high}")
    return value


def moment(line: Line, key: str) -> dt.datetime:
    try:
        value = dt.datetime.fromisoformat(field(line, key, str))
    except ValueError as error:
        raise LineError(f"“{key}” is no date") from error
    if value.tzinfo is None:
        raise LineError(f"“{key}” has no time zone")
    return value


def unique(line: Line, key: str) -> uuid.UUID:
    try:
        return uuid.UUID(field(line, key, str))
    except ValueError as error:
        raise LineError(f"“{key}” is no UUID") from error


def choice(line: Line, key: str, values: list[str]) -> str:
    value = field(line, key, str)
    if value not in values:
        raise LineError(f"“{key}” is “{value[:40]}”, none of {', '.join(values)}")
    return value


def objects(line: Line, key: str) -> list[Line]:
    entries = field(line, key, list, default=[])
    if not all(isinstance(entry, dict) for entry in entries):
        raise LineError(f"“{key}” is not a list of objects")
    return entries
