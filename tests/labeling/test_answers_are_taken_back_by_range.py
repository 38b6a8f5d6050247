"""Everything that one person said in a range is taken back as one act, and stands again as one."""

import threading
import uuid

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from catalog.models import Tag
from labeling.models import (
    BulkWithdrawal,
    Comparison,
    Grade,
    GridReview,
    Label,
    Review,
    Verdict,
    Withdrawal,
)
from labeling.services.attention import attention_of
from labeling.services.bulk_withdrawing import CannotWithdraw, restore, withdraw_range
from labeling.services.consensus import rebuild_labels
from labeling.services.grading import tags_to_grade
from labeling.services.ranging import COMPARISON, GRID, Found, Range, changes_without
from labeling.services.recording import withdraw_review
from labeling.services.sitting import record_grid
from tests.gridmaking import a_sitting, make_grid, photos
from tests.labeling.pairs import compare, make_pair
from tests.labeling.ranges import DAY, LATER, everything, labels, take_back
from tests.making import NOON, make_image, say

Tags = dict[str, Tag]


def test_labels_are_what_the_others_say(
    curator: User, second_curator: User, manager: User, tags: Tags
) -> None:
    both, alone = make_image(1), make_image(2)
    say(curator, both, {tags["romantic"]: "yes"})
    say(second_curator, both, {tags["romantic"]: "no"})
    say(curator, alone, {tags["romantic"]: "yes"})

    done = take_back(everything(curator), manager)

    assert labels() == {(both.pk, tags["romantic"].pk): (0, 1)}
    assert (done.review_count, done.label_count, done.by) == (2, 2, manager)
    assert Review.objects.count() == Verdict.objects.count() == 3
    assert {row.by for row in Withdrawal.objects.all()} == {manager}
    assert rebuild_labels(now=LATER) == 0


def test_the_preview_says_what_becomes_true(
    curator: User, second_curator: User, manager: User, tags: Tags
) -> None:
    images = [make_image(number) for number in range(6)]
    for number, image in enumerate(images):
        say(curator, image, {tags["romantic"]: "yes" if number % 2 else "no", tags["lovely"]: "yes"})
        if number < 4:
            say(second_curator, image, {tags["romantic"]: "yes"})
    before = dict(Label.objects.values_list("pk", "value"))

    told = changes_without(Found.of(everything(curator)).reviews)

    assert dict(Label.objects.values_list("pk", "value")) == before  # looked at, and nothing else
    done = take_back(everything(curator), manager)
    after = {(row.image_id, row.tag_id): row.value for row in Label.objects.all()}
    assert done.label_count == len(told)
    assert all(after.get((one.image_id, one.tag_id)) is one.after for one in told)


@pytest.mark.parametrize(
    ("narrowed", "left"),
    [
        ({"since": NOON + DAY / 2}, {1, 2, 3}),
        ({"until": NOON}, {1, 2, 3}),
        ({"kinds": ["control"]}, {1, 3}),
        ({"kinds": [GRID]}, {1, 2, 3}),
    ],
)
def test_what_is_outside_stays(
    curator: User, manager: User, tags: Tags, narrowed: dict[str, object], left: set[int]
) -> None:
    for number, reason in [(1, "doubt"), (2, "control"), (3, "rare")]:
        say(curator, make_image(number), {tags["romantic"]: "yes"}, reason=reason)
    meant = everything(curator, **narrowed)

    if len(left) < 3:
        take_back(meant, manager)

    assert Found.of(meant).count == 0
    standing = Review.objects.standing().values_list("image__product__external_id", flat=True)
    assert {int(name[1:]) for name in standing} == left


def test_the_end_is_not_meant_itself(curator: User, tags: Tags) -> None:
    say(curator, make_image(1), {tags["romantic"]: "yes"}, now=NOON)

    meant = Range(curator.pk, since=NOON, until=NOON + DAY)
    before = Range(curator.pk, since=NOON - DAY, until=NOON)

    assert (Found.of(meant).count, Found.of(before).count) == (1, 0)


def test_of_a_tag_whole_reviews_go(curator: User, manager: User, tags: Tags) -> None:
    first, second = make_image(1), make_image(2)
    say(curator, first, {tags["romantic"]: "yes", tags["lovely"]: "no"})
    say(curator, second, {tags["lovely"]: "yes"})

    take_back(everything(curator, tag_ids=[tags["romantic"].pk]), manager)

    assert labels() == {(second.pk, tags["lovely"].pk): (1, 0)}


