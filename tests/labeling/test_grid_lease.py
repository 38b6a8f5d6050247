"""A grid is held for one curator at a time, and returns by itself."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection

from catalog.models import Tag
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from labeling.models import AuditImage, Grid
from labeling.services.gridding import (
    ProposedGrid,
    ProposedTile,
    discard_outdated_grids,
    grids_waiting,
    lease_grids,
    put_grids,
)
from labeling.services.sitting import record_grid
from tests.gridmaking import a_sitting, make_grid, photos
from tests.making import NOON, make_image

LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture
def romantic(tags: dict[str, Tag]) -> Tag:
    return tags["romantic"]


def lease(curator: User, tag: Tag, count: int = 2, *, now: dt.datetime = NOON) -> list[Grid]:
    return lease_grids(curator=curator, tag=tag, count=count, now=now)


def test_two_curators_never_hold_the_same_grid(curator: User, second_curator: User, romantic: Tag) -> None:
    for number in range(3):
        make_grid(romantic, photos(1, first=number))

    mine, theirs = lease(curator, romantic), lease(second_curator, romantic)

    assert (len(mine), len(theirs)) == (2, 1)
    assert not set(mine) & set(theirs)


@pytest.mark.django_db(transaction=True)
def test_not_even_at_the_same_moment(roles: object, django_db_blocker: object) -> None:
    load_vocabulary(path=STARTER)
    tag = Tag.objects.get(slug="romantic")
    people = [User.objects.create_user(f"person-{number}") for number in range(4)]
    for number in range(4):
        make_grid(tag, photos(1, first=number))

    def hold(person: User) -> list[int]:
        try:
            return [grid.pk for grid in lease(person, tag, 1)]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        held = [pk for found in pool.map(hold, people) for pk in found]

    assert len(held) == len(set(held)) == 4


def test_what_is_held_is_renewed_and_comes_first(curator: User, romantic: Tag) -> None:
    unlikely = make_grid(romantic, photos(1), kind="unlikely")
    assert lease(curator, romantic, 1) == [unlikely]
    likely = make_grid(romantic, photos(1, first=1))

    again = lease(curator, romantic, 2, now=NOON + dt.timedelta(minutes=1))

    assert again == [unlikely, likely]
    assert again[0].leased_until == Grid.objects.get(pk=likely.pk).leased_until


def test_a_lease_that_ran_out_has_returned(curator: User, second_curator: User, romantic: Tag) -> None:
    grid = make_grid(romantic, photos(1))
    lease(curator, romantic)

    assert lease(second_curator, romantic) == []
    assert lease(second_curator, romantic, now=LATER) == [grid]


def test_only_grids_of_the_tag_and_never_of_one_that_is_retired(
    curator: User, tags: dict[str, Tag], romantic: Tag
) -> None:
    make_grid(tags["cute"], photos(1))
    make_grid(romantic, photos(1, first=1))
    romantic.retire(now=NOON)

    assert lease(curator, romantic) == []
    assert [waiting.tag for waiting in grids_waiting(curator, NOON)] == [tags["cute"]]


def test_an_answered_grid_that_another_holds_is_not_asked_of_me_again(
    curator: User, second_curator: User, romantic: Tag
) -> None:
    grid = make_grid(romantic, photos(1))
    lease(curator, romantic)
    lease(second_curator, romantic, now=LATER)
    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid), now=LATER)

    much_later = LATER + dt.timedelta(hours=1)

    assert grids_waiting(curator, much_later) == []
    assert lease(curator, romantic, now=much_later) == []
    assert lease(second_curator, romantic, now=much_later) == [grid]


def test_the_list_of_tags_that_wait_takes_the_same_queries_however_long(
    curator: User, tags: dict[str, Tag], django_assert_num_queries: Any
) -> None:
    for at, slug in enumerate(["romantic", "cute", "lovely"]):
        make_grid(tags[slug], photos(6, first=10 * at), kind="unlikely")
        make_grid(tags[slug], photos(6, first=100 + 10 * at))

    with django_assert_num_queries(4):
        found = grids_waiting(curator, NOON)

    assert {waiting.tag.slug for waiting in found} == {"romantic", "cute", "lovely"}
    assert {(w.count, w.likely, w.unlikely, len(w.photos)) for w in found} == {(2, 1, 1, 4)}


def test_outdated_grids_go_but_not_what_is_held(curator: User, romantic: Tag) -> None:
    held, returned, unseen = (make_grid(romantic, photos(1, first=number)) for number in range(3))
    lease(curator, romantic, 1)
    Grid.objects.filter(pk=returned.pk).update(leased_by=curator, leased_until=NOON)
    tile = ProposedTile(unseen.tiles.get().image_id, 0.8)
    put_grids([ProposedGrid(romantic.pk, "likely", 0.8, 0.8, "m2", [tile])], now=NOON)

    assert discard_outdated_grids(model_key="m2", now=NOON) == 2

    assert Grid.objects.get(pk=held.pk).closed_at is None
    assert Grid.objects.get(pk=returned.pk).closed_at == NOON
    assert not Grid.objects.filter(pk=unseen.pk).exists()  # nobody ever saw it
    assert Grid.objects.open().filter(model_key="m2").count() == 1


def test_what_was_drawn_into_the_audit_set_meanwhile_is_left_out(romantic: Tag) -> None:
    audited, other = photos(2)
    of_its_product = make_image(5, product=audited.product)
    AuditImage.objects.create(image=audited, drawn_at=NOON)
    shown = [ProposedTile(image.pk, 0.8) for image in (audited, other, of_its_product)]
    grids = [ProposedGrid(romantic.pk, "likely", 0.8, 0.8, "m1", tiles) for tiles in (shown, shown[:1])]

    assert put_grids(grids, now=NOON) == 1

    assert [tile.image for tile in Grid.objects.get().tiles.all()] == [other]
