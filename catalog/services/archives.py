"""Photos and tables in a ZIP, read where they lie: nothing is unpacked but a Parquet file."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import IO

from catalog.services.decoding import LARGEST_BYTES
from catalog.services.refusing import RefusalError
from catalog.services.sources import PHOTO_ENDINGS, UNREADABLE, SourceError, check_name
from catalog.services.tables import Table

MOST_DIRECTORY_BYTES = 32 * 1024 * 1024
"""Of the list of files at a ZIP's end, which is held in memory: some 300 thousand photos."""
MOST_BYTES = 512 * 1024**3
MOST_RATIO = 100
"""Tables pack to a tenth or twentieth, photos hardly at all."""
LARGEST_PARQUET = 4 * 1024**3
_BLOCK = 1024 * 1024
_END, _END_64, _END_64_AT = struct.Struct("<4s4H2IH"), struct.Struct("<4sQ2H2I4Q"), struct.Struct("<4sIQI")


@dataclass(frozen=True)
class Archive:
    """A shelf; the photos that rows name are files below `root` in the ZIP."""

    file: zipfile.ZipFile
    root: str = ""

    @staticmethod
    @contextmanager
    def opened(path: Path) -> Iterator[Archive]:
        """Raises SourceError for what is no ZIP, or promises more than one may hold."""
        try:
            _check_directory(path)
            file = zipfile.ZipFile(path)
        except (*UNREADABLE, ValueError, struct.error) as error:
            raise SourceError(f"{path.name} is not a ZIP that can be read: {error}") from error
        with file:
            _check_promises(path, file.infolist())
            yield Archive(file)

    def table(self, names: Sequence[str]) -> tuple[Table, Archive] | None:
        """The table with one of the names in the outermost folder that has one, and the shelf beside it."""
        found = [name for name in self._names() if PurePosixPath(name).name in names]
        if not found:
            return None
        name = min(found, key=lambda name: (name.count("/"), names.index(PurePosixPath(name).name), name))
        return Table(PurePosixPath(name).name, lambda: self._open_table(name)), Archive(
            self.file, name.rpartition("/")[0]
        )

    def photos(self) -> Iterator[str]:
        """Files that are named like photos, in a fixed order."""
        return (name for name in self._names() if PurePosixPath(name).suffix.lower() in PHOTO_ENDINGS)

    def _names(self) -> list[str]:
        """Of all files that are neither hidden nor a Mac's notes on others."""
        return sorted(
            name
            for name in self.file.namelist()
            if not any(part.startswith((".", "__MACOSX")) for part in name.split("/"))
        )

    def read(self, image: str) -> bytes:
        check_name(image)
        name = (PurePosixPath(self.root) / image).as_posix()
        try:
            entry = self.file.getinfo(name)
        except KeyError as error:
            raise RefusalError("there is no such photo") from error
        if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
            raise RefusalError("the photo is not a file")
        try:
            with self.file.open(entry) as photo:
                return photo.read(LARGEST_BYTES + 1)  # whatever size the archive says that it has
        except UNREADABLE as error:
            raise RefusalError(f"the photo cannot be unpacked: {error}") from error

    def _open_table(self, name: str) -> IO[bytes]:
        """The table's bytes. A Parquet file is read from its end, hence unpacked to a file without a name."""
        try:
            packed = self.file.open(name)
            if not name.lower().endswith(".parquet"):
                return packed
            with packed:
                return _unpacked(packed)
        except UNREADABLE as error:
            raise SourceError(f"{name} cannot be unpacked: {error}") from error


def _unpacked(packed: IO[bytes]) -> IO[bytes]:
    file = TemporaryFile()  # noqa: SIM115 (whoever reads the table closes it)
    size = 0
    while block := packed.read(_BLOCK):
        size += len(block)
        if size > LARGEST_PARQUET:
            file.close()
            raise SourceError("the Parquet file in the ZIP is larger than 4 GB; import it unpacked")
        file.write(block)
    file.seek(0)
    return file


def _check_promises(path: Path, entries: Sequence[zipfile.ZipInfo]) -> None:
    """Bombs are told by what they promise. Raises SourceError."""
    size = path.stat().st_size
    packed, unpacked = (
        sum(entry.compress_size for entry in entries),
        sum(entry.file_size for entry in entries),
    )
    if packed > size:
        raise SourceError(f"{path.name} holds files that lie on top of each other")
    if unpacked > MOST_RATIO * size:
        raise SourceError(f"{path.name} would be more than {MOST_RATIO} times as large unpacked")
    if unpacked > MOST_BYTES:
        raise SourceError(f"{path.name} would be larger than {MOST_BYTES // 1024**3} GB unpacked")


def _check_directory(path: Path) -> None:
    """Refuse a list of files that is too long to be read into memory. Raises SourceError."""
    with path.open("rb") as file:
        start = max(0, file.seek(0, os.SEEK_END) - _END.size - 0xFFFF)
        file.seek(start)
        tail = file.read()
        at = len(tail) - _END.size
        if not (tail[at:].startswith(b"PK\5\6") and tail.endswith(b"\0\0")):
            at = tail.rfind(b"PK\5\6")
        if at < 0:
            raise SourceError(f"{path.name} is not a ZIP")
        directory_bytes = _END.unpack_from(tail, at)[5]
        if at >= _END_64_AT.size:
            mark, _, end_64_at, _ = _END_64_AT.unpack_from(tail, at - _END_64_AT.size)
            if mark == b"PK\6\7":
                file.seek(end_64_at)
                directory_bytes = _END_64.unpack(file.read(_END_64.size))[8]
    if directory_bytes > MOST_DIRECTORY_BYTES:
        raise SourceError(f"{path.name} holds too many files; split it into several")
