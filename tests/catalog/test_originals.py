"""What came in is thrown away unless a setting says otherwise, and is never shown."""

import hashlib
from pathlib import Path

from django.test import Client
from pytest_django import Settings

from tests.catalog.shops import Shop, noisy_picture


def test_originals_are_not_kept(shop: Shop, media: Path) -> None:
    shop.photo("a.jpg", noisy_picture())
    shop.csv([{"image": "a.jpg"}])

    shop.imported()

    assert {path.suffix for path in media.rglob("*") if path.is_file()} == {".jpg"}
    assert not (media / "originals").exists()


def test_originals_are_kept_where_a_setting_says_so(shop: Shop, media: Path, settings: Settings) -> None:
    settings.KEEP_ORIGINALS = True
    content = noisy_picture()
    shop.photo("a.jpg", content)
    shop.csv([{"image": "a.jpg"}])

    shop.imported()

    sha256 = hashlib.sha256(content).hexdigest()
    assert (media / "originals" / sha256[:2] / sha256).read_bytes() == content


def test_no_page_serves_an_original(shop: Shop, client: Client, settings: Settings) -> None:
    settings.KEEP_ORIGINALS = True
    content = noisy_picture()
    shop.photo("a.jpg", content)
    shop.csv([{"image": "a.jpg"}])
    shop.imported()
    sha256 = hashlib.sha256(content).hexdigest()

    for path in (f"/photos/{sha256}/original/", f"/media/originals/{sha256[:2]}/{sha256}"):
        assert client.get(path).status_code == 404
    shown = client.get(f"/photos/{sha256}/display/")
    assert shown.status_code == 200
    assert shown.getvalue() != content
