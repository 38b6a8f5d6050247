"""What is wrong in an archive is found before anything of it is taken in, and named."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from catalog.models import Product, ProductImage
from labeling.models import (
    Label,
    Review,
)
from labeling.services.archive.writing import Wanted
from tests.labeling.archives import archive_of, named, take_in

pytestmark = pytest.mark.usefixtures("own_private_files")


def changed(content: bytes, name: str, made: Callable[[bytes], bytes]) -> bytes:
    """The archive with one of its files made into another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for entry in before.namelist():
            data = before.read(entry)
            after.writestr(entry, made(data) if entry == name else data)
    return out.getvalue()


def line_with(**fields: object) -> Callable[[bytes], bytes]:
    def made(data: bytes) -> bytes:
        first, *rest = data.splitlines()
        return b"\n".join([json.dumps(json.loads(first) | fields).encode(), *rest])

    return made


HOSTILE: list[tuple[str, Callable[[bytes], bytes], str]] = [
    ("products.jsonl", line_with(image="../../etc/passwd"), "leads out of the folder"),
    ("products.jsonl", line_with(image="manifest.json"), "is not a photo"),
    ("products.jsonl", line_with(sha256="../x"), "is not 64 hexadecimal digits"),
    ("products.jsonl", line_with(lot=2), "“lot” is not from 0 to 1"),
    ("products.jsonl", line_with(price="NaN"), "“price” is out of range"),
    ("products.jsonl", line_with(title="x" * 501), "longer than 500"),
    ("products.jsonl", lambda _: b"[]", "is not a JSON object"),
    ("reviews.jsonl", line_with(person="x" * 200), "very long"),
    ("reviews.jsonl", line_with(created_at="yesterday", client_id=str(uuid.UUID(int=1))), "is no date"),
    ("reviews.jsonl", line_with(outcome="perhaps", client_id=str(uuid.UUID(int=1))), "none of answered"),
    ("manifest.json", lambda _: b'{"format": "other"}', "no Moodloop archive"),
    ("manifest.json", lambda _: b'{"format": "moodloop-archive", "version": 9}', "of version 9"),
    ("vocabulary.json", lambda _: b'{"facets": [{"slug": "a b"}]}', "vocabulary.json"),
]


def test_what_is_hostile_is_refused_by_name(
    believed: dict[str, ProductImage], empty_it: Callable[[], User]
) -> None:
    content = archive_of(Wanted(called=named))
    newcomer = empty_it()

    said = [
        take_in(newcomer, changed(content, file, made), with_history=True, name=f"archive {number}")
        for number, (file, made, _) in enumerate(HOSTILE)
    ]

    assert [source.state for source in said] == ["failed"] * len(HOSTILE)
    assert [why for source, (_, _, why) in zip(said, HOSTILE, strict=True) if why not in source.why] == []
    assert not Label.objects.exists()


LATE: list[tuple[str, dict[str, object], str]] = [
    ("reviews.jsonl", {"created_at": "yesterday"}, "is no date"),
    ("reviews.jsonl", {"verdicts": [{"tag": "nowhere", "value": "yes"}]}, "is not in its vocabulary"),
    ("reviews.jsonl", {"person": ""}, "no name"),
    ("grids.jsonl", {"tiles": 3}, "is not list"),
]


def test_a_line_that_is_wrong_is_found_before_the_first_is_taken_in(
    believed: dict[str, ProductImage], empty_it: Callable[[], User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labeling.services.archive.taking.BATCH", 1)
    content = archive_of(Wanted(called=named))
    newcomer = empty_it()

    def last_with(data: bytes, fields: dict[str, object]) -> bytes:
        *others, last = data.splitlines()
        return b"\n".join([*others, json.dumps(json.loads(last) | fields).encode()])

    said = [
        take_in(
            newcomer,
            changed(content, file, lambda data, fields=fields: last_with(data, fields)),  # type: ignore[misc]
            with_history=True,
            name=f"archive {number}",
        )
        for number, (file, fields, _) in enumerate(LATE)
    ]

    assert [source.state for source in said] == ["failed"] * len(LATE)
    assert [source.why for source, (_, _, why) in zip(said, LATE, strict=True) if why not in source.why] == []
    assert not Product.objects.exists()
    assert not Review.objects.exists()
