"""A photo as wide as a card on a phone is made when somebody first asks, and kept."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image
from pytest_django import Settings

from catalog.models import ProductImage
from catalog.services.photos import keep, photo_name
from catalog.services.resizing import CARD_SIDE

SHA256 = "cd" * 32
ADDRESS = f"/photos/{SHA256}/card/"


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}  # the page for 404 needs no build
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def keep_display(size: tuple[int, int]) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", size, "tomato").save(buffer, "JPEG")
    keep(SHA256, "display", buffer.getvalue())


def body(client: Client) -> bytes:
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/webp"
    assert "immutable" in response.headers["Cache-Control"]
    return response.getvalue()


@pytest.mark.parametrize(
    ("display", "card"),
    [((900, 1200), (CARD_SIDE * 3 // 4, CARD_SIDE)), ((256, 341), (256, 341)), ((1200, 10), (CARD_SIDE, 6))],
)
def test_it_is_as_large_as_needed_and_never_larger(
    client: Client, display: tuple[int, int], card: tuple[int, int]
) -> None:
    keep_display(display)

    content = body(client)

    with Image.open(io.BytesIO(content), formats=["WEBP"]) as picture:
        assert picture.size == card


def test_it_is_made_once(client: Client, media: Path) -> None:
    keep_display((90, 120))
    first = body(client)
    (media / photo_name(SHA256, "display")).unlink()

    assert body(client) == first


def test_a_card_without_content_is_made_again(client: Client, media: Path) -> None:
    keep_display((90, 120))
    keep(SHA256, "card", b"")

    content = body(client)

    with Image.open(io.BytesIO(content), formats=["WEBP"]) as picture:
        assert picture.size == (90, 120)
    assert (media / photo_name(SHA256, "card")).read_bytes() == content


def test_without_a_photo_there_is_no_card(client: Client, media: Path) -> None:
    assert client.get(ADDRESS).status_code == 404
    assert list(media.rglob("*.webp")) == []


def test_a_broken_photo_makes_no_card(client: Client, media: Path) -> None:
    keep(SHA256, "display", b"\xff\xd8 half a photo")

    assert client.get(ADDRESS).status_code == 404
    assert list(media.rglob("*.webp")) == []


def test_browsers_are_told_every_width_once() -> None:
    large = ProductImage(sha256=SHA256, width=900, height=1200)
    small = ProductImage(sha256=SHA256, width=200, height=300)

    assert [part.split()[1] for part in large.srcset.split(", ")] == ["240w", "540w", "900w"]
    assert [part.split()[1] for part in small.srcset.split(", ")] == ["200w"]
