"""Pairs of what divides people wait; what is said of them becomes an order, and is derived anew each time."""

import datetime as dt
from collections import Counter

import pytest
from django.contrib.auth.models import User

from catalog.models import ProductImage, Tag
from labeling.models import Grade, Pair
from labeling.services.comparing import lease_pairs, order_of, progress_of, withdraw_comparison
from labeling.services.grading import tags_to_grade
from labeling.services.pairing import PER_PHOTO, divided_tags, photos_to_compare
from labeling.services.recording import withdraw_review
from tests.labeling.pairs import CLEAR, DIVIDED, compare, divide, make_pair
from tests.making import NOON, make_image, say
from training.services.grading import fill_pairs, grade_compared

LATER = NOON + dt.timedelta(minutes=1)


@pytest.fixture
def tag(tags: dict[str, Tag]) -> Tag:
    return tags["lovely"]


@pytest.fixture
def images(curator: User, second_curator: User, tag: Tag) -> list[ProductImage]:
    return divide(curator, second_curator, tag)


def two(pair: Pair) -> frozenset[int]:
    return frozenset([pair.left_id, pair.right_id])


def answer_all(curator: User, tag: Tag, images: list[ProductImage], *, now: dt.datetime = NOON) -> int:
    """To a curator who sees more of it in each photo than in the one before; how many answers."""
    place = {image.pk: at for at, image in enumerate(images)}
    count = 0
    while pairs := lease_pairs(curator=curator, tag=tag, count=20, now=now):
        for pair in pairs:
            compare(curator, pair, "left" if place[pair.left_id] > place[pair.right_id] else "right", now=now)
            count += 1
        fill_pairs(now=now)
    return count


def test_pairs_of_what_divides_people_wait(tag: Tag, images: list[ProductImage]) -> None:
    assert [(one.tag, one.torn, one.twice) for one in divided_tags()] == [
        (tag, len(DIVIDED), len(DIVIDED) + len(CLEAR))
    ]

    added = fill_pairs(now=NOON)

    pairs = list(Pair.objects.all())
    assert added == len(pairs) == len({two(pair) for pair in pairs}) == 24
    assert {photo for pair in pairs for photo in two(pair)} == {image.pk for image in images}
    assert fill_pairs(now=NOON) == 0


