import pytest

from catalog.models import Tag
from catalog.services.vocabulary_file import STARTER, load_vocabulary


@pytest.fixture
def tags(db: None) -> dict[str, Tag]:
    """The starter vocabulary by slug."""
    load_vocabulary(path=STARTER)
    return {tag.slug: tag for tag in Tag.objects.in_use()}
