"""A grid is taken back as one act, and asked again of whoever answered it."""

import uuid

import pytest
from django.contrib.auth.models import User

from catalog.models import Tag
from labeling.models import Grid, GridReview, GridWithdrawal, Label, Review, Withdrawal
from labeling.services.gridding import lease_grids
from labeling.services.recording import withdraw_review
from labeling.services.sitting import record_grid, withdraw_grid
from tests.gridmaking import a_sitting, make_grid, photos
from tests.making import NOON, say


@pytest.fixture
def grid(tags: dict[str, Tag]) -> Grid:
    return make_grid(tags["romantic"], photos(3))


def answered(grid: Grid, curator: User) -> uuid.UUID:
    answer = a_sitting(grid, {0: "wrong"})
    record_grid(curator=curator, grid_id=grid.pk, answer=answer, now=NOON)
    return answer.client_id


def test_undo_takes_back_every_tile_and_gives_the_grid_back(
    grid: Grid, curator: User, tags: dict[str, Tag]
) -> None:
    client_id = answered(grid, curator)

    again = withdraw_grid(curator=curator, client_id=client_id, now=NOON)

    assert again == grid
    assert not Label.objects.exists()
    assert not Review.objects.standing().exists()
    assert Review.objects.count() == Withdrawal.objects.count() == 3  # rows are only added
    assert lease_grids(curator=curator, tag=tags["romantic"], count=1, now=NOON) == [grid]


def test_undo_twice_is_the_same_as_once(grid: Grid, curator: User) -> None:
    client_id = answered(grid, curator)
    withdraw_grid(curator=curator, client_id=client_id, now=NOON)

    withdraw_grid(curator=curator, client_id=client_id, now=NOON)

    assert (GridWithdrawal.objects.count(), Withdrawal.objects.count()) == (1, 3)


def test_undo_leaves_what_others_say(
    grid: Grid, curator: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    image = grid.tiles.get(position=1).image
    say(second_curator, image, {tags["romantic"]: "no"})
    client_id = answered(grid, curator)

    withdraw_grid(curator=curator, client_id=client_id, now=NOON)

    label = Label.objects.get()
    assert (label.image, label.yes, label.no) == (image, 0, 1)


def test_a_grid_that_another_holds_by_now_stays_theirs(
    grid: Grid, curator: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    lease_grids(curator=second_curator, tag=tags["romantic"], count=1, now=NOON)
    client_id = answered(grid, curator)

    withdraw_grid(curator=curator, client_id=client_id, now=NOON)

    grid.refresh_from_db()
    assert (grid.leased_by, grid.closed_at) == (second_curator, None)


def test_a_redo_is_another_sitting(grid: Grid, curator: User) -> None:
    withdraw_grid(curator=curator, client_id=answered(grid, curator), now=NOON)

    answered(grid, curator)

    assert GridReview.objects.standing().count() == 1
    assert Label.objects.filter(yes=1).count() == 2


def test_a_skip_can_be_taken_back(grid: Grid, curator: User, tags: dict[str, Tag]) -> None:
    answer = a_sitting(grid, outcome="skipped")
    record_grid(curator=curator, grid_id=grid.pk, answer=answer, now=NOON)

    withdraw_grid(curator=curator, client_id=answer.client_id, now=NOON)

    assert lease_grids(curator=curator, tag=tags["romantic"], count=1, now=NOON) == [grid]


def test_one_tile_is_not_taken_back_alone(grid: Grid, curator: User) -> None:
    answered(grid, curator)
    review = Review.objects.earliest("pk")

    with pytest.raises(Review.DoesNotExist):
        withdraw_review(curator=curator, client_id=review.client_id, now=NOON)