def test_a_tag_on_which_people_agree_is_left_alone(
    curator: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    for number in range(4):
        for person in (curator, second_curator):
            say(person, make_image(number) if person == curator else _image(number), {tags["cute"]: "yes"})

    assert fill_pairs(now=NOON) == 0


def _image(number: int) -> ProductImage:
    return ProductImage.objects.get(product__external_id=f"P{number}")


def test_each_photo_gets_enough_answers_and_no_pair_comes_twice(
    curator: User, tag: Tag, images: list[ProductImage]
) -> None:
    fill_pairs(now=NOON)

    answered = answer_all(curator, tag, images)

    counts = Counter(photo for pair in Pair.objects.all() for photo in two(pair))
    assert len({two(pair) for pair in Pair.objects.all()}) == Pair.objects.count() == answered
    assert min(counts.values()) >= PER_PHOTO
    assert answered <= len(images) * PER_PHOTO
    assert fill_pairs(now=NOON) == 0


def test_sides_are_drawn_by_lot(tag: Tag, images: list[ProductImage]) -> None:
    fill_pairs(now=NOON)

    lower_left = sum(pair.left_id < pair.right_id for pair in Pair.objects.all())

    assert 4 < lower_left < 20


def test_the_order_that_was_meant_is_found(curator: User, tag: Tag, images: list[ProductImage]) -> None:
    fill_pairs(now=NOON)
    answer_all(curator, tag, images)

    assert grade_compared(now=NOON) == 1

    order = order_of(tag)
    assert len(order) == len(images)
    assert sum(abs(images.index(grade.image) - at) for at, grade in enumerate(order)) <= 12
    assert all(grade.low < grade.score < grade.high for grade in order)
    assert [grade.image for grade in order_of(tag, most=2)] == [order[0].image, order[-1].image]


def test_where_yes_begins_is_learned_from_the_clear_ones(
    curator: User, tag: Tag, images: list[ProductImage]
) -> None:
    torn, yes, no = images[:6], images[6:8], images[8:]
    fill_pairs(now=NOON)
    answer_all(curator, tag, [*no, *torn, *yes])

    grade_compared(now=NOON)

    share = {grade.image_id: grade.share or 0.0 for grade in Grade.objects.all()}
    assert max(share[image.pk] for image in no) < 0.5 < min(share[image.pk] for image in yes)
    assert share[torn[0].pk] < share[torn[-1].pk]


def test_grades_are_made_once_and_anew_when_something_is_said_or_taken_back(
    curator: User, second_curator: User, tag: Tag, images: list[ProductImage]
) -> None:
    pair, other = make_pair(tag, images[0], images[1]), make_pair(tag, images[1], images[2])
    compare(curator, other, "left")
    assert grade_compared(now=NOON) == 1
    assert grade_compared(now=LATER) == 0

    said = compare(curator, pair, "left", now=LATER)
    assert grade_compared(now=LATER) == 1
    assert Grade.objects.get(image=images[0]).score > 0

    withdraw_comparison(curator=curator, client_id=said.client_id, now=LATER)
    assert grade_compared(now=LATER) == 1
    assert not Grade.objects.filter(image=images[0]).exists()

    compare(second_curator, pair, "skip", now=LATER)
    assert tags_to_grade() == []


def test_an_answer_that_was_under_way_is_not_forgotten(
    curator: User, tag: Tag, images: list[ProductImage]
) -> None:
    compare(curator, make_pair(tag, images[0], images[1]), "left")
    grade_compared(now=LATER)

    compare(curator, make_pair(tag, images[1], images[2]), "left")  # older than the grades

    assert grade_compared(now=LATER) == 1


def test_a_verdict_of_later_moves_where_yes_begins(
    curator: User, manager: User, tag: Tag, images: list[ProductImage]
) -> None:
    compare(curator, make_pair(tag, images[6], images[8]), "left")
    grade_compared(now=NOON)

    say(manager, images[6], {tag: "no"}, now=LATER)

    assert tags_to_grade() == [tag.pk]


def test_the_last_verdict_taken_back_moves_where_yes_begins(
    curator: User, tag: Tag, tags: dict[str, Tag], images: list[ProductImage]
) -> None:
    others = [make_image(50), make_image(51)]
    said = say(curator, others[0], {tag: "yes"})
    beside = say(curator, others[1], {tags["cute"]: "yes"})
    compare(curator, make_pair(tag, others[0], others[1]), "left")
    grade_compared(now=NOON)

    withdraw_review(curator=curator, client_id=beside.client_id, now=LATER)
    assert tags_to_grade() == []  # it was not about this tag

    withdraw_review(curator=curator, client_id=said.client_id, now=LATER)
    assert tags_to_grade() == [tag.pk]
    assert grade_compared(now=LATER) == 1
    assert tags_to_grade() == []


def test_who_answers_a_pair_on_two_devices_said_the_last_thing_once(
    curator: User, second_curator: User, tag: Tag, images: list[ProductImage]
) -> None:
    pair = make_pair(tag, images[0], images[1])
    compare(curator, pair, "left")
    again = compare(curator, pair, "right", now=LATER)
    compare(second_curator, pair, "same", now=LATER)

    grade_compared(now=LATER)

    assert [grade.comparisons for grade in Grade.objects.all()] == [2, 2]
    assert Grade.objects.get(image=images[0]).score < 0
    assert {one.pairs for one in photos_to_compare(tag.pk) if one.image_id in two(pair)} == {2}
    assert progress_of(tag).done == 2
    assert tags_to_grade() == []

    withdraw_comparison(curator=curator, client_id=again.client_id, now=LATER + dt.timedelta(minutes=1))
    assert grade_compared(now=LATER + dt.timedelta(minutes=1)) == 1
    assert Grade.objects.get(image=images[0]).score > 0


def test_who_cannot_say_after_all_has_said_nothing(
    curator: User, tag: Tag, images: list[ProductImage]
) -> None:
    pair = make_pair(tag, images[0], images[1])
    compare(curator, pair, "left")
    grade_compared(now=NOON)

    compare(curator, pair, "skip", now=LATER)

    assert grade_compared(now=LATER) == 1
    assert not Grade.objects.exists()


def test_what_is_taken_back_leaves_no_grade(curator: User, tag: Tag, images: list[ProductImage]) -> None:
    said = compare(curator, make_pair(tag, images[0], images[1]), "left")
    grade_compared(now=NOON)

    withdraw_comparison(curator=curator, client_id=said.client_id, now=NOON)

    assert grade_compared(now=NOON) == 1
    assert not Grade.objects.exists()
    assert tags_to_grade() == []


def test_when_all_is_asked_it_is_looked_again_after_a_while(
    curator: User, second_curator: User, tag: Tag, images: list[ProductImage]
) -> None:
    fill_pairs(now=NOON)
    answer_all(curator, tag, images)
    divide(curator, second_curator, tag, first=100)

    soon, later = NOON + dt.timedelta(minutes=1), NOON + dt.timedelta(minutes=6)

    assert fill_pairs(now=soon) == 0
    assert fill_pairs(now=later) > 0
