"""Photos, for whoever knows their hash."""

from __future__ import annotations

import re
from typing import cast

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from catalog.services.photos import SERVED, Size, open_photo
from catalog.services.resizing import open_card

FOR_EVER = 60 * 60 * 24 * 365
_HASH = re.compile(r"[0-9a-f]{64}")


def _etag(request: HttpRequest, sha256: str, size: str) -> str | None:
    """The hash and the size say all about the content: a photo is never changed."""
    return f'"{sha256}-{size}"' if _is_name_of_a_photo(sha256, size) else None


@require_safe
@cache_control(public=True, max_age=FOR_EVER, immutable=True)
@condition(etag_func=_etag)
def photo(request: HttpRequest, sha256: str, size: str) -> FileResponse:
    """The photo from storage. Public: a product's photos are what the shop shows to everybody."""
    if not _is_name_of_a_photo(sha256, size):
        raise Http404
    try:
        file = open_card(sha256) if size == "card" else open_photo(sha256, cast("Size", size))
    except OSError as error:  # not there, or what a power cut left behind cannot be opened
        raise Http404 from error
    if not file.size:  # what a power cut left behind must not be kept by browsers for a year
        file.close()
        raise Http404
    kind = "webp" if size == "card" else "jpeg"
    return FileResponse(file, content_type=f"image/{kind}", filename=f"{sha256}-{size}.{kind}")


def _is_name_of_a_photo(sha256: str, size: str) -> bool:
    """Checked before any path is built from it."""
    return _HASH.fullmatch(sha256) is not None and size in SERVED
