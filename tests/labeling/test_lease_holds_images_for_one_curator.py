"""No two curators hold the same item at once, and an abandoned lease returns by itself."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection

from catalog.models import Tag
from labeling.models import QueueItem
from labeling.services.leasing import lease
from tests.making import NOON, make_image, make_item, say

LATER = NOON + dt.timedelta(minutes=16)


@pytest.fixture
def items(tags: dict[str, Tag]) -> list[QueueItem]:
    """Five that wait, the most urgent first."""
    return [make_item(make_image(number), tags["cute"], priority=1 - number / 10) for number in range(5)]


def test_the_most_urgent_items_come_first(curator: User, items: list[QueueItem]) -> None:
    held = lease(curator=curator, count=3, now=NOON)

    assert held == items[:3]


def test_asking_again_renews_what_is_held_and_adds_to_it(curator: User, items: list[QueueItem]) -> None:
    lease(curator=curator, count=2, now=NOON)

    held = lease(curator=curator, count=4, now=NOON + dt.timedelta(minutes=10))

    assert held == items[:4]
    assert {item.leased_until for item in held} == {NOON + dt.timedelta(minutes=25)}


def test_another_curator_gets_the_others(curator: User, second_curator: User, items: list[QueueItem]) -> None:
    lease(curator=curator, count=3, now=NOON)

    held = lease(curator=second_curator, count=3, now=NOON)

    assert held == items[3:]


def test_an_abandoned_lease_returns_by_itself(
    curator: User, second_curator: User, items: list[QueueItem]
) -> None:
    lease(curator=curator, count=5, now=NOON)

    before = lease(curator=second_curator, count=5, now=NOON + dt.timedelta(minutes=14))
    after = lease(curator=second_curator, count=5, now=LATER)

    assert before == []
    assert after == items


def test_a_second_opinion_is_never_asked_of_the_same_person(
    curator: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    image = make_image(1)
    say(curator, image, {tags["cute"]: "yes"})
    item = make_item(image, tags["cute"], reason="disagreement")

    assert lease(curator=curator, count=5, now=NOON) == []
    assert lease(curator=second_curator, count=5, now=NOON) == [item]


@pytest.mark.django_db(transaction=True)
def test_curators_who_ask_at_once_share_nothing(roles: object) -> None:
    people = [User.objects.create_user(f"c{number}") for number in range(4)]
    for number in range(12):
        make_item(make_image(number))

    def take(person: User) -> list[int]:
        try:
            return [item.pk for item in lease(curator=person, count=3, now=NOON)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        taken = [pk for held in pool.map(take, people) for pk in held]

    assert len(taken) == len(set(taken)) == 12


@pytest.mark.django_db(transaction=True)
def test_two_tabs_of_one_person_hold_no_more_than_one(roles: object) -> None:
    person = User.objects.create_user("tabs")
    for number in range(12):
        make_item(make_image(number))

    def take(_: int) -> None:
        try:
            lease(curator=person, count=3, now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(take, range(4)))

    assert QueueItem.objects.held_by(person, now=NOON).count() == 3


def test_an_abandoned_item_returns_to_its_place(
    curator: User, second_curator: User, items: list[QueueItem]
) -> None:
    lease(curator=curator, count=2, now=NOON)
    urgent, later = make_item(make_image(10), priority=2.0), make_item(make_image(11), priority=0.85)

    held = lease(curator=second_curator, count=4, now=LATER)

    assert held == [urgent, items[0], items[1], later]


def test_an_answered_item_is_leased_no_more(
    curator: User, second_curator: User, items: list[QueueItem]
) -> None:
    lease(curator=curator, count=2, now=NOON)
    items[0].close(now=NOON)

    assert lease(curator=curator, count=2, now=NOON) == [items[1], items[2]]
    assert lease(curator=second_curator, count=9, now=LATER) == items[1:]


def test_a_lease_that_ran_out_is_renewed_if_nobody_took_it(curator: User, items: list[QueueItem]) -> None:
    lease(curator=curator, count=2, now=NOON)
    make_item(make_image(10), priority=2.0)  # more urgent, but not on this curator's screen

    held = lease(curator=curator, count=2, now=LATER)

    assert held == items[:2]


def test_a_lease_that_ran_out_and_was_taken_is_lost(
    curator: User, second_curator: User, items: list[QueueItem]
) -> None:
    lease(curator=curator, count=3, now=NOON)
    lease(curator=second_curator, count=2, now=LATER)

    held = lease(curator=curator, count=3, now=LATER)

    assert held == items[2:]


def test_nobody_holds_more_than_they_ask_for_after_lunch(curator: User, items: list[QueueItem]) -> None:
    lease(curator=curator, count=4, now=NOON)

    lease(curator=curator, count=1, now=LATER)

    assert list(QueueItem.objects.held_by(curator, now=LATER)) == items[:1]
