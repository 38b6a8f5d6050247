"""Photos in storage, under the hash of the bytes that came in: written once, never changed."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from PIL import Image

LOCK = 5_020_003
"""Of whoever deletes photos that no row names, and of whoever promises in rows what is in storage already.
Imports and their undoing keep out of each other's way by the lock of imports."""
Size = Literal["display", "thumb", "card"]
SIZES: tuple[Size, ...] = ("display", "thumb")
"""Kept by every import."""
SERVED: tuple[Size, ...] = (*SIZES, "card")
"""A card is made of the display the first time that somebody asks: see `catalog.services.resizing`."""


def open_photo(sha256: str, size: Size = "display") -> File[bytes]:
    """The file of a photo, to be read and closed by the caller. Raises FileNotFoundError."""
    return default_storage.open(photo_name(sha256, size))


def photo_name(sha256: str, size: Size) -> str:
    """Where storage keeps it. Two letters of the hash as folder, so that no folder grows too long to list."""
    return f"images/{sha256[:2]}/{sha256}-{size}.{'webp' if size == 'card' else 'jpg'}"


def is_kept(sha256: str) -> bool:
    """Whether both sizes are in storage."""
    root = _path_on_disk("")
    names = [photo_name(sha256, size) for size in SIZES]
    if root is None:
        return all(map(default_storage.exists, names))
    return all(_has_content(f"{root}/{name}") for name in names)


def kept_size(sha256: str) -> tuple[int, int]:
    """The (w, h) of the display JPEG, from its header. Raises FileNotFoundError."""
    with open_photo(sha256) as file, Image.open(file, formats=["JPEG"]) as image:
        return image.size


def keep(sha256: str, size: Size, content: bytes) -> None:
    """Store the JPEG, whole or not at all, so that whoever finds the file may trust it."""
    _write(photo_name(sha256, size), content)


def forget(sha256: str) -> None:
    """Take a photo out of storage that no row names any more; what is not there is no matter."""
    names = [photo_name(sha256, size) for size in SERVED]
    for name in [*names, original_name(sha256)]:
        default_storage.delete(name)


def keep_original(sha256: str, content: bytes) -> None:
    """Store the bytes that came in, notes on places and cameras included. No page ever serves them."""
    name = original_name(sha256)
    if not default_storage.exists(name):
        _write(name, content)


def original_name(sha256: str) -> str:
    return f"originals/{sha256[:2]}/{sha256}"


def _write(name: str, content: bytes) -> None:
    path = _path_on_disk(name)
    if path is None:  # object stores write whole or not at all by themselves
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(content))
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # before the name, or a power cut leaves a name for half a photo
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def settle(hashes: Iterable[str]) -> None:
    """Return once the names of these photos, whose content `keep` has secured, would survive a power cut.

    Called before rows that promise the files are committed. Folders only, and ours only: a `sync` of the
    whole machine would wait for whatever else is being written to its disks.
    """
    root = _path_on_disk("")
    if root is None:
        return
    folders = {(root / photo_name(sha256, "display")).parent for sha256 in hashes}
    for folder in sorted(folders | {parent.parent for parent in folders} | ({root} if folders else set())):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _has_content(path: str) -> bool:
    try:
        return os.stat(path).st_size > 0  # noqa: PTH116 (asked for every row of an import)
    except FileNotFoundError:
        return False


def _path_on_disk(name: str) -> Path | None:
    try:
        return Path(default_storage.path(name))
    except NotImplementedError:
        return None
