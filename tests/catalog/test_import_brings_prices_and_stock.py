"""What a file says of price and stock reaches the product, and nonsense costs its own row."""

from decimal import Decimal

import pytest

from catalog.models import Product
from catalog.sample.collection import product as drawn
from tests.catalog.shops import Shop


@pytest.mark.parametrize(
    ("written", "price"),
    [
        ("39000", "39000"),
        ("₩39,000", "39000"),
        ("39,000원", "39000"),
        ("39.5", "39.50"),
        ("0", "0"),
        ("1,234,567.89 KRW", "1234567.89"),
        ("", None),
    ],
)
def test_prices_are_understood_as_people_write_them(shop: Shop, written: str, price: str | None) -> None:
    shop.csv([{"image": shop.photo("a.jpg"), "price": written}])

    report = shop.imported()

    assert report.refused == []
    assert Product.objects.get().price == (None if price is None else Decimal(price))


@pytest.mark.parametrize(
    "written", ["cheap", "-1", "39,00", "1e5", "12345678901", "99,999,999,999", "1.234", "NaN", "٣٩"]
)
def test_what_is_no_amount_costs_its_own_row(shop: Shop, written: str) -> None:
    shop.csv([{"image": shop.photo("a.jpg"), "price": written}, {"image": shop.photo("b.jpg"), "price": "1"}])

    report = shop.imported()

    assert [refusal.reason for refusal in report.refused] == [f"“price” is not an amount: “{written}”"]
    assert Product.objects.get().external_id == "b.jpg"


@pytest.mark.parametrize(
    ("written", "in_stock"),
    [
        ("yes", True),
        ("품절", False),
        ("Sold Out", False),
        ("0", False),
        ("12", True),
        ("", True),
        ("FALSE", False),
    ],
)
def test_stock_is_a_word_or_a_number(shop: Shop, written: str, in_stock: bool) -> None:
    shop.csv([{"image": shop.photo("a.jpg"), "in_stock": written}])

    report = shop.imported()

    assert report.refused == []
    assert Product.objects.get().in_stock is in_stock


def test_json_says_it_as_json_does(shop: Shop) -> None:
    shop.jsonl([{"image": shop.photo("a.jpg"), "price": 39.5, "in_stock": False}])

    shop.imported()

    product = Product.objects.get()
    assert (product.price, product.in_stock, product.attributes) == (Decimal("39.50"), False, {})


def test_stock_that_is_no_answer_is_refused(shop: Shop) -> None:
    shop.csv([{"image": shop.photo("a.jpg"), "in_stock": "maybe"}])

    report = shop.imported()

    assert [refusal.reason for refusal in report.refused] == ["“in_stock” is neither yes nor no: “maybe”"]


def test_a_new_price_and_stock_are_taken_with_update(shop: Shop) -> None:
    shop.csv([{"external_id": "1", "image": shop.photo("a.jpg"), "price": "100", "in_stock": "yes"}])
    shop.imported()
    before = Product.objects.get()

    shop.csv([{"external_id": "1", "image": "a.jpg", "price": "80", "in_stock": "no"}])
    refused = shop.imported()
    taken = shop.imported(update=True)

    product = Product.objects.get()
    assert "“100.00” there, “80.00” here" in refused.refused[0].reason
    assert (taken.updated, product.price, product.in_stock) == (1, Decimal("80"), False)
    assert product.updated_at > before.updated_at


def test_the_same_file_again_changes_nothing(shop: Shop) -> None:
    shop.csv([{"external_id": "1", "image": shop.photo("a.jpg"), "price": "₩1,000.50", "in_stock": "0"}])
    shop.imported()

    report = shop.imported(update=True)

    assert (report.updated, report.unchanged, report.refused) == (0, 1, [])


def test_photos_of_one_product_cannot_differ_in_stock(shop: Shop) -> None:
    shop.csv(
        [
            {"external_id": "1", "image": shop.photo("a.jpg"), "in_stock": "no"},
            {"external_id": "1", "image": shop.photo("b.jpg"), "in_stock": "yes"},
        ]
    )

    report = shop.imported()

    assert "“in_stock” differs from row 2 of the same product" in report.refused[0].reason
    assert Product.objects.get().in_stock is False


def test_a_drawn_catalog_has_a_few_that_are_sold_out() -> None:
    stock = [drawn(7, number).in_stock for number in range(300)]

    assert 5 <= stock.count(False) <= 60
