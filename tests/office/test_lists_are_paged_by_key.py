"""The list of products: newest first, each page from the key of the last, never counted to its end."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from catalog.admin import keyset
from catalog.models import Product
from config.office.products import OfficeProductAdmin
from tests.office.conftest import put

LIST = "/admin/catalog/product/"


@pytest.fixture
def seven(db: None, monkeypatch: pytest.MonkeyPatch) -> list[Product]:
    monkeypatch.setattr(OfficeProductAdmin, "list_per_page", 3)
    return [put(f"P{number}", f"상품 {number}") for number in range(7)]


def shown(client: Client, address: str) -> tuple[list[str], dict[str, str]]:
    """The page's products, and where its links lead."""
    changes = client.get(address).context["cl"]
    ways = {"older": changes.has_older, "newer": changes.has_newer}
    links = {name: LIST + getattr(changes, f"{name}_url") for name, there in ways.items() if there}
    return [product.external_id for product in changes.result_list], links


def test_from_the_newest_to_the_oldest_and_back(managing: Client, seven: list[Product]) -> None:
    first, after_first = shown(managing, LIST)
    second, after_second = shown(managing, after_first["older"])
    third, after_third = shown(managing, after_second["older"])
    back, _ = shown(managing, after_third["newer"])

    assert (first, second, third, back) == (["P6", "P5", "P4"], ["P3", "P2", "P1"], ["P0"], second)
    assert set(after_first) == {"older"}
    assert set(after_second) == {"older", "newer"}
    assert set(after_third) == {"newer"}


def test_the_last_page_is_one_click_away(managing: Client, seven: list[Product]) -> None:
    last, links = shown(managing, f"{LIST}?after=0")

    assert last == ["P2", "P1", "P0"]
    assert set(links) == {"newer"}


def test_back_at_the_newest_there_is_nothing_newer(managing: Client, seven: list[Product]) -> None:
    _, links = shown(managing, f"{LIST}?before={seven[4].pk}")

    back, at_the_top = shown(managing, links["newer"])

    assert back == ["P6", "P5", "P4"]
    assert set(at_the_top) == {"older"}


def test_what_comes_in_meanwhile_moves_nothing(managing: Client, seven: list[Product]) -> None:
    _, links = shown(managing, LIST)
    put("P7", "새 상품")

    second, _ = shown(managing, links["older"])

    assert second == ["P3", "P2", "P1"]


def test_a_filter_begins_at_the_newest(managing: Client, seven: list[Product]) -> None:
    page = managing.get(f"{LIST}?before={seven[2].pk}").content.decode()

    assert "?state=published" in page
    assert f"before={seven[2].pk}&amp;state" not in page


@pytest.mark.parametrize("key", ["x", "-1", "1.5", "", "9" * 30, "%00", "٣"])
def test_a_key_that_is_none_is_set_aside(managing: Client, seven: list[Product], key: str) -> None:
    response = managing.get(f"{LIST}?before={key}", follow=True)

    assert response.status_code == 200


def test_counting_stops_early(
    managing: Client, seven: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyset, "COUNTED_UP_TO", 5)

    page = managing.get(LIST, {"q": "상품"}).content.decode()

    assert "5개 넘게 있음" in page


def test_a_long_table_is_estimated(
    managing: Client, seven: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyset, "EXACT_UP_TO", -2)

    page = managing.get(LIST).content.decode()

    assert "개쯤" in page


def test_a_page_takes_as_many_queries_however_much_is_on_it(
    managing: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(2):
        put(f"P{number}", f"상품 {number}", photos=2)
    managing.get(LIST)
    with CaptureQueriesContext(connection) as few:
        managing.get(f"{LIST}?q=상품&state=never")
    for number in range(2, 30):
        put(f"P{number}", f"상품 {number}", photos=2)

    with django_assert_num_queries(len(few.captured_queries)):
        managing.get(f"{LIST}?q=상품&state=never")
