"""A label is derived from verdicts, and rebuildable from them at any date."""

import datetime as dt

import pytest
from django.contrib.auth.models import User

from catalog.models import ProductImage, Tag
from labeling.models import Label
from labeling.services.consensus import labels_at, rebuild_labels
from labeling.services.recording import withdraw_review
from tests.making import NOON, make_image, say

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def image(db: None) -> ProductImage:
    return make_image(1)


def test_people_are_counted(
    curator: User, second_curator: User, manager: User, image: ProductImage, tags: dict[str, Tag]
) -> None:
    say(curator, image, {tags["cute"]: "yes", tags["street"]: "yes"})
    say(second_curator, image, {tags["cute"]: "no", tags["street"]: "unsure"})
    say(manager, image, {tags["cute"]: "yes"})

    cute, street = Label.objects.get(tag=tags["cute"]), Label.objects.get(tag=tags["street"])

    assert (cute.yes, cute.no, cute.unsure, cute.value, cute.people) == (2, 1, 0, True, 3)
    assert (street.yes, street.no, street.unsure, street.value) == (1, 0, 1, True)


def test_people_who_are_torn_leave_it_open(
    curator: User, second_curator: User, image: ProductImage, tags: dict[str, Tag]
) -> None:
    say(curator, image, {tags["cute"]: "yes"})
    say(second_curator, image, {tags["cute"]: "no"})

    assert Label.objects.get().value is None


def test_who_changes_their_mind_counts_once(curator: User, image: ProductImage, tags: dict[str, Tag]) -> None:
    say(curator, image, {tags["cute"]: "yes"})

    say(curator, image, {tags["cute"]: "no"})

    label = Label.objects.get()
    assert (label.yes, label.no) == (0, 1)


def test_what_nobody_was_asked_is_unknown_and_not_no(
    curator: User, image: ProductImage, tags: dict[str, Tag]
) -> None:
    say(curator, image, {tags["dress"]: "yes"})

    assert [label.tag for label in Label.objects.all()] == [tags["dress"]]


def test_unsure_alone_teaches_nothing(curator: User, image: ProductImage, tags: dict[str, Tag]) -> None:
    say(curator, image, {tags["cute"]: "unsure"})

    assert not Label.objects.trainable().exists()


def test_lost_labels_are_rebuilt(
    curator: User, second_curator: User, image: ProductImage, tags: dict[str, Tag]
) -> None:
    say(curator, image, {tags["cute"]: "yes", tags["street"]: "no"})
    taken_back = say(second_curator, image, {tags["cute"]: "no"})
    withdraw_review(curator=second_curator, client_id=taken_back.client_id, now=NOON)
    before = list(Label.objects.values_list("image", "tag", "yes", "no", "unsure"))
    Label.objects.filter(tag=tags["cute"]).delete()
    Label.objects.filter(tag=tags["street"]).update(yes=7)
    Label.objects.create(image=image, tag=tags["retro"], yes=1, updated_at=NOON)

    mended = rebuild_labels(now=NOON)

    assert mended == 3
    assert sorted(Label.objects.values_list("image", "tag", "yes", "no", "unsure")) == sorted(before)
    assert rebuild_labels(now=NOON) == 0


def test_any_date_can_be_looked_at(curator: User, image: ProductImage, tags: dict[str, Tag]) -> None:
    cell = (image.pk, tags["cute"].pk)
    first = say(curator, image, {tags["cute"]: "yes"}, now=NOON)
    withdraw_review(curator=curator, client_id=first.client_id, now=NOON + HOUR)
    say(curator, image, {tags["cute"]: "no"}, now=NOON + 2 * HOUR)

    assert labels_at(NOON - HOUR) == {}
    assert labels_at(NOON)[cell] == {"yes": 1}
    assert labels_at(NOON + HOUR) == {}
    assert labels_at(NOON + 3 * HOUR)[cell] == {"no": 1}
