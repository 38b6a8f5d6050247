"""What one installation believes, taken into an empty one: the same labels, with history if asked."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import uuid
import zipfile
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from pytest_django import Settings

from catalog.models import Facet, Product, ProductImage, SellerTag, Tag, TagMapping, VocabularyChange
from catalog.services import photos as storage
from catalog.services import vocabulary_copy
from catalog.services.photos import LOCK, open_photo
from labeling.models import (
    AuditImage,
    Grid,
    GridReview,
    GridTile,
    Label,
    LabelSource,
    Review,
    SourcedLabel,
    Verdict,
    Withdrawal,
)
from labeling.services.archive import products
from labeling.services.archive.writing import Wanted, write_archive
from labeling.services.consensus import rebuild_labels
from labeling.services.recording import withdraw_review
from labeling.services.sourcing import bring, confirm
from labeling.services.sourcing.taking import take_in_sources
from tests.making import NOON, make_image, make_item, say

pytestmark = pytest.mark.usefixtures("own_private_files")
HOUR = dt.timedelta(hours=1)
Cells = dict[tuple[str, str, str], object]


class Silent:
    def expect(self, total: int) -> None:
        self.total = total

    def note(self, *, done: int = 0, remark: str = "") -> None:
        pass


@pytest.fixture
def tags(db: None) -> dict[str, Tag]:
    """A vocabulary of a few moods."""
    mood = Facet.objects.create(slug="mood", name_ko="분위기", name_en="Mood")
    names = [
        ("cute", "귀여운"),
        ("street", "스트리트"),
        ("retro", "레트로"),
        ("lovely", "러블리"),
        ("romantic", "로맨틱"),
    ]
    return {
        slug: Tag.objects.create(facet=mood, slug=slug, name_ko=name, name_en=slug.title(), position=at)
        for at, (slug, name) in enumerate(names)
    }


@pytest.fixture
def world(tags: dict[str, Tag], curator: User, second_curator: User) -> dict[str, ProductImage]:
    """Photos that people agree on, differ on, took back, skipped; an audited one; a grid."""
    images = {name: make_image(number) for number, name in enumerate(["a", "b", "c"], start=1)}
    product = images["a"].product
    Product.objects.filter(pk=product.pk).update(
        title="=치마 “겨울” 🧥\n둘째 줄",
        seller="../../가게",
        price=Decimal("19900.50"),
        attributes={"색": ["검정"]},
    )
    SellerTag.objects.create(product=product, text="귀여운|것,그리고", tag=tags["cute"])
    make_image(4, product=product)
    say(curator, images["a"], {tags["cute"]: "yes", tags["street"]: "no"})
    say(second_curator, images["a"], {tags["cute"]: "no", tags["street"]: "no"}, now=NOON + HOUR)
    say(curator, images["b"], {tags["cute"]: "yes"})
    say(curator, images["b"], {tags["cute"]: "no"}, now=NOON + HOUR)  # a second thought
    taken_back = say(curator, images["c"], {tags["retro"]: "yes"})
    withdraw_review(curator=curator, client_id=taken_back.client_id, now=NOON + HOUR)
    say(second_curator, images["c"], {tags["retro"]: "unsure"}, now=NOON + 2 * HOUR)
    audited = make_image(5, lot=0.01)
    AuditImage.objects.create(image=audited, drawn_at=NOON)
    say(curator, audited, {tags["cute"]: "yes"}, reason="audit", facet=None)
    tags["retro"].retire(now=NOON)
    answer_grid(tags["romantic"], [images["a"], images["b"]], curator)
    rebuild_labels(now=NOON)
    return images | {"audited": audited}


def answer_grid(tag: Tag, images: list[ProductImage], curator: User) -> None:
    grid = Grid.objects.create(
        tag=tag, kind="likely", low=0.6, high=0.8, model_key="m", created_at=NOON, closed_at=NOON
    )
    sitting = GridReview.objects.create(
        grid=grid, curator=curator, client_id=uuid.uuid4(), outcome="answered", seconds=9, created_at=NOON
    )
    for position, image in enumerate(images):
        tile = GridTile.objects.create(grid=grid, image=image, position=position, probability=0.7)
        review = Review.objects.create(
            tile=tile,
            grid_review=sitting,
            image=image,
            curator=curator,
            client_id=uuid.uuid4(),
            outcome="answered",
            shown_tags=[tag.pk],
            dwell_ms=900,
            created_at=NOON,
        )
        Verdict.objects.create(review=review, tag=tag, value="yes" if position else "no", probability=0.7)


def archive_of(wanted: Wanted) -> bytes:
    file = io.BytesIO()
    write_archive(file, wanted, Silent())
    return file.getvalue()


def named(pk: int | None) -> str:
    return "" if pk is None else User.objects.get(pk=pk).username


@pytest.fixture
def empty_it(settings: Settings, tmp_path: Path) -> Callable[[], User]:
    """Another installation, in the same database: no rows, no files, a manager."""

    def empty() -> User:
        tables = [model._meta.db_table for model in apps.get_models() if not model._meta.proxy]
        ours = [name for name in tables if not name.startswith(("django_", "auth_permission", "auth_group"))]
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"TRUNCATE {', '.join(ours)} RESTART IDENTITY CASCADE")
        settings.MEDIA_ROOT = tmp_path / "elsewhere"
        return User.objects.create_user("newcomer")

    return empty


def take_in(by: User, content: bytes, *, with_history: bool = False, name: str = "archive") -> LabelSource:
    source = bring(
        name=name,
        weight=Decimal(1),
        file=io.BytesIO(content),
        original_name="moodloop.zip",
        by=by,
        now=NOON,
        with_history=with_history,
    )
    confirm(source)
    take_in_sources(now=NOON)
    source.refresh_from_db()
    return source


def cells(*fields: str) -> Cells:
    rows = Label.objects.values_list("image__product__external_id", "image__sha256", "tag__slug", *fields)
    return {row[:3]: row[3:] for row in rows}


def photos() -> list[tuple[object, ...]]:
    columns = (
        "product__external_id", "product__title", "product__category", "product__seller", "product__price",
        "product__in_stock", "product__attributes", "product__lot", "sha256", "position", "width", "height",
        "source_name", "audit__drawn_at",
    )  # fmt: skip
    return list(ProductImage.objects.order_by("product__external_id", "position").values_list(*columns))


def history() -> list[tuple[object, ...]]:
    columns = (
        "curator__username", "client_id", "outcome", "image__sha256", "created_at", "seconds", "item__reason",
        "tile__position", "grid_review__client_id", "withdrawal__by__username", "withdrawal__created_at",
        "verdicts__tag__slug", "verdicts__value", "verdicts__probability", "verdicts__misplaced",
    )  # fmt: skip
    return list(Review.objects.order_by("pk", "verdicts__tag__slug").values_list(*columns))


def test_with_history_everything_is_as_it_was(
    world: dict[str, ProductImage], empty_it: Callable[[], User]
) -> None:
    before = cells("yes", "no", "unsure", "value"), photos(), history(), vocabulary_copy.dump()
    trainable = Label.objects.trainable().count()
    content = archive_of(Wanted(called=named))

    source = take_in(empty_it(), content, with_history=True)

    assert (source.state, source.why) == ("done", "")
    assert (cells("yes", "no", "unsure", "value"), photos(), history(), vocabulary_copy.dump()) == before
    assert Label.objects.trainable().count() == trainable
    assert rebuild_labels(now=NOON) == 0
    assert not SourcedLabel.objects.exists()
    assert SellerTag.objects.get().tag == Tag.objects.get(slug="cute")


def test_without_history_the_labels_are_a_source_word(
    world: dict[str, ProductImage], empty_it: Callable[[], User]
) -> None:
    decided = Label.objects.trainable().exclude(value=None)
    before, trainable = cells("value"), set(decided.values_list("image__sha256", "tag__slug"))
    content = archive_of(Wanted())

    take_in(empty_it(), content)

    assert cells("value") == before
    assert not Review.objects.exists()
    assert set(decided.values_list("image__sha256", "tag__slug")) == trainable
    assert not Label.objects.trainable().filter(image__product__external_id="P5").exists()
    assert not Label.objects.audited().exists()  # nobody here has answered anything


def test_photos_are_the_same_to_the_byte(
    world: dict[str, ProductImage], empty_it: Callable[[], User]
) -> None:
    def shown() -> dict[str, str]:
        found = {}
        for sha256 in ProductImage.objects.values_list("sha256", flat=True):
            with open_photo(sha256) as file:
                found[sha256] = hashlib.sha256(file.read()).hexdigest()
        return found

    before, content = shown(), archive_of(Wanted())

    take_in(empty_it(), content)

    assert shown() == before


def test_photos_in_storage_are_not_deleted_before_rows_name_them(
    world: dict[str, ProductImage], empty_it: Callable[[], User], monkeypatch: pytest.MonkeyPatch
) -> None:
    held: set[int] = set()

    def settle(hashes: Iterable[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND objid = %s", [LOCK]
            )
            held.add(cursor.fetchone()[0])
        storage.settle(hashes)

    monkeypatch.setattr(products, "settle", settle)
    content = archive_of(Wanted())

    take_in(empty_it(), content)

    assert held == {1}


def test_taken_in_twice_nothing_is_said_twice(
    world: dict[str, ProductImage], empty_it: Callable[[], User]
) -> None:
    content = archive_of(Wanted(called=named))
    newcomer = empty_it()
    take_in(newcomer, content, with_history=True)
    before = history(), photos(), User.objects.count()

    take_in(newcomer, content, with_history=True, name="again")

    assert (history(), photos(), User.objects.count()) == before
    assert Withdrawal.objects.count() == 1


def test_merged_tags_stay_merged(
    world: dict[str, ProductImage], tags: dict[str, Tag], manager: User, empty_it: Callable[[], User]
) -> None:
    change = VocabularyChange.objects.create(
        kind="merge", tags=[tags["cute"].pk, tags["lovely"].pk], by=manager, at=NOON - HOUR
    )
    TagMapping.objects.create(change=change, from_tag=tags["cute"], to_tag=tags["lovely"], says="all")
    rebuild_labels(now=NOON)
    before, content = cells("yes", "no", "unsure", "value"), archive_of(Wanted(called=named))

    take_in(empty_it(), content, with_history=True)

    assert cells("yes", "no", "unsure", "value") == before
    assert any(slug == "lovely" for _, _, slug in before)


def test_people_who_work_here_are_given_no_words(
    world: dict[str, ProductImage], empty_it: Callable[[], User]
) -> None:
    content = archive_of(Wanted(called=named))
    newcomer = empty_it()
    mine = User.objects.create_user("curator", password="curator-pass")

    take_in(newcomer, content, with_history=True)

    theirs = User.objects.get(username="curator@archive")
    assert not Review.objects.filter(curator=mine).exists()
    assert Review.objects.filter(curator=theirs).exists()
    assert not theirs.is_active and not theirs.has_usable_password()


def test_a_part_is_a_part(world: dict[str, ProductImage], empty_it: Callable[[], User]) -> None:
    chosen = world["a"].product
    content = archive_of(Wanted(product_ids=[chosen.pk], called=named))

    take_in(empty_it(), content, with_history=True)

    assert set(Product.objects.values_list("external_id", flat=True)) == {chosen.external_id}
    assert {key[0] for key in cells()} == {chosen.external_id}


def test_words_that_are_here_already_stay(
    world: dict[str, ProductImage], tags: dict[str, Tag], curator: User, empty_it: Callable[[], User]
) -> None:
    content = archive_of(Wanted())
    Tag.objects.filter(slug="street").update(name_en="Our Own")

    take_in(curator, content)

    assert Tag.objects.get(slug="street").name_en == "Our Own"


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
    world: dict[str, ProductImage], empty_it: Callable[[], User]
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
    world: dict[str, ProductImage], empty_it: Callable[[], User], monkeypatch: pytest.MonkeyPatch
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


def test_skipped_questions_and_their_items_come_along(
    tags: dict[str, Tag], curator: User, empty_it: Callable[[], User]
) -> None:
    image = make_image(1)
    item = make_item(image, tags["cute"], reason="rare", reason_tag=tags["cute"], closed_at=NOON)
    Review.objects.create(
        item=item, image=image, curator=curator, client_id=uuid.uuid4(), outcome="skipped", created_at=NOON
    )
    content = archive_of(Wanted(called=named))

    take_in(empty_it(), content, with_history=True)

    [review] = Review.objects.all()
    assert review.item is not None
    assert (review.outcome, review.item.reason, review.item.closed_at) == ("skipped", "rare", NOON)
    assert review.item.reason_tag == Tag.objects.get(slug="cute")
