"""The pages of comparisons: which tags wait, the question in words, and the order that follows."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from catalog.models import ProductImage, Tag
from labeling.compare_presenting import placed
from labeling.models import Grade
from tests.labeling.pairs import make_pair
from tests.making import NOON, make_image

LIST = reverse("labeling:compares")
PAGE = reverse("labeling:compare", args=["lovely"])


@pytest.fixture
def images(tags: dict[str, Tag]) -> list[ProductImage]:
    return [make_image(number) for number in range(6)]


@pytest.fixture
def desk(client: Client, curator: User, settings: Settings) -> Client:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    client.force_login(curator)
    return client


def grade(tag: Tag, images: list[ProductImage], *, comparisons: int = 3) -> None:
    for place, image in enumerate(images):
        Grade.objects.create(
            tag=tag,
            image=image,
            score=place,
            low=place - 1,
            high=place + 1,
            comparisons=comparisons,
            updated_at=NOON,
        )


def test_tags_that_wait_are_listed(desk: Client, tags: dict[str, Tag], images: list[ProductImage]) -> None:
    make_pair(tags["lovely"], images[0], images[1])

    page = desk.get(LIST).content.decode()

    assert PAGE in page
    assert "1쌍" in page


@pytest.mark.parametrize("slugs", [["lovely"], ["lovely", "cute", "romantic"]])
def test_the_list_takes_the_same_number_of_queries(
    desk: Client,
    tags: dict[str, Tag],
    images: list[ProductImage],
    slugs: list[str],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for slug in slugs:
        make_pair(tags[slug], images[0], images[1])

    with django_assert_num_queries(6):
        desk.get(LIST)


def test_nothing_waits(desk: Client, tags: dict[str, Tag]) -> None:
    assert "지금은 견줄 사진이 없습니다" in desk.get(LIST).content.decode()


def test_the_question_fits_every_name(desk: Client, tags: dict[str, Tag]) -> None:
    """No particle in it depends on how the name ends."""
    assert "어느 쪽이 ‘러블리’에 더 가까운가요?" in desk.get(PAGE).content.decode()


def test_the_order_follows_from_least_to_most(
    desk: Client, tags: dict[str, Tag], images: list[ProductImage]
) -> None:
    grade(tags["lovely"], images)

    fragment = desk.get(PAGE, headers={"X-Fragment": "1"}).content.decode()

    places = [fragment.index(image.thumbnail_url) for image in images]
    assert places == sorted(places)
    assert "<html" not in fragment


def test_too_few_comparisons_make_no_order(
    desk: Client, tags: dict[str, Tag], images: list[ProductImage]
) -> None:
    grade(tags["lovely"], images, comparisons=2)

    assert images[0].thumbnail_url not in desk.get(PAGE, headers={"X-Fragment": "1"}).content.decode()


def test_all_intervals_lie_on_one_line(tags: dict[str, Tag], images: list[ProductImage]) -> None:
    grade(tags["lovely"], images[:3])

    line = placed(list(Grade.objects.least_first()))

    assert [(one.start, one.at, one.end) for one in line] == [
        (0.0, 25.0, 50.0),
        (25.0, 50.0, 75.0),
        (50.0, 75.0, 100.0),
    ]
    assert placed([]) == []


def test_who_may_and_how(client: Client, outsider: User, tags: dict[str, Tag]) -> None:
    for address in (LIST, PAGE):
        assert client.get(address).status_code == 302
    client.force_login(outsider)
    for address in (LIST, PAGE):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 405


def test_a_tag_that_is_not_there(desk: Client, tags: dict[str, Tag]) -> None:
    assert desk.get(reverse("labeling:compare", args=["no-such-tag"])).status_code == 404
