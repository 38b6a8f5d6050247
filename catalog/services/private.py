"""Files that nobody sees but through a view that asks who: uploads, exports, photos of shoppers."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.core.files.storage import Storage, storages


def private_storage() -> Storage:
    """Nothing in it is ever served by itself; it lies on a disk of ours (settings.PRIVATE_ROOT)."""
    return storages["private"]


def private_path(name: str) -> Path:
    return Path(private_storage().path(name))


def has_room_for(size: int) -> bool:
    """For so many bytes, and for as many again that are written while they are worked on."""
    folder = private_path(".")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return shutil.disk_usage(folder).free >= 2 * size
