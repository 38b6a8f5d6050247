"""What a shopper sends is a photo by its content or nothing; and nothing of it stays but its pixels."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from catalog.services.private import private_storage
from recommender.models import PhotoQuery
from tests.recommender.snapping import a_photo, address, bring

pytestmark = pytest.mark.django_db
SECRET = "37.5665N 126.9780E"


def bomb() -> bytes:
    """A PNG of a few bytes that says it has 900 million pixels."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    whole = struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"\x89PNG\r\n\x1a\n" + whole


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("photo.jpg", b"<!doctype html><script>alert(1)</script>"),
        ("photo.png", bomb()),
        ("photo.jpg", a_photo()[:300]),
        ("photo.tiff", a_photo(kind="TIFF")),
        ("photo.avif", Path("tests/catalog/data/lying.avif").read_bytes()),
    ],
    ids=["svg", "html", "bomb", "half", "tiff", "lying-avif"],
)
def test_what_is_no_photo_is_refused_in_words(client: Client, name: str, content: bytes) -> None:
    response = client.post("/style/photo/", {"photo": SimpleUploadedFile(name, content, "image/jpeg")})

    assert response.status_code == 400
    assert "사진으로 읽을 수 없습니다" in response.content.decode()
    assert not PhotoQuery.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"photo": "a word"}, {"photo": SimpleUploadedFile("photo.jpg", b"")}])
def test_no_photo_at_all_is_said(client: Client, sent: dict[str, object]) -> None:
    response = client.post("/style/photo/", sent)

    assert response.status_code == 400
    assert "사진을 골라 주세요" in response.content.decode()


def test_too_large_a_file_is_refused_before_it_is_read(client: Client) -> None:
    response = client.generic(
        "POST", "/style/photo/", b"x", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(10**9)
    )

    assert response.status_code == 413
    assert "MB" in response.content.decode()


def test_what_the_camera_wrote_beside_the_picture_is_gone(client: Client) -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET  # ImageDescription
    exif.get_ifd(0x8825)[2] = (37.0, 33.0, 59.4)  # latitude
    content = a_photo(exif=exif)
    assert SECRET.encode() in content

    query = bring(client, content, name=f"{SECRET}.jpg")

    kept = private_storage().open(query.file_name).read()
    served = b"".join(client.get(address(query, "image/")))
    assert kept == served
    assert SECRET.encode() not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_a_photo_taken_sideways_is_kept_upright(client: Client) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown a quarter clockwise
    content = a_photo((160, 120), exif=exif)

    query = bring(client, content)

    picture = Image.open(private_storage().open(query.file_name))
    assert picture.size == (query.width, query.height) == (120, 160)
    assert np.asarray(picture)[5, 60, 0] > 150  # the red edge is on top now


def test_only_who_runs_the_site_can_open_the_file(client: Client) -> None:
    query = bring(client, a_photo())

    path = Path(private_storage().path(query.file_name))
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
