"""What is typed is found: and / or / not, words of names, sellers' categories; how it was read is said."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from catalog.models import Product
from tests.recommender.shelf import carry, put
from tests.recommender.test_style_wall import heading_of, products_on

pytestmark = pytest.mark.usefixtures("vocabulary")
WALL = "/style/"


@pytest.fixture
def shelf(vocabulary: None) -> dict[str, Product]:
    products = {
        "both": put("both", category="dress"),
        "romantic": put("romantic thing", category="dress"),
        "lovely": put("린넨 lovely", category="skirt"),
        "cute": put("린넨 cute"),
    }
    carry(products["both"], "romantic", "cute")
    carry(products["romantic"], "romantic", source="predicted")
    carry(products["lovely"], "lovely", source="predicted", confidence=0.8)
    carry(products["cute"], "cute")
    return products


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("로맨틱 -귀여운", ["romantic thing"]),
        ("로맨틱 | 러블리", ["both", "romantic thing", "린넨 lovely"]),
        ("귀여운 말고", ["romantic thing", "린넨 lovely"]),
        ("린넨", ["린넨 lovely", "린넨 cute"]),
        ("린넨 귀여운", ["린넨 cute"]),
        ("린넨 -귀여운", ["린넨 lovely"]),
        ("THING", ["romantic thing"]),
        ("로멘틱", ["both", "romantic thing"]),
        ("로맨틱한 원피스", ["both", "romantic thing"]),
        ("(로맨틱 or 러블리) 치마", ["린넨 lovely"]),
        ("로맨틱 -원피스", []),
    ],
)
def test_what_is_typed_is_found(client: Client, typed: str, titles: list[str]) -> None:
    response = client.get(WALL, {"q": typed}, follow=True)

    assert products_on(response) == titles


@pytest.mark.usefixtures("shelf")
def test_how_it_was_read_is_said_with_a_way_back(client: Client) -> None:
    page = client.get(WALL, {"q": "로멘틱"}).content.decode()

    assert "이렇게 찾았습니다:" in page
    assert "<strong>로맨틱</strong>" in page
    assert "q=%EB%A1%9C%EB%A9%98%ED%8B%B1&amp;as=words" in page


def test_literally_only_names_count(client: Client, shelf: dict[str, Product]) -> None:
    Product.objects.filter(pk=shelf["cute"].pk).update(title="로멘틱 원피스")

    response = client.get(WALL, {"q": "로멘틱", "as": "words"})

    assert products_on(response) == ["로멘틱 원피스"]
    assert "글자 그대로 찾았습니다" in response.content.decode()


@pytest.mark.usefixtures("shelf")
def test_the_heading_reads_operators_aloud(client: Client) -> None:
    response = client.get(WALL, {"q": "(로맨틱 | 러블리) -귀여운"})

    assert heading_of(response) == "로맨틱 또는 러블리 · 귀여운 빼고"


def test_the_sellers_category_counts_until_somebody_knows_better(client: Client) -> None:
    carry(put("known", category="dress"), "skirt")
    put("said", category="Dress")
    carry(put("seen"), "dress")

    response = client.get(WALL, {"tag": "dress"})

    assert products_on(response) == ["seen", "said"]
    assert "판매자가 그렇게 적었습니다" in response.content.decode()


def test_the_wall_counts_what_one_would_see(client: Client) -> None:
    carry(put("known", category="dress"), "skirt")
    put("said", category="Dress")
    carry(put("seen"), "dress")

    page = client.get(WALL).content.decode()

    assert 'href="/style/?tag=dress">원피스 <span class="chip__count">2<' in page


def test_of_several_only_the_least_sure_counts_and_people_come_first(client: Client) -> None:
    for title, source, confidence in [("모델", "predicted", 0.99), ("사람", "curated", 0.67)]:
        product = put(title)
        carry(product, "romantic", "lovely", source=source, confidence=confidence)

    assert products_on(client.get(WALL, {"q": "로맨틱 러블리 -귀여운"})) == ["사람", "모델"]


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("typed", ["100%_", "'; drop table catalog_product; --", "\\", "{{ 7*7 }}", "🤷 '"])
def test_hostile_words_are_only_words(client: Client, typed: str) -> None:
    response = client.get(WALL, {"q": typed})

    assert response.status_code == 200
    assert Product.objects.count() == 4


@pytest.mark.parametrize("products", [2, 20])
def test_the_number_of_queries_does_not_grow(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, products: int
) -> None:
    for number in range(products):
        carry(put(f"린넨 {number}", category="dress", seller=f"s{number}"), "romantic", "lovely")

    with django_assert_num_queries(9):
        client.get(WALL, {"q": "(로맨틱 or 러블리) 린넨 -귀여운 원피스"})


def test_pages_hold_every_product_once(client: Client) -> None:
    for _ in range(60):
        carry(put("하나"), "romantic", confidence=0.8)
    Product.objects.update(title="같은 이름")

    pages = [client.get(WALL, {"q": "로맨틱 -귀여운", "page": number}) for number in (1, 2, 3)]

    links = [
        part.split('"')[0]
        for page in pages
        for part in page.content.decode().split('product__link" href="')[1:]
    ]
    assert len(links) == len(set(links)) == 60


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("typed", ["로멘틱", "로맨틱 -러블리"])
def test_what_all_of_them_carry_narrows_nothing(client: Client, typed: str) -> None:
    page = client.get(WALL, {"q": typed}).content.decode()

    offered = page.split('class="facets__more"')[1]
    assert "tag=cute" in offered
    assert "tag=romantic" not in offered
