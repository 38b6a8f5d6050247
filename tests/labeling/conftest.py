from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.models import Tag
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from tests.labeling.archives import believed, empty_it, moods

__all__ = ["believed", "empty_it", "moods"]


@pytest.fixture
def tags(db: None) -> dict[str, Tag]:
    """The starter vocabulary by slug."""
    load_vocabulary(path=STARTER)
    return {tag.slug: tag for tag in Tag.objects.in_use()}


@pytest.fixture
def own_private_files(settings: Settings, tmp_path: Path) -> None:
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = settings.STORAGES | {"private": private}
    settings.MEDIA_ROOT = tmp_path / "media"
