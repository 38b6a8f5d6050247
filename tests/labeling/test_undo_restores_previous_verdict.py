"""Taking an answer back is a row of its own; what was believed before is believed again."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import User

from catalog.models import Tag
from labeling.models import Label, QueueItem, Review, Verdict
from labeling.services.leasing import lease
from labeling.services.recording import withdraw_review
from tests.making import NOON, make_image, make_item, say


def test_the_label_is_what_it_was(curator: User, second_curator: User, tags: dict[str, Tag]) -> None:
    image = make_image(1)
    say(second_curator, image, {tags["cute"]: "no"})
    mistake = say(curator, image, {tags["cute"]: "yes", tags["street"]: "yes"})

    withdraw_review(curator=curator, client_id=mistake.client_id, now=NOON)

    label = Label.objects.get()
    assert (label.tag, label.yes, label.no, label.value) == (tags["cute"], 0, 1, False)


def test_nothing_that_was_said_is_deleted(curator: User, tags: dict[str, Tag]) -> None:
    mistake = say(curator, make_image(1), {tags["cute"]: "yes"})

    withdraw_review(curator=curator, client_id=mistake.client_id, now=NOON)

    assert Review.objects.count() == Verdict.objects.count() == 1
    assert mistake.withdrawal.by == curator


def test_the_item_is_mine_again(curator: User, second_curator: User, tags: dict[str, Tag]) -> None:
    mistake = say(curator, make_image(1), {tags["cute"]: "yes"})

    item = withdraw_review(curator=curator, client_id=mistake.client_id, now=NOON)

    assert lease(curator=second_curator, count=5, now=NOON) == []
    assert lease(curator=curator, count=5, now=NOON) == [item]


def test_twice_is_the_same_as_once(curator: User, tags: dict[str, Tag]) -> None:
    image = make_image(1)
    mistake = say(curator, image, {tags["cute"]: "yes"})
    withdraw_review(curator=curator, client_id=mistake.client_id, now=NOON)
    QueueItem.objects.open().update(closed_at=NOON)

    withdraw_review(curator=curator, client_id=mistake.client_id, now=NOON + dt.timedelta(seconds=1))

    assert mistake.withdrawal.created_at == NOON
    assert not QueueItem.objects.open().exists()


def test_the_same_question_never_waits_twice(curator: User, tags: dict[str, Tag]) -> None:
    image = make_image(1)
    mistake = say(curator, image, {tags["cute"]: "yes"})
    newer = make_item(image, tags["cute"])

    withdraw_review(curator=curator, client_id=mistake.client_id, now=NOON)

    assert list(QueueItem.objects.open()) == [newer]


def test_nobody_takes_back_what_somebody_else_said(
    curator: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    review = say(curator, make_image(1), {tags["cute"]: "yes"})

    with pytest.raises(Review.DoesNotExist):
        withdraw_review(curator=second_curator, client_id=review.client_id, now=NOON)
    with pytest.raises(Review.DoesNotExist):
        withdraw_review(curator=curator, client_id=uuid.uuid4(), now=NOON)

    assert Label.objects.get().value is True
