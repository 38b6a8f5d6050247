"""What people disagree about, or are unsure of, is asked of somebody else; not for ever, nor of nobody."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import Group, User
from pytest_django import Settings

from catalog.models import ProductImage, Tag
from labeling.models import AuditImage, QueueItem, Reason
from labeling.services.leasing import lease
from labeling.services.recording import Answer, record_review
from tests.making import NOON, make_item, say
from tests.training.asking import a_filling, teach_moods, train
from training.services.asking.people import pick_disputed, room_for_people


@pytest.fixture
def third(roles: dict[str, Group]) -> User:
    user = User.objects.create_user("third", password="third-pass")
    user.groups.add(roles["curators"])
    return user


@pytest.fixture
def photos(curator: User, second_curator: User, third: User, tags: dict[str, Tag]) -> list[ProductImage]:
    """There is a champion, and all three have been at work: each has judged another photo last."""
    images = teach_moods(curator, tags)
    train()
    for person, image in zip((second_curator, third), images[-2:], strict=True):
        say(person, image, {tags["casual"]: "no"})
    return images[:-2]


def picked(count: int = 10) -> set[tuple[int, int | None]]:
    found = pick_disputed(a_filling(), count, besides=())
    assert {one.reason for one in found} <= {Reason.DISAGREEMENT}
    return {(one.image_id, one.tag_id) for one in found}


def skip(person: User, item: QueueItem) -> None:
    answer = Answer(uuid.uuid4(), "skipped", verdicts=[], shown_tags=[], seconds=1.0)
    record_review(curator=person, item_id=item.pk, answer=answer, now=NOON)


def test_where_two_disagree_a_third_is_asked(
    photos: list[ProductImage], second_curator: User, third: User, tags: dict[str, Tag]
) -> None:
    agreed, torn = photos[0], photos[1]
    say(second_curator, agreed, {tags["cute"]: "yes"})
    say(second_curator, torn, {tags["cute"]: "yes"})  # the first said no

    assert picked() == {(torn.pk, tags["cute"].pk)}

    say(third, torn, {tags["cute"]: "no"}, reason=Reason.DISAGREEMENT, reason_tag=tags["cute"])
    assert picked() == set()  # two against one


def test_whoever_was_unsure_is_helped_out_once_or_twice(
    photos: list[ProductImage], curator: User, second_curator: User, third: User, tags: dict[str, Tag]
) -> None:
    photo, casual = photos[0], tags["casual"]
    asked = {(photo.pk, casual.pk)}

    say(curator, photo, {casual: "unsure"})
    assert picked() == asked
    say(second_curator, photo, {casual: "unsure"}, reason=Reason.DISAGREEMENT, reason_tag=casual)
    assert picked() == asked
    say(third, photo, {casual: "unsure"}, reason=Reason.DISAGREEMENT, reason_tag=casual)
    assert picked() == set()


def test_two_who_skip_it_are_two_who_were_asked(
    photos: list[ProductImage], second_curator: User, third: User, manager: User, tags: dict[str, Tag]
) -> None:
    photo = photos[0]
    say(User.objects.get(username="curator"), photo, {tags["casual"]: "unsure"})
    say(manager, photos[-1], {tags["casual"]: "no"})  # a fourth who could be asked

    for person in (second_curator, third):
        assert picked()
        skip(person, make_item(photo, reason=Reason.DISAGREEMENT, reason_tag=tags["casual"]))

    assert picked() == set()


def test_nobody_is_waited_for_who_is_not_at_work(
    photos: list[ProductImage], second_curator: User, third: User, tags: dict[str, Tag]
) -> None:
    say(second_curator, photos[1], {tags["cute"]: "yes"})
    third.reviews.update(created_at=NOON - dt.timedelta(days=90))

    assert picked() == set()


def test_nothing_that_waits_or_is_audited_and_no_retired_tag(
    photos: list[ProductImage], curator: User, tags: dict[str, Tag]
) -> None:
    waiting, audited, free, *_ = photos
    for photo in (waiting, audited, free):
        say(curator, photo, {tags["casual"]: "unsure"})
    make_item(waiting, tags["cute"], model_key=a_filling().version.model_key)
    AuditImage.objects.create(image=audited, drawn_at=NOON)

    assert picked() == {(free.pk, tags["casual"].pk)}

    tags["casual"].retire(now=NOON)
    assert picked() == set()


def test_no_tag_crowds_out_the_others(
    photos: list[ProductImage], curator: User, tags: dict[str, Tag]
) -> None:
    for photo in photos[:6]:
        say(curator, photo, {tags["casual"]: "unsure"})
    say(curator, photos[6], {tags["modern"]: "unsure"})

    assert {tag for _, tag in picked(2)} == {tags["casual"].pk, tags["modern"].pk}


def test_a_second_opinion_is_served_to_whoever_has_not_judged(
    photos: list[ProductImage], second_curator: User, third: User, tags: dict[str, Tag]
) -> None:
    say(second_curator, photos[1], {tags["cute"]: "yes"})
    item = make_item(photos[1], tags["cute"], reason=Reason.DISAGREEMENT, reason_tag=tags["cute"])

    assert lease(curator=second_curator, count=5, now=NOON) == []
    assert lease(curator=third, count=5, now=NOON) == [item]


def test_what_cannot_be_answered_does_not_fill_up_the_queue(
    photos: list[ProductImage], settings: Settings, tags: dict[str, Tag]
) -> None:
    settings.QUEUE_TARGET = 40
    before = room_for_people(0.05)
    for photo in photos[:2]:
        make_item(photo, tags["cute"], reason=Reason.DISAGREEMENT)

    assert (before, room_for_people(0.05)) == (2, 0)
