"""Bad rows in a file that a manager brings: each is refused by its own reason, and the good ones come in."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.contrib.auth.models import User

from catalog.models import Product
from catalog.services.imports import watch
from tests.catalog.bringing import brought, imported, worked_on, zipped
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


def test_signs_that_postgres_cannot_keep_cost_their_row(shop: Shop, manager: User) -> None:
    photo = shop.photo("a.jpg")
    rows = [
        {"external_id": "good", "image": photo, "노트": "여섯 글자: \\u0000"},
        {"external_id": "nul\0", "image": photo},
        {"external_id": "half", "image": photo, "title": "\ud800", "깊이": [{"\0": "\0\udfff"}]},
        {"external_id": "beside", "image": photo, "노트": {"\0": 1}},
        {"external_id": "price", "image": photo, "price": "1\0"},
        {"external_id": "column", "image": photo, "열\0": "값"},
        {"external_id": "endless", "image": photo, "노트": float("inf")},
    ]
    shop.jsonl(rows)

    job = imported(shop, manager)

    assert job.state == "done"
    assert job.columns == ["external_id", "image", "노트", "title", "깊이", "price", "열"]
    assert dict(Product.objects.values_list("external_id", "attributes")) == {
        "good": {"노트": "여섯 글자: \\u0000"},
        "column": {"열": "값"},
    }
    cells = {row.number: row.cells for row in job.refused_rows.all()}
    assert sorted(cells) == [2, 3, 4, 5, 7]
    assert cells[2]["external_id"] == "nul"
    assert (cells[3]["title"], cells[3]["깊이"]) == ("?", [{"": "?"}])


def test_what_cannot_be_kept_after_all_ends_it_with_the_reason(
    shop: Shop, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.csv([{"image": shop.photo("a.jpg")}])
    job = brought(zipped(shop), manager)

    def refuse(*_: object, **__: object) -> None:
        raise ValueError("A string literal cannot contain NUL (0x00) characters.\0")

    monkeypatch.setattr(watch.Watch, "advance", refuse)
    worked_on(job)

    assert (job.state, job.details) == (
        "failed",
        {"reason": "A string literal cannot contain NUL (0x00) characters."},
    )


def test_a_row_of_too_many_characters_is_refused_and_a_column_passed_over_is_none(
    shop: Shop, manager: User
) -> None:
    photo = shop.photo("a.jpg")
    shop.jsonl(
        [
            {"external_id": "long", "image": photo, "노트": ["가" * 1000] * 101},
            {"external_id": "note", "image": photo, "reason": "가" * 100_001},
        ]
    )

    job = imported(shop, manager)

    assert [(row.number, row.reason) for row in job.refused_rows.all()] == [
        (1, "is longer than 100000 characters")
    ]
    assert list(Product.objects.values_list("external_id", flat=True)) == ["note"]


def test_of_a_parquet_with_huge_rows_the_small_ones_come_in(shop: Shop, manager: User) -> None:
    photo = shop.photo("a.jpg")
    notes = ["x" * 6_000_000, "y", "z" * 6_000_000, "x" * 6_000_000]
    table = pa.table({"image": [photo] * 4, "external_id": list("abcd"), "note": notes})
    pq.write_table(table, shop.folder / "products.parquet")

    job = imported(shop, manager)

    assert [row.number for row in job.refused_rows.all()] == [1, 3, 4]
    assert job.reasons == {"is longer than {} characters": 3}
    assert Product.objects.get().attributes == {"note": "y"}
