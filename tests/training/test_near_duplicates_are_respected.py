"""What is the same picture is audited once, asked once, and never on both sides of a fold or of the audit."""

from __future__ import annotations

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.test import override_settings

from catalog.models import DuplicateGroup, Fingerprint, ProductImage, Tag
from labeling.models import AuditImage, Label, QueueItem, Reason
from labeling.services.auditing import draw_audit_images
from tests.making import ENCODER, NOON, make_embedding, make_image, make_item, say
from tests.training.school import open_school, teach
from training.services.choosing import refill_queue
from training.services.snapshots import Frozen, freeze

pytestmark = pytest.mark.django_db
NO_AUDIT = override_settings(QUEUE_TARGET=20, AUDIT_SHARE=0.0, CONTROL_SHARE=0.1)


def group(*images: ProductImage) -> None:
    """These are the same picture."""
    together = DuplicateGroup.objects.create(created_at=NOON)
    for image in images:
        Fingerprint.objects.create(image=image, group=together, compared_at=NOON)


def audited() -> set[int]:
    return set(AuditImage.objects.values_list("image", flat=True))


def asked() -> set[int]:
    waiting = QueueItem.objects.open().exclude(reason=Reason.AUDIT)
    return set(waiting.values_list("image", flat=True))


def frozen() -> Frozen:
    snapshot = freeze(encoder_key=ENCODER, now=NOON)
    assert snapshot is not None
    return Frozen.from_bytes(bytes(snapshot.payload))


def test_of_one_picture_one_photo_is_audited() -> None:
    first, copy, other = (make_image(number, lot=0.01) for number in range(3))
    group(first, copy)

    draw_audit_images(now=NOON)
    draw_audit_images(now=NOON)

    assert audited() == {first.pk, other.pk}


def test_a_copy_that_comes_later_is_not_audited_too() -> None:
    first = make_image(1, lot=0.01)
    draw_audit_images(now=NOON)
    group(first, make_image(2, lot=0.01))

    assert draw_audit_images(now=NOON) == 0
    assert audited() == {first.pk}


def test_audit_photos_that_turn_out_to_be_the_same_picture_become_one(
    curator: User, tags: dict[str, Tag]
) -> None:
    first, answered = make_image(1, lot=0.01), make_image(2, lot=0.01)
    draw_audit_images(now=NOON)
    question = make_item(first, tags["cute"], reason=Reason.AUDIT, facet=tags["cute"].facet)
    say(curator, answered, {tags["cute"]: "yes"}, reason=Reason.AUDIT)
    group(first, answered)

    draw_audit_images(now=NOON)

    question.refresh_from_db()
    assert audited() == {answered.pk}
    assert question.closed_at == NOON
    assert draw_audit_images(now=NOON) == 0


def test_a_copy_of_what_was_asked_with_suggestions_is_not_audited(tags: dict[str, Tag]) -> None:
    led, copy = make_image(1), make_image(2, lot=0.01)
    make_item(led, tags["cute"])
    group(led, copy)

    assert draw_audit_images(now=NOON) == 0


def test_what_is_said_of_a_copy_of_an_audit_photo_is_not_learned(curator: User, tags: dict[str, Tag]) -> None:
    kept, copy, free = open_school(3)
    AuditImage.objects.create(image=kept, drawn_at=NOON)
    second_photo = make_image(90, product=kept.product)
    its_copy = make_image(91)
    group(kept, copy)
    group(second_photo, its_copy)
    for image in (kept, copy, free, its_copy):
        say(curator, image, {tags["cute"]: "yes"})

    assert set(Label.objects.trainable().values_list("image", flat=True)) == {free.pk}


@NO_AUDIT
def test_copies_of_audit_photos_are_not_asked(tags: dict[str, Tag]) -> None:
    kept, copy, *others = open_school(6)
    AuditImage.objects.create(image=kept, drawn_at=NOON)
    group(kept, copy)

    refill_queue(now=NOON)

    assert asked() == {image.pk for image in others}


@NO_AUDIT
def test_of_one_picture_one_photo_is_asked_and_none_that_was_answered(
    curator: User, tags: dict[str, Tag]
) -> None:
    images = open_school(8)
    group(*images[:3])
    group(*images[3:5])
    say(curator, images[3], {tags["cute"]: "yes"})

    refill_queue(now=NOON)
    refill_queue(now=NOON)

    assert len(asked() & {image.pk for image in images[:3]}) == 1
    assert images[4].pk not in asked()
    assert {image.pk for image in images[5:]} <= asked()


def test_products_that_share_a_picture_fall_into_one_fold(curator: User, tags: dict[str, Tag]) -> None:
    images = open_school(5)
    teach(curator, images, tags)
    alone = frozen()
    group(images[0], images[3])
    unlabeled = make_image(80, product=images[3].product)
    group(unlabeled, images[4])

    together = frozen()

    assert len(set(alone.products.tolist())) == 5
    first = alone.products[0]
    assert together.products.tolist() == [first, *alone.products[1:3].tolist(), first, first]


def test_copies_that_are_known_already_change_no_snapshot(curator: User, tags: dict[str, Tag]) -> None:
    images = open_school(4)
    teach(curator, images, tags)
    group(images[0], images[1])
    first = freeze(encoder_key=ENCODER, now=NOON)

    assert freeze(encoder_key=ENCODER, now=NOON) == first


def test_a_group_within_a_product_leaves_the_snapshot_as_it_is(curator: User, tags: dict[str, Tag]) -> None:
    images = open_school(3)
    teach(curator, images, tags)
    again = make_image(70, product=images[0].product)
    make_embedding(again, np.ones(32))
    first = freeze(encoder_key=ENCODER, now=NOON)

    group(images[0], again)

    assert freeze(encoder_key=ENCODER, now=NOON) == first
