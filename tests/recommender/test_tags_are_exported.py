"""Published tags as files: the same in three formats, streamed, and nothing that a spreadsheet calculates."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Iterator

import pyarrow.parquet as pq
import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Product, Tag
from catalog.services.writing import CHUNK, ROW_GROUP, Format, plain_cell, safe_cell, write_rows
from recommender.services.exporting import export
from recommender.services.publishing import publish
from tests.recommender.asking import V1, bearing, make_token
from tests.recommender.shelf import NOW, put, say

pytestmark = pytest.mark.usefixtures("vocabulary")


@pytest.fixture
def reader(manager: User) -> Client:
    return bearing(make_token(manager, "read")[1])


def test_the_same_in_three_formats(reader: Client) -> None:
    product = put("가")
    Product.objects.filter(pk=product.pk).update(external_id='=HYPERLINK("x")')
    say(product, "romantic", yes=1)
    publish(now=NOW)

    files = {kind: reader.get(f"{V1}published-tags/export/", {"as": kind}).getvalue() for kind in Format}

    [line] = csv.DictReader(io.StringIO(files[Format.CSV].decode()))
    assert (line["product"], line["tag"]) == ('\'=HYPERLINK("x")', "romantic")
    assert json.loads(files[Format.JSONL])["product"] == '=HYPERLINK("x")'
    [row] = pq.read_table(io.BytesIO(files[Format.PARQUET])).to_pylist()
    assert (row["product"], row["tag"], row["published_at"]) == ('=HYPERLINK("x")', "romantic", NOW)


def test_an_export_of_what_one_has_is_not_sent(reader: Client) -> None:
    say(put(), "romantic", yes=1)
    publish(now=NOW)
    first = reader.get(f"{V1}published-tags/export/", {"as": "jsonl"})

    again = reader.get(
        f"{V1}published-tags/export/", {"as": "jsonl"}, headers={"if-none-match": first.headers["ETag"]}
    )

    assert again.status_code == 304


def test_another_name_of_a_tag_is_another_export(reader: Client) -> None:
    say(put(), "romantic", yes=1)
    publish(now=NOW)
    first = reader.get(f"{V1}published-tags/export/", {"as": "jsonl"})
    Tag.objects.filter(slug="romantic").update(name_en="Dreamy")

    again = reader.get(
        f"{V1}published-tags/export/", {"as": "jsonl"}, headers={"if-none-match": first.headers["ETag"]}
    )

    assert json.loads(again.getvalue())["name_en"] == "Dreamy"


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_spreadsheet_calculates(first: str) -> None:
    file = b"".join(write_rows(Format.CSV, {"title": str}, [(f"{first}1+1",)])).decode()

    [_, [title]] = csv.reader(io.StringIO(file, newline=""))
    assert title == f"'{first}1+1"


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''=1+1", "'90s", "−5", "", "'", "'-", "romantic"])
def test_what_was_disarmed_comes_back_as_it_was(text: str) -> None:
    cell = safe_cell(text)

    assert plain_cell(cell) == text
    assert not cell.startswith("=")


@pytest.mark.parametrize("kind", list(Format))
def test_memory_stays_flat_however_many_rows(kind: Format) -> None:
    """The peak of three times as many rows is that of some."""

    def rows(count: int) -> Iterator[tuple[object, ...]]:
        for number in range(count):
            yield (f"P{number}", f"tag-{number % 50}", number / count)

    def peak(count: int) -> int:
        tracemalloc.start()
        for _ in write_rows(kind, {"product": str, "tag": str, "confidence": float}, rows(count)):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    held = ROW_GROUP if kind is Format.PARQUET else CHUNK
    peak(10)  # imports are no rows
    assert peak(9 * held) < 1.25 * peak(3 * held)


def test_an_export_is_streamed() -> None:
    say(put(), "romantic", yes=1)
    publish(now=NOW)

    pieces = list(export(Format.CSV))

    assert len(pieces) == 2
