"""What one installation believes, taken into an empty one: the same labels, with history if asked."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable

import pytest
from django.contrib.auth.models import User
from django.db import connection

from catalog.models import Product, ProductImage, SellerTag, Tag, TagMapping, VocabularyChange
from catalog.services import photos as storage
from catalog.services import vocabulary_copy
from catalog.services.photos import LOCK, open_photo
from labeling.models import (
    Label,
    Review,
    SourcedLabel,
    Withdrawal,
)
from labeling.services.archive import products
from labeling.services.archive.writing import Wanted
from labeling.services.consensus import rebuild_labels
from tests.labeling.archives import HOUR, archive_of, named, take_in
from tests.making import NOON, make_image, make_item

pytestmark = pytest.mark.usefixtures("own_private_files")
Cells = dict[tuple[str, str, str], object]


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
    believed: dict[str, ProductImage], empty_it: Callable[[], User]
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
    believed: dict[str, ProductImage], empty_it: Callable[[], User]
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
    believed: dict[str, ProductImage], empty_it: Callable[[], User]
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
    believed: dict[str, ProductImage], empty_it: Callable[[], User], monkeypatch: pytest.MonkeyPatch
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
    believed: dict[str, ProductImage], empty_it: Callable[[], User]
) -> None:
    content = archive_of(Wanted(called=named))
    newcomer = empty_it()
    take_in(newcomer, content, with_history=True)
    before = history(), photos(), User.objects.count()

    take_in(newcomer, content, with_history=True, name="again")

    assert (history(), photos(), User.objects.count()) == before
    assert Withdrawal.objects.count() == 1


def test_merged_tags_stay_merged(
    believed: dict[str, ProductImage], moods: dict[str, Tag], manager: User, empty_it: Callable[[], User]
) -> None:
    change = VocabularyChange.objects.create(
        kind="merge", tags=[moods["cute"].pk, moods["lovely"].pk], by=manager, at=NOON - HOUR
    )
    TagMapping.objects.create(change=change, from_tag=moods["cute"], to_tag=moods["lovely"], says="all")
    rebuild_labels(now=NOON)
    before, content = cells("yes", "no", "unsure", "value"), archive_of(Wanted(called=named))

    take_in(empty_it(), content, with_history=True)

    assert cells("yes", "no", "unsure", "value") == before
    assert any(slug == "lovely" for _, _, slug in before)


def test_people_who_work_here_are_given_no_words(
    believed: dict[str, ProductImage], empty_it: Callable[[], User]
) -> None:
    content = archive_of(Wanted(called=named))
    newcomer = empty_it()
    mine = User.objects.create_user("curator", password="curator-pass")

    take_in(newcomer, content, with_history=True)

    theirs = User.objects.get(username="curator@archive")
    assert not Review.objects.filter(curator=mine).exists()
    assert Review.objects.filter(curator=theirs).exists()
    assert not theirs.is_active and not theirs.has_usable_password()


def test_a_part_is_a_part(believed: dict[str, ProductImage], empty_it: Callable[[], User]) -> None:
    chosen = believed["a"].product
    content = archive_of(Wanted(product_ids=[chosen.pk], called=named))

    take_in(empty_it(), content, with_history=True)

    assert set(Product.objects.values_list("external_id", flat=True)) == {chosen.external_id}
    assert {key[0] for key in cells()} == {chosen.external_id}


def test_words_that_are_here_already_stay(
    believed: dict[str, ProductImage], moods: dict[str, Tag], curator: User, empty_it: Callable[[], User]
) -> None:
    content = archive_of(Wanted())
    Tag.objects.filter(slug="street").update(name_en="Our Own")

    take_in(curator, content)

    assert Tag.objects.get(slug="street").name_en == "Our Own"


def test_skipped_questions_and_their_items_come_along(
    moods: dict[str, Tag], curator: User, empty_it: Callable[[], User]
) -> None:
    image = make_image(1)
    item = make_item(image, moods["cute"], reason="rare", reason_tag=moods["cute"], closed_at=NOON)
    Review.objects.create(
        item=item, image=image, curator=curator, client_id=uuid.uuid4(), outcome="skipped", created_at=NOON
    )
    content = archive_of(Wanted(called=named))

    take_in(empty_it(), content, with_history=True)

    [review] = Review.objects.all()
    assert review.item is not None
    assert (review.outcome, review.item.reason, review.item.closed_at) == ("skipped", "rare", NOON)
    assert review.item.reason_tag == Tag.objects.get(slug="cute")
