"""What every kind of catalog gives: rows, and the bytes of the photos that they name."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Protocol

from catalog.services.refusing import RefusalError, Refused

PHOTO_ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".avif", ".heic", ".heif"})


UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError)
"""What reading a file raises that is broken, packed in an unknown way or encrypted, in a ZIP or not."""


_SUSPICIOUS = re.compile(r"^/|\\|:|\.\.")


class SourceError(Exception):
    """Nothing can be imported from there; the message says why and, where it can, in which line."""


@dataclass(frozen=True)
class Record:
    """One row as it was written: its number and what stands in each column, by lower-case name.

    Where columns were given other names, `sent` is what the file says, else None.
    """

    number: int
    cells: Mapping[str, object]
    sent: Mapping[str, object] | None = None


class Shelf(Protocol):
    """Where photos lie. `read` is called by several threads at once."""

    def read(self, image: str) -> bytes:
        """The bytes of a photo, at most as many as a photo may have and one more. Raises RefusalError."""


@dataclass(frozen=True)
class Source:
    """Rows to import, and the shelf with their photos. `count` is exact but for quoted line breaks.

    A shelf that `is_far` is asked over a network.
    """

    shelf: Shelf
    count: int
    records: Callable[[], Iterator[Record | Refused]]
    is_far: bool = False


def check_name(image: str) -> None:
    """Refuse a name that would lead out of the folder or archive, on any system. Raises RefusalError."""
    if "://" in image:
        raise RefusalError("the photo is an address; addresses are read with --fetch only")
    if not _SUSPICIOUS.search(image):  # nearly all, and the rest of this takes longer than the row itself
        return
    parts = PurePosixPath(image).parts + PureWindowsPath(image).parts
    if PurePosixPath(image).is_absolute() or PureWindowsPath(image).anchor or ".." in parts:
        raise RefusalError("the photo's path leads out of the folder")
