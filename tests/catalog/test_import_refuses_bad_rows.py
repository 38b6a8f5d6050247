"""A bad row costs itself and nothing else, and the person is told which row and why."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.models import Product
from tests.catalog.shops import Shop, huge_picture, noisy_picture, picture

Bad = Callable[[Shop], dict[str, str]]


def holding(content: bytes) -> Bad:
    return lambda shop: {"image": shop.photo("bad.jpg", content)}


def named(image: str) -> Bad:
    return lambda shop: {"image": image}


def linked_outside(shop: Shop) -> dict[str, str]:
    outside = shop.folder.parent / "secret.jpg"
    outside.write_bytes(picture())
    (shop.folder / "link.jpg").symlink_to(outside)
    return {"image": "link.jpg"}


def linked_to_itself(shop: Shop) -> dict[str, str]:
    (shop.folder / "loop.jpg").symlink_to("loop.jpg")
    return {"image": "loop.jpg"}


def pipe(shop: Shop) -> dict[str, str]:
    os.mkfifo(shop.folder / "pipe.jpg")
    return {"image": "pipe.jpg"}


def folder(shop: Shop) -> dict[str, str]:
    (shop.folder / "folder.jpg").mkdir()
    return {"image": "folder.jpg"}


def endless(shop: Shop) -> dict[str, str]:
    name = shop.photo("endless.jpg")
    os.truncate(shop.folder / name, 26 * 1024 * 1024)
    return {"image": name}


def with_photo(**cells: str) -> Bad:
    return lambda shop: {"image": shop.photo("bad.jpg"), **cells}


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REFUSALS: list[tuple[str, Bad, str]] = [
    ("no such photo", named("nowhere.jpg"), "there is no such photo"),
    ("neither id nor photo", lambda shop: {"title": "nothing else"}, "names no photo"),
    ("empty file", holding(b""), "the file is empty"),
    ("text", holding(b"this is not a photo"), "is not a photo that we read"),
    ("svg", holding(SVG), "is not a photo that we read"),
    ("html", holding(b"<!doctype html><h1>404</h1>"), "is not a photo that we read"),
    ("tiff", holding(picture(kind="TIFF")), "is not a photo that we read"),
    ("cut off", holding(noisy_picture()[:9000]), "the photo is broken"),
    ("hollow", holding(huge_picture(800, 800)), "the photo is broken"),
    ("bomb", holding(huge_picture(9000, 9000)), "9000 × 9000 pixels, more than 40 megapixels"),
    ("larger bomb", holding(huge_picture(60_000, 60_000)), "more than 40 megapixels"),
    ("too many bytes", endless, "larger than 25 MB"),
    ("parent folder", named("../secret.jpg"), "leads out of the folder"),
    ("absolute", named("/etc/passwd"), "leads out of the folder"),
    ("absolute on Windows", named(r"C:\photos\a.jpg"), "leads out of the folder"),
    ("link outside", linked_outside, "leads out of the folder"),
    ("link to itself", linked_to_itself, "cannot be followed"),
    ("address", named("https://example.com/a.jpg"), "is an address"),
    ("pipe", pipe, "is not a file"),
    ("folder", folder, "is not a file"),
    ("NUL in the path", named("a\0.jpg"), "NUL character"),
    ("NUL in the title", with_photo(title="a\0b"), "NUL character"),
    ("NUL in an attribute", with_photo(colour="a\0b"), "NUL character"),
    ("long title", with_photo(title="원" * 501), "“title” is longer than 500 characters"),
    ("long id", with_photo(external_id="x" * 201), "“external_id” is longer than 200 characters"),
    ("long photo name as id", named("y" * 201 + ".jpg"), "too long to be one"),
    ("unknown tag", with_photo(tags="lovely|splendiferous"), "unknown tag “splendiferous”"),
]


@pytest.mark.parametrize(
    ("bad", "reason"), [case[1:] for case in REFUSALS], ids=[case[0] for case in REFUSALS]
)
def test_the_bad_row_is_refused_and_the_others_are_imported(shop: Shop, bad: Bad, reason: str) -> None:
    first, last = {"image": shop.photo("first.jpg")}, {"image": shop.photo("last.jpg")}
    shop.csv([first, bad(shop), last])

    report = shop.imported()

    assert [refusal.row for refusal in report.refused] == [3]
    assert reason in report.refused[0].reason
    assert set(Product.objects.values_list("external_id", flat=True)) == {"first.jpg", "last.jpg"}


def test_nothing_is_kept_of_a_refused_photo(shop: Shop, media: Path) -> None:
    shop.csv([holding(noisy_picture()[:9000])(shop)])

    shop.imported()

    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("column", ["title", "category", "seller", "seller_tags"])
def test_one_id_with_other_content_is_refused(shop: Shop, column: str) -> None:
    a, b = shop.photo("a.jpg"), shop.photo("b.jpg")
    shop.csv(
        [
            {"external_id": "1", "image": a, column: "one"},
            {"external_id": "1", "image": b, column: "other"},
        ]
    )

    report = shop.imported()

    assert [(refusal.row, refusal.external_id, refusal.image) for refusal in report.refused] == [
        (3, "1", "b.jpg")
    ]
    assert f"“{column}” differs from row 2 of the same product" in report.refused[0].reason
    assert report.images == 1


def test_a_row_with_too_many_cells_is_refused(shop: Shop) -> None:
    shop.photo("a.jpg")
    shop.text("products.csv", "image,title\na.jpg,one,two\na.jpg,A\n")

    report = shop.imported()

    assert [(refusal.row, refusal.reason) for refusal in report.refused] == [
        (2, "has 3 cells where the header has 2")
    ]
    assert report.products == 1


@pytest.mark.parametrize("tail", ["", 'b.jpg,"B"\n', 'b.jpg,"B, with ""quotes"""\n'])
def test_a_quote_that_is_never_closed_costs_its_own_row(shop: Shop, tail: str) -> None:
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        shop.photo(name)
    shop.text("products.csv", f'image,title\na.jpg,"A\nc.jpg,C\n{tail}')

    report = shop.imported()

    assert [refusal.row for refusal in report.refused] == [2]
    assert "cannot be read as CSV" in report.refused[0].reason
    assert report.products == (2 if tail else 1)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{broken", "is not JSON"),
        ("[1]", "is not a JSON object"),
        ('{"image": ["a.jpg"]}', "“image” is not text"),
        ('{"image": true}', "“image” is not text"),
        ('{"image": "a.jpg", "seller_tags": [{}]}', "“seller_tags” is not a list of texts"),
        ('{"image": "a.jpg", "title": "\\ud83d"}', "half a character"),
        ('{"image": "a.jpg", "size": NaN}', "a value that JSON cannot hold"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_a_bad_json_line_is_refused(shop: Shop, line: str, reason: str) -> None:
    shop.photo("a.jpg")
    shop.photo("b.jpg")
    shop.text("products.jsonl", f'{line}\n\n{{"image": "b.jpg"}}\n')

    report = shop.imported()

    assert [refusal.row for refusal in report.refused] == [1]
    assert reason in report.refused[0].reason
    assert Product.objects.get().external_id == "b.jpg"
