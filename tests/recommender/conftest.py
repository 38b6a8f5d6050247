"""The starter vocabulary, and storage of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.services.vocabulary_file import load_starter_vocabulary_if_empty
from training.services.serving import head_of


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}  # pages without a build
    settings.MEDIA_ROOT = tmp_path / "media"
    head_of.cache_clear()  # the same key is another head in another test


@pytest.fixture
def vocabulary(db: None) -> None:
    load_starter_vocabulary_if_empty()
