"""Taking one photo in: from the bytes that an import brings into storage."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.conf import settings

from catalog.services.decoding import LARGEST_BYTES, decode
from catalog.services.photos import is_kept, keep, keep_original
from catalog.services.refusing import RefusalError


@dataclass(frozen=True)
class Photo:
    """A photo that lies in storage: the hash of the bytes that came in, the (w, h) in which it is kept.

    Without a size it lay there before, and whoever wants to know asks the catalog.
    """

    sha256: str
    size: tuple[int, int] | None = None


def known_photo(content: bytes) -> Photo | None:
    """The photo, if its bytes came in before. Raises RefusalError."""
    sha256 = _hash(content)
    return Photo(sha256) if is_kept(sha256) and not settings.KEEP_ORIGINALS else None


def take_in(content: bytes) -> Photo:
    """Verify, re-encode and store a photo. Raises RefusalError."""
    sha256 = _hash(content)
    if is_kept(sha256):
        photo = Photo(sha256)
    else:
        pictures = decode(content)
        keep(sha256, "display", pictures.display)
        keep(sha256, "thumb", pictures.thumb)
        photo = Photo(sha256, pictures.size)
    if settings.KEEP_ORIGINALS:
        keep_original(sha256, content)
    return photo


def _hash(content: bytes) -> str:
    if len(content) > LARGEST_BYTES:
        raise RefusalError(f"the photo is larger than {LARGEST_BYTES // 1024 // 1024} MB")
    return hashlib.sha256(content).hexdigest()
