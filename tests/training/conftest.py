from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User

from catalog.models import ProductImage, Tag
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from tests.making import NOON
from tests.training.asking import train
from tests.training.school import audit, open_school, teach
from training.models import ModelVersion
from training.services.asking import grids
from training.services.learning import request_training, retrain_if_due


@pytest.fixture
def tags(db: None) -> dict[str, Tag]:
    """The starter vocabulary by slug."""
    load_vocabulary(path=STARTER)
    return {tag.slug: tag for tag in Tag.objects.in_use()}


@pytest.fixture
def versions(curator: User, tags: dict[str, Tag]) -> list[ModelVersion]:
    """Two; the second serves."""
    images = open_school(8)
    for part in (images[:4], images[4:]):
        teach(curator, part, tags)
        request_training(by=None, now=NOON)
        retrain_if_due(now=NOON)
    return list(ModelVersion.objects.order_by("pk"))


@pytest.fixture(autouse=True)
def nothing_tried() -> Iterator[None]:
    """What is remembered of tags with too few photos, or of how many are known, is another test's."""
    grids._scarce.clear()
    grids._known.clear()
    yield
    grids._scarce.clear()
    grids._known.clear()


@pytest.fixture
def champion(curator: User, tags: dict[str, Tag]) -> ModelVersion:
    """Knows which photos are cute, and was measured on audit answers about all moods."""
    teach(curator, open_school(16), tags)
    audit(curator, tags, 24)
    return train()


@pytest.fixture
def shop(champion: ModelVersion) -> list[ProductImage]:
    """A hundred photos that nobody has judged."""
    return open_school(100, first=2000)
