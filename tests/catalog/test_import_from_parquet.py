"""A Parquet file is a table like any other."""

import datetime as dt
import hashlib
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.models import Product, SellerTag
from catalog.services.sources import SourceError
from tests.catalog.shops import Shop


def parquet(shop: Shop, columns: dict[str, list[object]], **options: object) -> Path:
    path = shop.folder / "products.parquet"
    pq.write_table(pa.table(columns), path, **options)
    return path


def test_rows_become_products_with_what_their_columns_hold(shop: Shop) -> None:
    parquet(
        shop,
        {
            "Image": [shop.photo("a.jpg"), shop.photo("b.jpg")],
            "external_id": [1, 2],
            "seller_tags": [["cute", "#boho"], None],
            "price": [Decimal("39.50"), None],
            "since": [dt.date(2026, 3, 1), None],
        },
    )

    report = shop.imported()

    assert (report.products, report.images, report.refused) == (2, 2, [])
    first, second = Product.objects.order_by("external_id")
    assert (first.price, first.attributes) == (Decimal("39.50"), {"since": "2026-03-01"})
    assert (second.external_id, second.price, second.attributes) == ("2", None, {})
    assert list(SellerTag.objects.values_list("text", flat=True)) == ["cute", "boho"]


def test_many_row_groups_are_read_through(shop: Shop) -> None:
    name = shop.photo("a.jpg")
    ids = [f"D-{number}" for number in range(1200)]
    path = parquet(shop, {"image": [name] * 1200, "external_id": list(ids)}, row_group_size=500)

    told = shop.progress_of(path)

    assert told[-1] == (1200, 1200)
    assert set(Product.objects.values_list("external_id", flat=True)) == set(ids)


def test_a_value_that_cannot_be_kept_costs_its_own_row(shop: Shop) -> None:
    parquet(shop, {"image": [shop.photo("a.jpg"), shop.photo("b.jpg")], "raw": [b"\xff", None]})

    report = shop.imported()

    assert [(refusal.row, refusal.reason) for refusal in report.refused] == [
        (1, "has a value that JSON cannot hold")
    ]
    assert report.products == 1


def test_a_table_without_photos_imports_nothing(shop: Shop) -> None:
    parquet(shop, {"photo": ["a.jpg"]})

    with pytest.raises(SourceError, match="no column “image”; its columns are: photo"):
        shop.imported()


def test_a_file_broken_in_the_middle_says_so(shop: Shop) -> None:
    ids: list[object] = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(2000)]
    path = parquet(
        shop,
        {"image": [shop.photo("a.jpg")] * 2000, "external_id": ids},
        row_group_size=1000,
        compression="zstd",
    )
    with path.open("r+b") as file:
        file.seek(path.stat().st_size * 3 // 4)
        file.write(b"\xff" * 200)

    with pytest.raises(SourceError, match=r"products\.parquet is broken after row \d+"):
        shop.imported()
