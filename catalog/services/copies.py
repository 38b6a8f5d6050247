"""Taking in a photo that another installation has kept: under the hash that its first bytes had there."""

from __future__ import annotations

import re

from catalog.services.decoding import decode
from catalog.services.photos import is_kept, keep, kept_size

_ALLOWED = {0xC0, 0xC4, 0xDB, 0xDD, 0xE0}
"""Baseline frame, Huffman tables, quantisation, restart interval, JFIF: pixels, and nothing that talks."""
_MARKER = re.compile(rb"\xff(?![\x00\xd0-\xd7])")


def take_copy(sha256: str, content: bytes) -> tuple[int, int]:
    """Store it, and say its (w, h). What is there already stays. Raises RefusalError for what is no photo.

    The bytes are decoded as those of any photo. They are kept as they came only where they hold nothing but
    pixels, as the ones that we write; otherwise they are written anew.
    """
    if is_kept(sha256):
        return kept_size(sha256)
    pictures = decode(content)
    keep(sha256, "display", content if is_plain(content) else pictures.display)
    keep(sha256, "thumb", pictures.thumb)
    return pictures.size


def is_plain(content: bytes) -> bool:
    """Whether it is a baseline JPEG with neither notes, nor profile, nor anything behind it."""
    if not content.startswith(b"\xff\xd8") or not content.endswith(b"\xff\xd9"):
        return False
    at = 2
    while len(content) > at + 4 and content[at] == 0xFF:
        kind, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        at += 2 + length
        if kind == 0xDA:  # from here on pixels, to the end
            return _MARKER.search(content, at, len(content) - 2) is None
        if kind not in _ALLOWED:
            return False
    return False
