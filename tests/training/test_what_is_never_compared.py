"""What is audited, flagged or a copy of another is compared with nothing."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import DuplicateGroup, Fingerprint, Product, ProductImage, Tag
from labeling.models import AuditImage, Flag, Grade, Pair, Review
from labeling.services.comparing import progress_of
from labeling.services.grading import tags_to_grade
from labeling.services.pairing import discard_pairs, photos_to_compare
from tests.labeling.pairs import compare, divide, make_pair
from tests.making import NOON, make_image, say
from training.services.grading import fill_pairs, grade_compared

LATER = NOON + dt.timedelta(minutes=1)


@pytest.fixture
def tag(tags: dict[str, Tag]) -> Tag:
    return tags["lovely"]


@pytest.fixture
def images(curator: User, second_curator: User, tag: Tag) -> list[ProductImage]:
    return divide(curator, second_curator, tag)


def test_nothing_of_the_audit_set_is_compared(tag: Tag, images: list[ProductImage]) -> None:
    """Nor another photo of its product, nor a copy of one."""
    AuditImage.objects.create(image=images[0], drawn_at=NOON)
    product = Product.objects.create(external_id="P-copy")
    ProductImage.objects.create(product=product, sha256=images[1].sha256, width=32, height=32)
    AuditImage.objects.create(image=product.images.get(), drawn_at=NOON)

    candidates = {one.image_id for one in photos_to_compare(tag.pk)}

    assert candidates == {image.pk for image in images[2:]}


def test_pairs_with_what_turns_out_to_be_audited_go_and_count_no_more(
    curator: User, tag: Tag, images: list[ProductImage]
) -> None:
    compare(curator, make_pair(tag, images[0], images[1]), "left")
    compare(curator, make_pair(tag, images[1], images[2]), "left")
    waits, stays = make_pair(tag, images[0], images[2]), make_pair(tag, images[3], images[4])
    AuditImage.objects.create(image=images[0], drawn_at=NOON)

    fill_pairs(now=NOON)
    grade_compared(now=NOON)

    waits.refresh_from_db()
    stays.refresh_from_db()
    assert (waits.closed_at, stays.closed_at) == (NOON, None)
    assert set(Grade.objects.values_list("image", flat=True)) == {images[1].pk, images[2].pk}
    assert tags_to_grade() == []


def test_nor_near_duplicates_of_another_photo_of_an_audited_product(
    curator: User, tag: Tag, images: list[ProductImage]
) -> None:
    audited = make_image(50)
    AuditImage.objects.create(image=audited, drawn_at=NOON)
    together = DuplicateGroup.objects.create(created_at=NOON)
    for image in (images[0], make_image(51, product=audited.product)):
        Fingerprint.objects.create(image=image, group=together, compared_at=NOON)
    compare(curator, make_pair(tag, images[0], images[1]), "left")
    compare(curator, make_pair(tag, images[1], images[2]), "left")
    waits, stays = make_pair(tag, images[2], images[0]), make_pair(tag, images[3], images[4])

    discard_pairs(now=NOON)
    grade_compared(now=NOON)

    assert list(Pair.objects.open().filter(pk__in=[waits.pk, stays.pk])) == [stays]
    assert set(Grade.objects.values_list("image", flat=True)) == {images[1].pk, images[2].pk}


def test_what_is_compared_is_looked_for_in_the_audit_set_and_not_the_other_way_round(
    curator: User, tag: Tag, images: list[ProductImage]
) -> None:
    """All photos of all audited products are a share of the catalog."""
    compare(curator, make_pair(tag, images[0], images[1]), "left")
    make_pair(tag, images[3], images[4])

    with CaptureQueriesContext(connection) as queries:
        progress_of(tag)
        tags_to_grade()
        discard_pairs(now=NOON)

    asking = [query["sql"] for query in queries if "labeling_auditimage" in query["sql"]]
    assert len(asking) == 3
    assert not [sql for sql in asking if "IN (SELECT" in sql]


def test_what_two_people_flagged_is_compared_no_more(
    curator: User, second_curator: User, tag: Tag, images: list[ProductImage]
) -> None:
    waits = make_pair(tag, images[0], images[1])
    for person in (curator, second_curator):
        review = Review.objects.get(curator=person, image=images[0])
        Flag.objects.create(
            image=images[0],
            review=review,
            curator=person,
            client_id=review.client_id,
            kind=Flag.Kind.BROKEN,
            created_at=NOON,
        )

    fill_pairs(now=NOON)

    waits.refresh_from_db()
    assert waits.closed_at == NOON
    assert images[0].pk not in {one.image_id for one in photos_to_compare(tag.pk)}


def test_of_copies_one_is_compared(
    curator: User, second_curator: User, tag: Tag, images: list[ProductImage]
) -> None:
    copy = ProductImage.objects.create(
        product=Product.objects.create(external_id="P-copy"), sha256=images[0].sha256, width=32, height=32
    )
    say(curator, copy, {tag: "yes"})
    say(second_curator, copy, {tag: "no"})

    candidates = {one.image_id for one in photos_to_compare(tag.pk)}

    assert len(candidates & {copy.pk, images[0].pk}) == 1
