"""A ZIP is read where it lies, and none of its tricks leads out of it."""

import stat
import struct
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.models import Product, ProductImage
from catalog.services.sources import SourceError
from tests.catalog.shops import Shop, picture

Files = dict[str, bytes]


def packed(shop: Shop, files: Files, name: str = "shop.zip") -> Path:
    path = shop.folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for inner, content in files.items():
            archive.writestr(inner, content)
    return path


def parquet_of(shop: Shop, rows: dict[str, list[str]]) -> bytes:
    path = shop.folder / "unpacked.parquet"
    pq.write_table(pa.table(rows), path)
    return path.read_bytes()


@pytest.mark.parametrize("folder", ["", "my shop/"])
@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_a_table_and_the_photos_beside_it(shop: Shop, folder: str, kind: str) -> None:
    tables = {
        "csv": b"image,title\nphotos/a.jpg,A\n",
        "jsonl": b'{"image": "photos/a.jpg", "title": "A"}',
        "parquet": parquet_of(shop, {"image": ["photos/a.jpg"], "title": ["A"]}),
    }
    path = packed(
        shop,
        {
            f"{folder}products.{kind}": tables[kind],
            f"{folder}photos/a.jpg": picture(1),
            "__MACOSX/products.csv": b"\0",
        },
    )

    report = shop.imported(path)

    assert (report.products, report.images, report.refused) == (1, 1, [])
    assert Product.objects.get().title == "A"


def test_class_folders(shop: Shop) -> None:
    path = packed(
        shop,
        {
            "dress/1.jpg": picture(1),
            "hat/2.jpg": picture(2),
            "hat/notes.txt": b"",
            "__MACOSX/hat/._2.jpg": b"",
        },
    )

    shop.imported(path)

    assert set(Product.objects.values_list("external_id", "category")) == {
        ("dress/1.jpg", "dress"),
        ("hat/2.jpg", "hat"),
    }


def test_again_and_unpacked_nothing_is_doubled(shop: Shop) -> None:
    content = picture(1)
    path = packed(shop, {"products.csv": b"image\na.jpg\n", "a.jpg": content})
    shop.imported(path)

    again = shop.imported(path)
    shop.photo("a.jpg", content)
    unpacked = shop.imported(shop.csv([{"image": "a.jpg"}]))

    assert (again.unchanged, unpacked.unchanged) == (1, 1)
    assert ProductImage.objects.count() == 1


def test_nothing_outside_of_it_is_read(shop: Shop) -> None:
    (shop.folder / "secret.jpg").write_bytes(picture(9))
    names = ["../secret.jpg", str(shop.folder / "secret.jpg"), "..\\secret.jpg", "link.jpg", "nowhere.jpg"]
    path = packed(shop, {"products.csv": "\n".join(["image", *names]).encode()})
    link = zipfile.ZipInfo("link.jpg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "../secret.jpg")
        archive.writestr("../secret.jpg", picture(8))

    report = shop.imported(path)

    assert [refusal.reason for refusal in report.refused] == [
        *["the photo's path leads out of the folder"] * 3,
        "the photo is not a file",
        "there is no such photo",
    ]
    assert not Product.objects.exists()


def test_a_photo_that_unpacks_to_more_than_a_photo_has_is_refused(shop: Shop) -> None:
    big = bytes(26 * 1024 * 1024)
    path = packed(shop, {"products.csv": b"image\nbig.jpg\n", "big.jpg": big})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("filler.bin", bytes(1024 * 1024))

    report = shop.imported(path)

    assert [refusal.reason for refusal in report.refused] == ["the photo is larger than 25 MB"]


def test_a_bomb_is_told_by_what_it_promises(shop: Shop) -> None:
    path = packed(shop, {"products.csv": b"image\na.jpg\n" + b"x" * 4_000_000})

    with pytest.raises(SourceError, match="more than 100 times as large unpacked"):
        shop.imported(path)


def test_files_that_lie_on_top_of_each_other_are_refused(shop: Shop) -> None:
    """As in the bombs that unpack one short stretch of bytes a thousand times."""
    path = packed(shop, {"a.jpg": picture(1, (300, 300))})
    content = path.read_bytes()
    end = content.rfind(b"PK\5\6")
    size, start = struct.unpack_from("<II", content, end + 12)
    listed = content[start : start + size] * 50
    ending = content[end : end + 8] + struct.pack("<HHIIH", 50, 50, len(listed), start, 0)
    path.write_bytes(content[:start] + listed + ending)

    with pytest.raises(SourceError, match="files that lie on top of each other"):
        shop.imported(path)


def test_a_list_of_files_that_is_too_long_is_not_read(shop: Shop) -> None:
    path = packed(shop, {"products.csv": b"image\n"})
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, content.rfind(b"PK\5\6") + 12, 40 * 1024 * 1024)
    path.write_bytes(content)

    with pytest.raises(SourceError, match="holds too many files"):
        shop.imported(path)


def test_a_broken_photo_costs_its_own_row(shop: Shop) -> None:
    path = packed(shop, {"products.csv": b"image\na.jpg\nb.jpg\n", "a.jpg": picture(1), "b.jpg": picture(2)})
    content = bytearray(path.read_bytes())
    at = content.index(b"a.jpg", content.index(b"products.csv") + 20) + len("a.jpg")
    content[at + 10 : at + 20] = b"\xff" * 10
    path.write_bytes(content)

    report = shop.imported(path)

    assert [refusal.row for refusal in report.refused] == [2]
    assert report.refused[0].reason.startswith("the photo cannot be unpacked")
    assert report.products == 1


def test_an_encrypted_photo_is_refused(shop: Shop) -> None:
    path = packed(shop, {"products.csv": b"image\na.jpg\n", "a.jpg": picture(1)})
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\1\2", 0, content.rindex(b"a.jpg"))
    content[entry + 8] |= 1
    path.write_bytes(content)

    report = shop.imported(path)

    assert report.refused[0].reason.startswith("the photo cannot be unpacked")


def test_a_broken_table_says_so(shop: Shop) -> None:
    rows = "image,title\n" + "".join(f"{number}.jpg,{number * 7919}\n" for number in range(2000))
    path = packed(shop, {"products.csv": rows.encode(), "a.jpg": picture(1)})
    content = bytearray(path.read_bytes())
    at = content.index(b"products.csv") + 3000
    content[at : at + 50] = b"\xff" * 50
    path.write_bytes(content)

    with pytest.raises(SourceError, match=r"products\.csv"):
        shop.imported(path)
