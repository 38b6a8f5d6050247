"""Taking one photo in: from the folder of an import into storage."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from catalog.services.decoding import LARGEST_BYTES, decode, display_size
from catalog.services.photos import is_kept, keep
from catalog.services.refusing import RefusalError


@dataclass(frozen=True)
class Photo:
    """A photo that lies in storage: the hash of the bytes that came in, the size in which it is kept."""

    sha256: str
    width: int
    height: int


def take_in(folder: Path, image: str) -> Photo:
    """Read, verify, re-encode and store the photo `image` of `folder`. Raises RefusalError."""
    content = _read(_inside(folder, image))
    sha256 = hashlib.sha256(content).hexdigest()
    if is_kept(sha256):
        return Photo(sha256, *display_size(content))
    pictures = decode(content)
    keep(sha256, "display", pictures.display)
    keep(sha256, "thumb", pictures.thumb)
    return Photo(sha256, *pictures.size)


def _inside(folder: Path, image: str) -> Path:
    """The file, if it lies in the folder; wherever links in its path lead."""
    if "://" in image:
        raise RefusalError("the photo is an address; only files are read")
    if (
        PurePosixPath(image).is_absolute()
        or PureWindowsPath(image).anchor
        or ".." in PurePosixPath(image).parts
    ):
        raise RefusalError("the photo's path leads out of the folder")
    try:
        root, path = folder.resolve(), (folder / image).resolve(strict=True)
    except FileNotFoundError as error:
        raise RefusalError("there is no such photo") from error
    except (OSError, RuntimeError, ValueError) as error:  # too long, a loop of links
        raise RefusalError("the photo's path cannot be followed") from error
    if not path.is_relative_to(root):
        raise RefusalError("the photo's path leads out of the folder")
    return path


def _read(path: Path) -> bytes:
    try:
        # Opening a pipe would wait for ever, hence NONBLOCK until we know what it is.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise RefusalError(f"the photo cannot be read: {error.strerror}") from error
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise RefusalError("the photo is not a file")
        with os.fdopen(handle, "rb", closefd=False) as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise RefusalError(f"the photo cannot be read: {error.strerror}") from error
    finally:
        os.close(handle)
    if len(content) > LARGEST_BYTES:
        raise RefusalError(f"the photo is larger than {LARGEST_BYTES // 1024 // 1024} MB")
    return content
