"""Hidden checks tell whether people look: they label nothing, and whoever misses many is asked one by one."""

import datetime as dt

import pytest
from django.contrib.auth.models import User

from catalog.models import Tag
from labeling.models import Grid, GridCheck, Label, Review
from labeling.services.attention import Attention, attention_of
from labeling.services.gridding import grids_waiting
from labeling.services.sitting import record_grid, withdraw_grid
from tests.gridmaking import a_sitting, make_grid, photos
from tests.making import NOON, say

CONTRARY, SAME = 0, 1


@pytest.fixture
def grid(tags: dict[str, Tag]) -> Grid:
    """The first is known not to be romantic, the second to be; then two of which nothing is known."""
    return make_grid(tags["romantic"], photos(4), known={CONTRARY: False, SAME: True})


def test_a_check_labels_nothing(
    grid: Grid, curator: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    image = grid.tiles.get(position=CONTRARY).image
    say(second_curator, image, {tags["romantic"]: "no"})

    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid), now=NOON)

    assert Label.objects.get(image=image).people == 1
    assert set(Review.objects.filter(curator=curator).values_list("tile__position", flat=True)) == {2, 3}


@pytest.mark.parametrize(
    ("marks", "missed"),
    [
        ({CONTRARY: "wrong"}, {CONTRARY: False, SAME: False}),
        ({}, {CONTRARY: True, SAME: False}),
        ({CONTRARY: "unsure", SAME: "unsure"}, {CONTRARY: False, SAME: False}),
        ({CONTRARY: "wrong", SAME: "wrong"}, {CONTRARY: False, SAME: True}),
    ],
    ids=["looked", "did not look", "unsure", "marked too many"],
)
def test_a_check_is_missed_by_saying_otherwise_than_those_before(
    grid: Grid, curator: User, marks: dict[int, str], missed: dict[int, bool]
) -> None:
    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid, marks), now=NOON)

    assert dict(GridCheck.objects.values_list("tile__position", "missed")) == missed


@pytest.mark.parametrize("then", [{}, {"yes": 1, "no": 1}, {"yes": 2}], ids=["taken back", "torn", "turned"])
def test_nothing_is_missed_where_those_before_say_so_no_more(
    grid: Grid, curator: User, then: dict[str, int]
) -> None:
    label = Label.objects.filter(image=grid.tiles.get(position=CONTRARY).image)
    if then:
        label.update(**{"yes": 0, "no": 0} | then)
    else:
        label.delete()

    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid), now=NOON)

    assert not GridCheck.objects.filter(missed=True).exists()


def test_among_photos_that_are_clearly_not_the_contrary_is_yes(curator: User, tags: dict[str, Tag]) -> None:
    grid = make_grid(tags["romantic"], photos(2), kind="unlikely", known={0: True})

    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid), now=NOON)

    assert GridCheck.objects.get().missed


def test_a_check_that_was_not_on_screen_is_neither_passed_nor_missed(grid: Grid, curator: User) -> None:
    answer = a_sitting(grid, dwell={CONTRARY: 100, SAME: 100})

    record_grid(curator=curator, grid_id=grid.pk, answer=answer, now=NOON)

    assert not GridCheck.objects.exists()


def sit(
    curator: User, tag: Tag, *, missed: int, passed: int, now: dt.datetime = NOON, first: int = 0
) -> Grid:
    grid = make_grid(tag, photos(missed + passed, first=first), known=dict.fromkeys(range(40), False))
    marks = dict.fromkeys(range(missed, missed + passed), "wrong")
    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid, marks), now=now)
    return grid


def test_whoever_misses_many_is_offered_no_grid(
    curator: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    make_grid(tags["cute"], photos(1, first=500))
    sit(curator, tags["romantic"], missed=3, passed=3)

    assert attention_of(curator, now=NOON) == Attention(checks=6, missed=3)
    assert grids_waiting(curator, NOON) == []
    assert len(grids_waiting(second_curator, NOON)) == 1
    assert len(grids_waiting(curator, NOON + dt.timedelta(hours=13))) == 1  # after a night


def test_a_few_checks_say_nothing(curator: User, tags: dict[str, Tag]) -> None:
    sit(curator, tags["romantic"], missed=5, passed=0)

    assert attention_of(curator, now=NOON).may_grid


def test_only_the_last_checks_count(curator: User, tags: dict[str, Tag]) -> None:
    sit(curator, tags["romantic"], missed=10, passed=0)
    sit(curator, tags["romantic"], missed=0, passed=20, first=50)

    assert attention_of(curator, now=NOON) == Attention(checks=20, missed=0)


def test_what_was_missed_stays_so_when_it_is_taken_back_and_put_right(grid: Grid, curator: User) -> None:
    answer = a_sitting(grid)
    record_grid(curator=curator, grid_id=grid.pk, answer=answer, now=NOON)

    withdraw_grid(curator=curator, client_id=answer.client_id, now=NOON)
    assert attention_of(curator, now=NOON) == Attention(checks=2, missed=1)
    again = a_sitting(grid, {CONTRARY: "wrong"})
    record_grid(curator=curator, grid_id=grid.pk, answer=again, now=NOON)

    assert attention_of(curator, now=NOON) == Attention(checks=2, missed=1)


def test_what_one_person_said_of_a_check_is_not_anothers(
    grid: Grid, curator: User, second_curator: User
) -> None:
    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid), now=NOON)

    answer = a_sitting(grid, {CONTRARY: "wrong"})
    record_grid(curator=second_curator, grid_id=grid.pk, answer=answer, now=NOON)

    assert attention_of(second_curator, now=NOON) == Attention(checks=2, missed=0)
