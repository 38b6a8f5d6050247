import pytest
from django.contrib.auth.models import User

from catalog.models import Tag
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from tests.making import NOON
from tests.training.school import open_school, teach
from training.models import ModelVersion
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
