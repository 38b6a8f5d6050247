"""Photos in storage, under the hash of the bytes that came in: written once, never changed."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import Literal

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

Size = Literal["display", "thumb"]
SIZES: tuple[Size, ...] = ("display", "thumb")


def open_photo(sha256: str, size: Size = "display") -> File[bytes]:
    """The JPEG of a photo, to be read and closed by the caller. Raises FileNotFoundError."""
    return default_storage.open(photo_name(sha256, size))


def photo_name(sha256: str, size: Size) -> str:
    """Where storage keeps it. Two letters of the hash as folder, so that no folder grows too long to list."""
    return f"images/{sha256[:2]}/{sha256}-{size}.jpg"


def is_kept(sha256: str) -> bool:
    """Whether both sizes are in storage."""
    return all(_is_there(photo_name(sha256, size)) for size in SIZES)


def keep(sha256: str, size: Size, content: bytes) -> None:
    """Store the JPEG, whole or not at all, so that whoever finds the file may trust it."""
    name = photo_name(sha256, size)
    path = _path_on_disk(name)
    if path is None:  # object stores write whole or not at all by themselves
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(content))
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def settle() -> None:
    """Return once everything kept so far would survive a power cut.

    Called before rows that promise the files are committed. One sync for a batch: an fsync for each file took
    longer than decoding it.
    """
    if _path_on_disk("") is not None:
        os.sync()


def _is_there(name: str) -> bool:
    path = _path_on_disk(name)
    if path is None:
        return default_storage.exists(name)
    try:
        return path.stat().st_size > 0  # a power cut before `settle` may leave the name without its content
    except FileNotFoundError:
        return False


def _path_on_disk(name: str) -> Path | None:
    try:
        return Path(default_storage.path(name))
    except NotImplementedError:
        return None
