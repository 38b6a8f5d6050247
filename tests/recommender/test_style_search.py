"""Typing a name, in Korean or English, leads to the tag."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.recommender.shelf import carry, put

pytestmark = pytest.mark.usefixtures("vocabulary")
WALL = "/style/"


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("로맨틱", ["romantic"]),
        ("Romantic", ["romantic"]),
        (" #로맨틱룩 ", ["romantic"]),
        ("boho", ["bohemian"]),
        ("로맨틱 원피스", ["romantic", "dress"]),
        ("romantic dress romantic", ["romantic", "dress"]),
    ],
)
def test_a_name_leads_to_its_tags(client: Client, typed: str, slugs: list[str]) -> None:
    response = client.get(WALL, {"q": typed})

    assert response.status_code == 302
    assert response.headers["Location"] == WALL + "?" + "&".join(f"tag={slug}" for slug in slugs)


def test_what_is_picked_stays_picked(client: Client) -> None:
    response = client.get(WALL, {"tag": "romantic", "q": "플로럴"})

    assert response.headers["Location"] == "/style/?tag=romantic&tag=floral"


def test_another_choice_of_a_single_facet_replaces_the_one_before(client: Client) -> None:
    response = client.get(WALL, {"tag": ["dress", "romantic"], "q": "스커트"})

    assert response.headers["Location"] == "/style/?tag=romantic&tag=skirt"


def test_a_beginning_of_several_names_asks_which(client: Client) -> None:
    response = client.get(WALL, {"q": "cl"})

    page = response.content.decode()
    assert response.status_code == 200
    assert "이 가운데 무엇일까요?" in page
    assert 'href="/style/?tag=classic"' in page


def test_half_of_what_was_typed_is_offered(client: Client) -> None:
    page = client.get(WALL, {"q": "로맨틱 우주선"}).content.decode()

    assert "이 가운데 무엇일까요?" in page
    assert 'href="/style/?tag=romantic"' in page


@pytest.mark.parametrize("typed", ["우주선", "<script>alert(1)</script>", "우\x00주", "%", "x" * 10_000])
def test_nothing_found_says_so_and_shows_what_there_is(client: Client, typed: str) -> None:
    carry(put(), "romantic")

    response = client.get(WALL, {"q": typed})

    page = response.content.decode()
    assert response.status_code == 200
    assert "맞는 상품을 찾지 못했습니다." in page
    assert 'href="/style/?tag=romantic"' in page
    assert "<script>alert" not in page


def test_nothing_found_keeps_the_products_that_were_there(client: Client) -> None:
    carry(put("원피스"), "romantic")

    page = client.get(WALL, {"tag": "romantic", "q": "우주선"}).content.decode()

    assert "맞는 상품을 찾지 못했습니다." in page
    assert 'class="product__title">원피스<' in page


@pytest.mark.parametrize("typed", ["", "   ", "\x00"])
def test_nothing_typed_is_the_wall(client: Client, typed: str) -> None:
    assert client.get(WALL, {"q": typed}).status_code == 200


def test_a_name_costs_the_vocabulary(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        client.get(WALL, {"q": "로맨틱"})
