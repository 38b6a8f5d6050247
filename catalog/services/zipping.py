"""Putting files into a ZIP, none of which is ever whole in memory unless it is a photo."""

from __future__ import annotations

import shutil
import zipfile
from typing import IO

_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The date of each file: the same content makes the same bytes."""


def add_photo(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    """As it is: a JPEG is packed already."""
    archive.writestr(zipfile.ZipInfo(name, _BEGINNING), content)


def add_text(archive: zipfile.ZipFile, name: str, file: IO[bytes]) -> None:
    """From its beginning, deflated."""
    file.seek(0)
    info = zipfile.ZipInfo(name, _BEGINNING)
    info.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(info, "w", force_zip64=True) as entry:
        shutil.copyfileobj(file, entry, 1024 * 1024)
