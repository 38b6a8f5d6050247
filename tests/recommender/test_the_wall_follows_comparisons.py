"""Products of one tag: what was compared with others stands where its grade says."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.models import Product, Tag
from labeling.models import Grade
from tests.recommender.shelf import NOW, carry, put
from tests.recommender.test_style_wall import products_on

pytestmark = pytest.mark.usefixtures("vocabulary")
WALL = "/style/?tag=romantic"


def grade(product: Product, share: float | None, *, comparisons: int = 4, photo: int = 0) -> None:
    Grade.objects.create(
        tag=Tag.objects.get(slug="romantic"),
        image=product.images.get(position=photo),
        score=0,
        low=-1,
        high=1,
        share=share,
        comparisons=comparisons,
        updated_at=NOW,
    )


@pytest.fixture
def shelf() -> dict[str, Product]:
    """Given by people, who were surer of each than of the next."""
    products = {title: put(title) for title in ("first", "second", "third")}
    for place, product in enumerate(products.values()):
        carry(product, "romantic", "lovely", confidence=0.8 - 0.1 * place)
    return products


def test_the_closest_come_first(client: Client, shelf: dict[str, Product]) -> None:
    grade(shelf["third"], 0.95)
    grade(shelf["first"], 0.3)

    response = client.get(WALL)

    assert products_on(response) == ["third", "second", "first"]
    assert "더 가까운 것부터" in response.content.decode()


def test_without_grades_it_is_as_it_was(client: Client, shelf: dict[str, Product]) -> None:
    response = client.get(WALL)

    assert products_on(response) == ["first", "second", "third"]
    assert "더 가까운 것부터" not in response.content.decode()


def test_too_few_comparisons_and_no_share_move_nothing(client: Client, shelf: dict[str, Product]) -> None:
    grade(shelf["third"], 0.95, comparisons=2)
    grade(shelf["second"], None)

    assert products_on(client.get(WALL)) == ["first", "second", "third"]


def test_with_several_tags_the_least_sure_one_counts(client: Client, shelf: dict[str, Product]) -> None:
    grade(shelf["third"], 0.95)

    assert products_on(client.get(WALL + "&tag=lovely")) == ["first", "second", "third"]


def test_people_stay_before_the_model(client: Client, shelf: dict[str, Product]) -> None:
    guessed = put("guessed")
    carry(guessed, "romantic", confidence=0.99, source="predicted")
    grade(guessed, 0.99)
    grade(shelf["third"], 0.1)

    assert products_on(client.get(WALL)) == ["first", "second", "third", "guessed"]


@pytest.mark.parametrize("count", [1, 3])
def test_grades_cost_one_query(
    client: Client, shelf: dict[str, Product], count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(WALL)
    for product in list(shelf.values())[:count]:
        grade(product, 0.5)

    with django_assert_num_queries(10):  # the vocabulary, and nine of the selection
        client.get(WALL)
