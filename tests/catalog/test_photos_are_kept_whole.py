"""Whoever finds a photo in storage may trust it, whatever happened while it was written."""

import hashlib
import os
import threading
from pathlib import Path

import pytest

from catalog.models import ProductImage
from catalog.services.photos import is_kept, keep, open_photo, photo_name, settle
from tests.catalog.shops import Shop

SHA256 = "cd" * 32


def test_a_photo_is_there_once_both_sizes_are(media: Path) -> None:
    keep(SHA256, "display", b"display")
    half = is_kept(SHA256)

    keep(SHA256, "thumb", b"thumb")
    settle([SHA256])

    assert (half, is_kept(SHA256)) == (False, True)
    with open_photo(SHA256) as photo:
        assert photo.read() == b"display"


def test_many_may_keep_the_same_photo_at_once(media: Path) -> None:
    threads = [threading.Thread(target=keep, args=(SHA256, "thumb", b"x" * 200_000)) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [path.stat().st_size for path in media.rglob("*") if path.is_file()] == [200_000]


def test_a_failed_write_leaves_nothing(media: Path) -> None:
    (media / photo_name(SHA256, "thumb")).mkdir(parents=True)  # in the way of the photo

    with pytest.raises(IsADirectoryError):
        keep(SHA256, "thumb", b"thumb")

    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_a_photo_that_got_lost_comes_back_with_the_next_import(shop: Shop, media: Path) -> None:
    shop.csv([{"image": shop.photo("a.jpg")}])
    shop.imported()
    image = ProductImage.objects.get()
    os.truncate(media / photo_name(image.sha256, "display"), 0)

    report = shop.imported()

    assert report.unchanged == 1
    assert is_kept(image.sha256)


def test_the_name_is_the_hash_of_what_came_in(shop: Shop) -> None:
    shop.csv([{"image": shop.photo("a.jpg")}])

    shop.imported()

    content = (shop.folder / "a.jpg").read_bytes()
    assert ProductImage.objects.get().sha256 == hashlib.sha256(content).hexdigest()
