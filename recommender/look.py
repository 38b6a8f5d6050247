"""The style sheets of the shopper's pages as one file, put together from `static/css` without a build."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders

SHEETS = (
    *("layers", "tokens", "base", "page", "header", "button", "form", "message", "bar"),
    *(
        "shop",
        "shop-header",
        "shop-card",
        "shop-wall",
        "shop-narrow",
        "shop-product",
        "shop-like",
        "shop-taste",
    ),
)
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_INDENT = re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class Sheet:
    """What browsers get; its version is part of the address, which caches keep for ever."""

    text: bytes
    zipped: bytes
    version: str


def sheet() -> Sheet:
    """As the files are now: changed ones make another version."""
    paths = [_path(name) for name in SHEETS]
    return _sheet(tuple((path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=1)
def _sheet(files: tuple[tuple[Path, int], ...]) -> Sheet:
    texts = [_COMMENT.sub("", path.read_text("utf-8")) for path, _ in files]
    text = _INDENT.sub("\n", "\n".join(texts)).strip().encode()
    return Sheet(text, gzip.compress(text, mtime=0), hashlib.sha256(text).hexdigest()[:16])


@lru_cache(maxsize=len(SHEETS))
def _path(name: str) -> Path:
    found = finders.find(f"css/{name}.css")
    if not isinstance(found, str):
        raise FileNotFoundError(f"static/css/{name}.css is missing")
    return Path(found)
