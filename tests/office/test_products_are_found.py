"""A manager types a name, a number, a seller or a tag, and finds the products."""

import pytest
from django.test import Client

from catalog.models import Product, SellerTag, Tag
from catalog.services import finding
from recommender.models import PublishedTag
from tests.office.conftest import NOON, put

LIST = "/admin/catalog/product/"


@pytest.fixture
def shelf(romantic: Tag) -> dict[str, Product]:
    shelf = {
        "dress": put("SKU-001", "린넨 원피스", seller="오월의숲"),
        "shirt": put("SKU-002", "흰 셔츠", seller="Nine Clouds"),
        "skirt": put("X-9", "Denim skirt", seller="Nine Clouds"),
    }
    SellerTag.objects.create(product=shelf["skirt"], text="로맨틱", tag=romantic)
    PublishedTag.objects.create(
        product=shelf["shirt"], tag=romantic, source="curated", confidence=0.9, published_at=NOON
    )
    return shelf


def found(client: Client, words: str) -> set[str]:
    rows = client.get(LIST, {"q": words}).context["cl"].result_list
    return {product.external_id for product in rows}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("린넨 원피스", {"SKU-001"}),
        ("원피스 린넨", {"SKU-001"}),
        ("셔츠", {"SKU-002"}),
        ("denim", {"X-9"}),
        ("SKU-00", {"SKU-001", "SKU-002"}),
        ("nine clouds", {"SKU-002", "X-9"}),
        ("로맨틱", {"SKU-002", "X-9"}),
        ("#romantic", {"SKU-002", "X-9"}),
        ("100%", set()),
        ("99999999999999999999999", set()),
    ],
    ids=["name", "order", "two", "case", "number", "seller", "tag", "hashtag", "percent", "digits"],
)
def test_by(managing: Client, shelf: dict[str, Product], words: str, expected: set[str]) -> None:
    assert found(managing, words) == expected


def test_by_our_own_number(managing: Client, shelf: dict[str, Product]) -> None:
    assert "X-9" in found(managing, str(shelf["skirt"].pk))


def test_the_newest_are_kept_where_there_are_too_many(
    managing: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FOUND_AT_MOST", 2)
    for number in range(4):
        put(f"P{number}", "니트 조끼")

    assert found(managing, "니트 조끼") == {"P2", "P3"}


def test_photos_are_found_by_product_and_by_hash(managing: Client, shelf: dict[str, Product]) -> None:
    image = shelf["dress"].images.get()

    for words in ("원피스", image.sha256):
        rows = managing.get("/admin/catalog/productimage/", {"q": words}).context["cl"].result_list
        assert [row.pk for row in rows] == [image.pk]
