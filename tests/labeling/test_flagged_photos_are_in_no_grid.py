"""A flagged photo is in no grid: not in those of whoever flagged it, and in none once two people did."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from catalog.models import ProductImage, Tag
from labeling.models import Grid, QueueItem
from labeling.services.flagging import Wrong, record_flag, withdraw_flag
from labeling.services.gridding import discard_flagged_grids, grids_waiting, lease_grids
from labeling.services.singly import ask_singly
from tests.gridmaking import make_grid, photos
from tests.making import NOON, an_answer, make_item


@pytest.fixture
def grid(tags: dict[str, Tag]) -> Grid:
    return make_grid(tags["romantic"], photos(3))


@pytest.fixture
def bad(grid: Grid) -> ProductImage:
    """A photo of the grid."""
    return grid.tiles.get(position=1).image


def flag(curator: User, image: ProductImage, tag: Tag) -> Any:
    answer = an_answer({}, outcome="skipped")
    item = make_item(image, tag)
    record_flag(curator=curator, item_id=item.pk, answer=answer, wrong=Wrong("broken"), now=NOON)
    return answer.client_id


def offered(curator: User, tag: Tag) -> list[Grid]:
    """What is held, and what is announced, must agree."""
    held = lease_grids(curator=curator, tag=tag, count=3, now=NOON)
    assert sum(waiting.count for waiting in grids_waiting(curator, NOON)) == len(held)
    return held


@pytest.mark.parametrize("is_held", [False, True], ids=["free", "held"])
def test_a_grid_with_a_photo_that_i_flagged_is_not_offered_to_me(
    grid: Grid, bad: ProductImage, curator: User, second_curator: User, *, is_held: bool
) -> None:
    if is_held:
        assert offered(curator, grid.tag) == [grid]

    flag(curator, bad, grid.tag)

    assert offered(curator, grid.tag) == []
    assert offered(second_curator, grid.tag) == ([] if is_held else [grid])


def test_a_flag_that_was_taken_back_is_not_in_the_way(grid: Grid, bad: ProductImage, curator: User) -> None:
    client_id = flag(curator, bad, grid.tag)

    withdraw_flag(curator=curator, client_id=client_id, now=NOON)

    assert offered(curator, grid.tag) == [grid]


def test_what_is_kept_from_everybody_is_in_no_grid_that_waits(
    grid: Grid, bad: ProductImage, curator: User, second_curator: User, manager: User
) -> None:
    other = make_grid(grid.tag, photos(2, first=50))
    flag(curator, bad, grid.tag)
    assert discard_flagged_grids(now=NOON) == 0

    flag(second_curator, bad, grid.tag)

    assert discard_flagged_grids(now=NOON) == 1
    assert offered(manager, grid.tag) == [other]


@pytest.mark.parametrize("is_mine", [False, True], ids=["kept from everybody", "flagged by me"])
def test_flagged_photos_are_not_asked_one_by_one(
    grid: Grid, bad: ProductImage, curator: User, second_curator: User, manager: User, *, is_mine: bool
) -> None:
    lease_grids(curator=curator, tag=grid.tag, count=1, now=NOON)
    for person in [curator] if is_mine else [second_curator, manager]:
        flag(person, bad, grid.tag)

    held = ask_singly(
        curator=curator, grid=grid, tile_ids=list(grid.tiles.values_list("pk", flat=True)), now=NOON
    )

    assert held == 2
    assert not QueueItem.objects.open().filter(image=bad).exists()
