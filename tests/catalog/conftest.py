from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.services.vocabulary_file import STARTER, load_vocabulary
from tests.catalog.shops import Shop


@pytest.fixture
def media(tmp_path: Path, settings: Settings) -> Path:
    """Where photos are kept during this test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def shop(tmp_path: Path, media: Path, db: None) -> Shop:
    folder = tmp_path / "shop"
    folder.mkdir()
    return Shop(folder)


@pytest.fixture
def vocabulary(db: None) -> None:
    """The words that ship with the application."""
    load_vocabulary(path=STARTER)


@pytest.fixture
def private(tmp_path: Path, settings: Settings) -> Path:
    """Where uploads lie during this test."""
    store = settings.STORAGES["private"]
    options = store["OPTIONS"] | {"location": tmp_path / "private"}
    settings.STORAGES = settings.STORAGES | {"private": store | {"OPTIONS": options}}
    return tmp_path / "private"
