"""The frame of the shopper's pages: one style sheet, kept for ever, and the search box."""

from __future__ import annotations

import gzip
import re

import pytest
from django.test import Client

from tests.recommender.shelf import put

pytestmark = pytest.mark.usefixtures("vocabulary")
SHEET = re.compile(r'<link rel="stylesheet" href="(/style/look/[0-9a-f]+\.css)">')


def sheets(page: bytes) -> list[str]:
    return SHEET.findall(page.decode())


def test_the_sheet_is_whole_compressed_and_kept_for_ever(client: Client) -> None:
    [address] = sheets(client.get("/style/").content)

    plain = client.get(address)
    zipped = client.get(address, headers={"accept-encoding": "gzip, br"})

    assert plain.headers["Content-Type"] == "text/css; charset=utf-8"
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert "immutable" in plain.headers["Cache-Control"]
    assert plain.content.startswith(b"@layer reset, tokens, base, component, page;")
    assert b".mood__name" in plain.content
    assert b"/*" not in plain.content
    assert plain.content.count(b"{") == plain.content.count(b"}")


def test_another_version_is_not_there(client: Client) -> None:
    assert client.get("/style/look/0000.css").status_code == 404


def test_the_sheet_is_only_read(client: Client) -> None:
    [address] = sheets(client.get("/style/").content)

    assert client.post(address).status_code == 405


def test_every_page_has_the_search_box(client: Client) -> None:
    for path in ("/style/", "/style/?tag=romantic", f"/style/products/{put('하나').pk}/"):
        page = client.get(path).content

        assert page.count(b'role="search"') == 1
        assert len(sheets(page)) == 1
        assert b'href="/style/"' in page


def test_pages_are_sent_compressed(client: Client) -> None:
    response = client.get("/style/", headers={"accept-encoding": "gzip"})

    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content).startswith(b"<!doctype html>")
