"""The starter vocabulary, and storage of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.models import Facet, Tag
from catalog.services.vocabulary_file import STARTER
from training.services.serving import head_of


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}  # pages without a build
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PHOTOS_PER_MINUTE = 1_000_000  # all tests of a minute come from one address
    head_of.cache_clear()  # the same key is another head in another test


@pytest.fixture
def vocabulary(db: None) -> None:
    """The starter vocabulary by two statements: loading it properly, tag by tag, is tested elsewhere."""
    entries = json.loads(STARTER.read_text())["facets"]
    facets, tags = [], []
    for position, entry in enumerate(entries):
        facet = Facet(**{name: entry[name] for name in entry if name != "tags"}, position=position)
        facets.append(facet)
        tags += [Tag(**fields, facet=facet, position=at) for at, fields in enumerate(entry["tags"])]
    Facet.objects.bulk_create(facets)
    Tag.objects.bulk_create(tags)
