"""Shoppers' photos for tests, and bringing them as a browser does."""

from __future__ import annotations

import io

import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from recommender.models import PhotoQuery


def a_photo(
    size: tuple[int, int] = (120, 160), *, kind: str = "JPEG", exif: Image.Exif | None = None
) -> bytes:
    """Of nothing in particular: dark above, bright below, red on the left."""
    width, height = size
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[height // 2 :] = 200
    pixels[:, : width // 4, 0] = 255
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, kind, **({"exif": exif} if exif else {}))
    return out.getvalue()


def bring(client: Client, content: bytes, name: str = "photo.jpg") -> PhotoQuery:
    """Upload it, and the row that was made."""
    before = set(PhotoQuery.objects.values_list("pk", flat=True))
    response = client.post("/style/photo/", {"photo": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, response.content.decode()[:2000]
    query = PhotoQuery.objects.exclude(pk__in=before).get()
    assert response.headers["Location"] == address(query)
    return query


def address(query: PhotoQuery, page: str = "") -> str:
    return f"/style/photo/{query.token}/{page}"
