"""A pair is one person's at a time, an answer counts once, and what is taken back is asked again."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from catalog.models import ProductImage, Tag
from labeling.models import Comparison, Pair
from labeling.services.comparing import (
    Choice,
    lease_pairs,
    pairs_waiting,
    progress_of,
    record_comparison,
    withdraw_comparison,
)
from labeling.services.recording import AnswerError
from tests.labeling.pairs import compare, make_pair
from tests.making import NOON, make_image

LATER = NOON + dt.timedelta(days=1)


@pytest.fixture
def tag(tags: dict[str, Tag]) -> Tag:
    return tags["lovely"]


@pytest.fixture
def images(tag: Tag) -> list[ProductImage]:
    return [make_image(number) for number in range(4)]


@pytest.fixture
def pairs(tag: Tag, images: list[ProductImage]) -> list[Pair]:
    return [make_pair(tag, images[0], images[1]), make_pair(tag, images[2], images[1])]


def held(curator: User, tag: Tag, count: int = 2, now: dt.datetime = NOON) -> list[int]:
    return [pair.pk for pair in lease_pairs(curator=curator, tag=tag, count=count, now=now)]


def test_no_two_hold_the_same_pair(curator: User, second_curator: User, tag: Tag, pairs: list[Pair]) -> None:
    assert held(curator, tag, 1) == [pairs[0].pk]
    assert held(second_curator, tag) == [pairs[1].pk]
    assert held(curator, tag) == [pairs[0].pk]  # renewed


def test_an_abandoned_pair_returns(curator: User, second_curator: User, tag: Tag, pairs: list[Pair]) -> None:
    held(curator, tag)

    assert held(second_curator, tag, now=LATER) == [pair.pk for pair in pairs]


def test_pairs_of_other_tags_and_of_retired_ones_stay(
    curator: User, tags: dict[str, Tag], pairs: list[Pair]
) -> None:
    assert held(curator, tags["cute"]) == []

    pairs[0].tag.retire(now=NOON)
    assert held(curator, pairs[0].tag) == []
    assert pairs_waiting(curator, NOON) == []


def test_an_answer_closes_its_pair(curator: User, second_curator: User, tag: Tag, pairs: list[Pair]) -> None:
    held(curator, tag, 1)

    said = compare(curator, pairs[0], "left")

    assert (said.answer, said.pair_id) == ("left", pairs[0].pk)
    assert held(second_curator, tag) == [pairs[1].pk]


def test_a_resend_is_recorded_once(curator: User, pairs: list[Pair]) -> None:
    choice = Choice(uuid.uuid4(), "same", 2.0)

    first, again = (
        record_comparison(curator=curator, pair_id=pairs[0].pk, choice=choice, now=NOON) for _ in range(2)
    )

    assert first == (again[0], True)
    assert not again[1]
    with pytest.raises(AnswerError, match="client_id"):
        record_comparison(curator=curator, pair_id=pairs[1].pk, choice=choice, now=NOON)
    assert Comparison.objects.count() == 1


def test_whoever_cannot_say_leaves_it_to_somebody_else(
    curator: User, second_curator: User, tag: Tag, pairs: list[Pair]
) -> None:
    held(curator, tag)

    compare(curator, pairs[0], "skip")

    assert held(curator, tag) == [pairs[1].pk]
    assert held(second_curator, tag) == [pairs[0].pk]


def test_what_two_cannot_say_is_left_as_it_is(
    curator: User, second_curator: User, manager: User, tag: Tag, pairs: list[Pair]
) -> None:
    compare(curator, pairs[0], "skip")
    compare(second_curator, pairs[0], "skip")

    assert held(manager, tag) == [pairs[1].pk]


def test_a_late_answer_counts_beside_that_of_whoever_holds_it_now(
    curator: User, second_curator: User, tag: Tag, pairs: list[Pair]
) -> None:
    held(curator, tag, 1)
    held(second_curator, tag, 1, now=LATER)

    compare(curator, pairs[0], "left", now=LATER)

    assert held(second_curator, tag, 1, now=LATER) == [pairs[0].pk]  # still theirs
    compare(second_curator, pairs[0], "right", now=LATER)
    assert Comparison.objects.standing().count() == 2


@pytest.mark.parametrize("answer", ["left", "skip"])
def test_what_is_taken_back_is_asked_again(curator: User, tag: Tag, pairs: list[Pair], answer: str) -> None:
    said = compare(curator, pairs[0], answer)

    for _ in range(2):
        pair = withdraw_comparison(curator=curator, client_id=said.client_id, now=NOON)

    assert pair == pairs[0]
    assert held(curator, tag) == [pairs[0].pk, pairs[1].pk]
    assert Comparison.objects.count() == 1
    assert not Comparison.objects.standing().exists()


def test_nobody_takes_back_what_another_said(curator: User, second_curator: User, pairs: list[Pair]) -> None:
    said = compare(curator, pairs[0], "left")

    with pytest.raises(Comparison.DoesNotExist):
        withdraw_comparison(curator=second_curator, client_id=said.client_id, now=NOON)


def test_the_same_two_wait_once_whoever_is_left(tag: Tag, pairs: list[Pair]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_pair(tag, pairs[0].right, pairs[0].left)

    pairs[0].close(now=NOON)
    make_pair(tag, pairs[0].right, pairs[0].left)


def test_what_waits_by_tag(
    curator: User,
    second_curator: User,
    tags: dict[str, Tag],
    pairs: list[Pair],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    one, other = pairs
    make_pair(tags["cute"], one.left, other.left)
    held(second_curator, one.tag, 1)

    with django_assert_num_queries(2):
        waiting = pairs_waiting(curator, NOON)

    assert [(found.tag.slug, found.count, found.photos) for found in waiting] == [
        ("lovely", 1, [other.left, other.right]),
        ("cute", 1, [one.left, other.left]),
    ]


def test_progress_counts_what_everybody_said(
    curator: User, second_curator: User, tag: Tag, pairs: list[Pair]
) -> None:
    assert (progress_of(tag).done, progress_of(tag).about) == (0, 8)  # three photos, five answers each

    compare(curator, pairs[0], "left")
    compare(second_curator, pairs[1], "skip")

    assert progress_of(tag).done == 1
