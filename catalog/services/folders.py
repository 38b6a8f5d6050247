"""Photos in a folder: nothing outside it, wherever links lead."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from catalog.services.decoding import LARGEST_BYTES
from catalog.services.refusing import RefusalError
from catalog.services.sources import PHOTO_ENDINGS, check_name


@dataclass(frozen=True)
class Folder:
    """A shelf; the photos that rows name are files below `root`."""

    root: Path

    def read(self, image: str) -> bytes:
        return _read(self._inside(image))

    def photos(self) -> Iterator[str]:
        """Files that are named like photos, in a fixed order; links to other folders are not followed."""
        for folder, inner, names in os.walk(self.root):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith(".") and Path(name).suffix.lower() in PHOTO_ENDINGS:
                    yield (Path(folder) / name).relative_to(self.root).as_posix()

    def _inside(self, image: str) -> str:
        check_name(image)
        try:
            path = os.path.realpath(f"{self._root}/{image}", strict=True)  # pathlib would take as long again
        except FileNotFoundError as error:
            raise RefusalError("there is no such photo") from error
        except (OSError, RuntimeError, ValueError) as error:  # too long, a loop of links
            raise RefusalError("the photo's path cannot be followed") from error
        if not path.startswith(f"{self._root}/"):
            raise RefusalError("the photo's path leads out of the folder")
        return path

    @cached_property
    def _root(self) -> str:
        return os.path.realpath(self.root).rstrip("/")


def _read(path: str) -> bytes:
    try:
        # Opening a pipe would wait for ever, hence NONBLOCK until we know what it is.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise RefusalError(f"the photo cannot be read: {error.strerror}") from error
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise RefusalError("the photo is not a file")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise RefusalError(f"the photo cannot be read: {error.strerror}") from error
    finally:
        os.close(handle)