def test_nobody_elses_answers_are_touched(
    curator: User, second_curator: User, manager: User, tags: Tags
) -> None:
    say(second_curator, make_image(1), {tags["romantic"]: "yes"})
    say(curator, make_image(2), {tags["romantic"]: "yes"})

    take_back(everything(curator), manager)

    assert Review.objects.standing().get().curator == second_curator


def test_grids_go_with_their_tiles_and_checks_stay(curator: User, manager: User, tags: Tags) -> None:
    grid = make_grid(tags["romantic"], photos(8), known=dict.fromkeys(range(6), True))
    wrong = a_sitting(grid, dict.fromkeys(range(6), "wrong"))
    sitting, _ = record_grid(curator=curator, grid_id=grid.pk, answer=wrong, now=NOON)
    told = attention_of(curator, now=NOON)

    done = take_back(everything(curator, kinds=[GRID]), manager)

    assert done.review_count == 2
    assert not GridReview.objects.standing().exists()
    assert not Review.objects.standing().exists()
    assert attention_of(curator, now=NOON) == told  # of people's eyes, not of photos
    restore(done, by=manager, now=LATER)
    assert GridReview.objects.standing().get() == sitting
    assert Review.objects.standing().count() == 2


def test_comparisons_go_and_their_grades_are_due(curator: User, manager: User, tags: Tags) -> None:
    tag, (left, right) = tags["romantic"], (make_image(1), make_image(2))
    compare(curator, make_pair(tag, left, right), "left")
    for image in (left, right):
        Grade.objects.create(
            tag=tag, image=image, score=0, low=-1, high=1, comparisons=1, updated_at=NOON + DAY
        )
    graded = tags_to_grade()

    done = take_back(everything(curator, kinds=[COMPARISON]), manager)

    assert (graded, tags_to_grade()) == ([], [tag.pk])
    assert not Comparison.objects.standing().exists()
    restore(done, by=manager, now=LATER)
    assert Comparison.objects.standing().count() == 1


def test_sent_twice_it_is_done_once(curator: User, manager: User, tags: Tags) -> None:
    say(curator, make_image(1), {tags["romantic"]: "yes"})
    meant, name = everything(curator), uuid.uuid4()
    seen = Found.of(meant).digest

    told = [
        withdraw_range(meant, expected=seen, by=manager, reason="x", client_id=name, now=LATER)
        for _ in range(2)
    ]

    assert [is_new for _, is_new in told] == [True, False]
    assert BulkWithdrawal.objects.count() == 1


def test_what_nobody_looked_at_is_not_done(curator: User, manager: User, tags: Tags) -> None:
    first = say(curator, make_image(1), {tags["romantic"]: "yes"})
    seen = Found.of(everything(curator)).digest
    last = say(curator, make_image(2), {tags["romantic"]: "yes"})

    with pytest.raises(CannotWithdraw):
        take_back(everything(curator), manager, expected=seen)
    withdraw_review(curator=curator, client_id=first.client_id, now=NOON)  # as many as were seen, but others
    with pytest.raises(CannotWithdraw):
        take_back(everything(curator), manager, expected=seen)
    with pytest.raises(CannotWithdraw):
        take_back(everything(curator, until=NOON - DAY / 2), manager)

    assert Review.objects.standing().get() == last
    assert not BulkWithdrawal.objects.exists()


def test_it_costs_the_same_for_ten_answers_as_for_one(
    curator: User,
    second_curator: User,
    manager: User,
    tags: Tags,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    say(curator, make_image(0), {tags["romantic"]: "yes"})
    for number in range(1, 11):
        say(second_curator, make_image(number), {tags["romantic"]: "yes", tags["lovely"]: "no"})
    with_one = queries(everything(curator), manager)

    with django_assert_num_queries(with_one):
        take_back(everything(second_curator), manager)


def queries(meant: Range, by: User) -> int:
    with CaptureQueriesContext(connection) as asked:
        take_back(meant, by)
    return len(asked)


@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_take_each_answer_back_once(curator: User, manager: User, tags: Tags) -> None:
    for number in range(8):
        say(curator, make_image(number), {tags["romantic"]: "yes"})
    seen, outcomes = Found.of(everything(curator)).digest, list[str]()

    def act() -> None:
        try:
            take_back(everything(curator), manager, expected=seen)
            outcomes.append("done")
        except CannotWithdraw:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["done", "told"]
    assert Withdrawal.objects.count() == 8
    assert not Label.objects.exists()
