"""Photos in the size of a card on a phone, made when somebody first asks for one."""

from __future__ import annotations

import io

from django.core.files.base import ContentFile, File
from PIL import Image

from catalog.services.photos import keep, open_photo

CARD_SIDE = 720
"""Of the longer side: half the width of a phone with three dots to a pixel."""
_QUALITY = 70


def open_card(sha256: str) -> File[bytes]:
    """The WebP of a photo, about half as heavy as a JPEG. Raises FileNotFoundError.

    Made of our own JPEG, never of bytes that came from outside, and kept: 20 ms for the first who asks.
    """
    try:
        file = open_photo(sha256, "card")
    except FileNotFoundError:
        pass
    else:
        if file.size:
            return file
        file.close()  # a disk that was full, or a copy that was cut off, left a name for nothing
    content = _small(sha256)
    keep(sha256, "card", content)
    return ContentFile(content)


def _small(sha256: str) -> bytes:
    with open_photo(sha256) as file, Image.open(file, formats=["JPEG"]) as photo:
        photo.draft("RGB", (CARD_SIDE, CARD_SIDE))
        small = photo.convert("RGB")
    small.thumbnail((CARD_SIDE, CARD_SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "WEBP", quality=_QUALITY, method=3)
    return out.getvalue()
