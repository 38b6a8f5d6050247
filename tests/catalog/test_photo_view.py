"""Photos are served by hash: to everybody, for ever, and nothing else is."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from catalog.services.photos import keep, photo_name

SHA256 = "ab" * 32


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}  # the page for 404 needs no build
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "tomato").save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
def photo(jpeg: bytes) -> str:
    """The address of a photo that is kept."""
    keep(SHA256, "thumb", jpeg)
    return reverse("catalog:photo", args=[SHA256, "thumb"])


def test_a_stranger_sees_the_photo_and_may_keep_it(client: Client, photo: str, jpeg: bytes) -> None:
    response = client.get(photo)

    assert response.status_code == 200
    assert response.getvalue() == jpeg
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Content-Length"] == str(len(jpeg))
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    kept = set(response.headers["Cache-Control"].split(", "))
    assert kept == {"public", "max-age=31536000", "immutable"}
    assert "Cookie" not in response.headers["Vary"]


def test_what_a_browser_has_is_not_sent_again(client: Client, photo: str) -> None:
    etag = client.get(photo).headers["ETag"]

    response = client.get(photo, headers={"If-None-Match": etag})

    assert response.status_code == 304
    assert response.content == b""
    assert "immutable" in response.headers["Cache-Control"]


def test_a_stale_copy_is_sent_again(client: Client, photo: str, jpeg: bytes) -> None:
    response = client.get(photo, headers={"If-None-Match": '"something-else"'})

    assert response.getvalue() == jpeg


def test_the_two_sizes_have_etags_of_their_own(client: Client, photo: str, jpeg: bytes) -> None:
    keep(SHA256, "display", jpeg)

    display = client.get(reverse("catalog:photo", args=[SHA256, "display"]))

    assert display.headers["ETag"] != client.get(photo).headers["ETag"]


def test_head_tells_without_sending(client: Client, photo: str, jpeg: bytes) -> None:
    response = client.head(photo)

    assert response.status_code == 200
    assert response.headers["Content-Length"] == str(len(jpeg))
    assert response.getvalue() == b""


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_but_reading(client: Client, photo: str, method: str) -> None:
    response = getattr(client, method)(photo)

    assert response.status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        f"/photos/{'cd' * 32}/thumb/",  # not kept
        f"/photos/{SHA256}/display/",  # kept in the other size only
        f"/photos/{SHA256}/original/",
        f"/photos/{SHA256}/thumb.jpg/",
        f"/photos/{SHA256.upper()}/thumb/",
        f"/photos/{SHA256[:-1]}/thumb/",
        f"/photos/{SHA256}0/thumb/",
        f"/photos/{SHA256}%0A/thumb/",
        f"/photos/{'ａｂ' * 32}/thumb/",
        "/photos/..%2f..%2fsecret_key/thumb/",
        f"/photos/{SHA256}/..%2fthumb/",
        "/photos/%00/thumb/",
    ],
)
def test_anything_else_is_not_found(client: Client, photo: str, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.get(path, headers={"If-None-Match": "*"}).status_code in {404, 304}


def test_a_file_that_a_power_cut_left_empty_is_not_cached_for_a_year(client: Client, media: Path) -> None:
    default_storage.save(photo_name(SHA256, "thumb"), ContentFile(b""))

    response = client.get(reverse("catalog:photo", args=[SHA256, "thumb"]))

    assert response.status_code == 404
    assert "Cache-Control" not in response.headers


class Elsewhere(Storage):
    """Without paths on this disk, and without names on its open files, as an object store is."""

    kept: dict[str, bytes] = {}

    def exists(self, name: str) -> bool:
        return name in self.kept

    def _save(self, name: str, content: File[bytes]) -> str:
        self.kept[name] = content.read()
        return name

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        if name not in self.kept:
            raise FileNotFoundError(name)
        return File(io.BytesIO(self.kept[name]))


def test_photos_come_from_any_storage(client: Client, settings: Settings, jpeg: bytes) -> None:
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": f"{__name__}.Elsewhere"}}
    keep(SHA256, "thumb", jpeg)

    response = client.get(reverse("catalog:photo", args=[SHA256, "thumb"]))

    assert response.getvalue() == jpeg
    assert response.headers["Content-Type"] == "image/jpeg"
    assert client.get(reverse("catalog:photo", args=["cd" * 32, "thumb"])).status_code == 404
