"""Bad rows in a file that a manager brings: each is refused by its own reason, and the good ones come in."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.contrib.auth.models import User

from catalog.models import Product
from tests.catalog.bringing import imported
from tests.catalog.shops import Shop, huge_picture, noisy_picture

pytestmark = pytest.mark.usefixtures("private")


def test_each_row_costs_itself(shop: Shop, manager: User) -> None:
    whole = noisy_picture()
    rows = {
        "good": {"title": "=HYPERLINK(1)", "image": shop.photo("a.jpg")},
        "out": {"title": "", "image": "../a.jpg"},
        "html": {"title": "", "image": shop.photo("h.jpg", b"<!doctype html>")},
        "cut": {"title": "", "image": shop.photo("c.jpg", whole[: len(whole) // 2])},
        "bomb": {"title": "", "image": shop.photo("b.png", huge_picture(30_000, 30_000))},
        "long": {"title": "x" * 501, "image": "a.jpg"},
        "cell": {"title": "x" * 200_000, "image": "a.jpg"},
        "web": {"title": "", "image": "https://shop.test/a.jpg"},
    }
    shop.csv([{"external_id": name, **row} for name, row in rows.items()])

    job = imported(shop, manager)

    reasons = {row.number: row.reason for row in job.refused_rows.all()}
    assert [reasons[number].split(":")[0] for number in sorted(reasons)] == [
        "the photo's path leads out of the folder",
        "is not a photo that we read (JPEG, PNG, WebP, GIF, BMP, AVIF, HEIC)",
        "the photo is broken",
        "the photo has more than 40 megapixels",
        "“title” is longer than 500 characters",
        "cannot be read as CSV",
        "the photo is an address; addresses are read with --fetch only",
    ]
    assert list(Product.objects.values_list("external_id", "title")) == [("good", "=HYPERLINK(1)")]


def test_a_parquet_of_the_wrong_types(shop: Shop, manager: User) -> None:
    table = pa.table(
        {"image": [shop.photo("a.jpg"), "a.jpg"], "title": [["a", "list"], None], "price": [1.5, 2.0]}
    )
    pq.write_table(table, shop.folder / "products.parquet")

    job = imported(shop, manager)

    assert [(row.number, row.reason, row.cells["title"]) for row in job.refused_rows.all()] == [
        (1, "“title” is not text", ["a", "list"])
    ]
    assert job.products == 1
