"""Where nothing can be imported, one line says why, and nothing is imported."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Product
from catalog.services.sources import SourceError
from tests.catalog.shops import Shop

FILES = {
    "utf-16": ("products.csv", "image\na.jpg\n".encode("utf-16"), "is UTF-16. Save it as UTF-8"),
    "cp949": ("products.csv", "image,title\na.jpg,원피스\n".encode("cp949"), "line 2 is not UTF-8"),
    "no header": ("products.csv", b"", "has no header row"),
    "other header": ("products.csv", b"id;photo\n1;a.jpg\n", "no column “image”; its columns are: id;photo"),
    "twice": ("products.csv", b"image,title,Title\n", "two columns “title”"),
    "other kind": ("products.xlsx", b"PK", "is not a .csv, .jsonl, .parquet or .zip file"),
    "no parquet": ("products.parquet", b"PAR1 and no more", "is not a Parquet file"),
    "no zip": ("products.zip", b"PK\x03\x04 and no more", "is not a ZIP"),
    "endless line": ("products.csv", b"image\n" + b"a" * 5_000_000, "line 2 is longer than 4 MB"),
    "late": ("products.csv", b"image\n" + b"a.jpg\n" * 5 + b"\xff.jpg\n", "line 7 is not UTF-8 (byte 0xff)"),
}


@pytest.mark.parametrize(("name", "content", "why"), FILES.values(), ids=list(FILES))
def test_a_file_that_cannot_be_read_imports_nothing(shop: Shop, name: str, content: bytes, why: str) -> None:
    shop.photo("a.jpg")
    path = shop.text(name, content)

    with pytest.raises(SourceError) as refusal:
        shop.imported(path)

    assert why in str(refusal.value)
    assert not Product.objects.exists()


def test_an_empty_folder_says_what_was_expected(shop: Shop) -> None:
    with pytest.raises(SourceError, match=r"neither products\.csv nor .*products\.parquet nor folders"):
        shop.imported()


def test_the_command_says_it_in_one_line(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("import_catalog", tmp_path / "nowhere")

    assert str(refusal.value) == f"{tmp_path / 'nowhere'} does not exist"
