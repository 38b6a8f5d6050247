"""A tag's page shows the photos that people compared, from the least to the most so."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Tag
from labeling.models import Grade
from tests.making import NOON, make_image

URL = "/models/tags/cute/"
TITLE = "사람들이 견준 순서"


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


def grade(tag: Tag, count: int) -> list[str]:
    """The thumbnails of so many graded photos, the least first."""
    images = [make_image(number) for number in range(count)]
    for place, image in enumerate(images):
        Grade.objects.create(
            tag=tag,
            image=image,
            score=place,
            low=place - 1.5,
            high=place + 1.5,
            comparisons=3,
            updated_at=NOON,
        )
    return [image.thumbnail_url for image in images]


def test_from_least_to_most(desk: Client, tags: dict[str, Tag]) -> None:
    thumbnails = grade(tags["cute"], 5)

    text = desk.get(URL).content.decode()

    places = [text.index(thumbnail) for thumbnail in thumbnails]
    assert TITLE in text
    assert places == sorted(places)
    assert text.count("order__interval") == 5
    assert 'href="/compare/cute/"' in text


def test_many_are_thinned_out_from_end_to_end(desk: Client, tags: dict[str, Tag]) -> None:
    thumbnails = grade(tags["cute"], 30)

    text = desk.get(URL).content.decode()

    assert text.count("order__interval") == 16
    assert thumbnails[0] in text
    assert thumbnails[-1] in text


def test_before_anything_was_compared_nothing_is_said_of_it(desk: Client, tags: dict[str, Tag]) -> None:
    grade(tags["cute"], 3)

    assert TITLE not in desk.get(URL).content.decode()
