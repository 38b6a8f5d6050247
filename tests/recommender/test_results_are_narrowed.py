"""Price, seller and stock narrow what is shown, by a plain form; what is wrong in it is named."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from catalog.models import Product
from tests.recommender.shelf import carry, put
from tests.recommender.test_style_wall import products_on

pytestmark = pytest.mark.usefixtures("vocabulary")
WALL = "/style/"


@pytest.fixture(autouse=True)
def shelf(vocabulary: None) -> None:
    for title, price, seller, in_stock in [
        ("cheap", "9900", "A & B", True),
        ("dear", "120000", "C", True),
        ("gone", "50000", "C", False),
        ("priceless", None, "C", True),
    ]:
        product = put(title, seller=seller)
        Product.objects.filter(pk=product.pk).update(price=price and Decimal(price), in_stock=in_stock)
        carry(product, "romantic")


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({"price_to": "50000"}, ["cheap", "gone"]),
        ({"price_from": "9900", "price_to": "9900"}, ["cheap"]),
        ({"price_from": "60000", "price_to": "40000"}, ["gone"]),  # turned round
        ({"seller": "A & B"}, ["cheap"]),
        ({"in_stock": "on"}, ["cheap", "dear", "priceless"]),
        ({"in_stock": "on", "seller": "C", "price_from": "1"}, ["dear"]),
        ({"price_from": "", "seller": "", "price_to": ""}, ["cheap", "dear", "gone", "priceless"]),
    ],
)
def test_filters_narrow(client: Client, filters: dict[str, str], titles: list[str]) -> None:
    assert products_on(client.get(WALL, {"tag": "romantic", **filters})) == titles
    assert products_on(client.get(WALL, {"q": "로맨틱 -귀여운", **filters})) == titles


def test_filters_alone_show_products(client: Client) -> None:
    assert products_on(client.get(WALL, {"price_to": "50000"})) == ["cheap", "gone"]


def test_what_is_wrong_is_named_and_the_rest_counts(client: Client) -> None:
    response = client.get(WALL, {"tag": "romantic", "price_from": "twelve", "seller": "C"})

    page = response.content.decode()
    assert products_on(response) == ["dear", "gone", "priceless"]
    assert 'aria-invalid="true" aria-describedby="wrong-price_from"' in page
    assert 'id="wrong-price_from"' in page


@pytest.mark.parametrize("price", ["-1", "1e400", "NaN", "Infinity", "9" * 400, "\x00", "<script>"])
def test_no_price_breaks_the_page(client: Client, price: str) -> None:
    response = client.get(WALL, {"tag": "romantic", "price_from": price})

    assert response.status_code == 200
    assert len(products_on(response)) == 4
    assert "<script>" not in response.content.decode().replace('<script type="importmap"', "")


def test_each_filter_can_be_taken_off_and_stays_while_one_searches_on(client: Client) -> None:
    page = client.get(WALL, {"tag": "romantic", "price_to": "50000", "seller": "C"}).content.decode()

    assert 'href="/style/?tag=romantic&amp;seller=C" aria-label=' in page
    assert '<input type="hidden" name="price_to" value="50000">' in page
    assert "tag=romantic&amp;price_to=50000&amp;seller=C&amp;" not in page.split("<main")[0]


def test_cards_say_price_and_stock(client: Client) -> None:
    page = client.get(WALL, {"tag": "romantic"}).content.decode()

    assert '<span class="product__price">9,900원</span>' in page
    assert page.count('class="product__gone"') == 1


def test_nothing_left_says_how_to_go_on(client: Client) -> None:
    page = client.get(WALL, {"tag": "romantic", "price_to": "1"}).content.decode()

    assert "조건에 맞는 상품이 없습니다" in page
