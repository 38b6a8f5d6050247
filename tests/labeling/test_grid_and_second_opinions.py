"""Whoever judged a photo in a grid has judged one tag of it: of another that is torn, theirs is asked for."""

import pytest
from django.contrib.auth.models import User

from catalog.models import ProductImage, Tag
from labeling.models import QueueItem, Reason
from labeling.services.disputes import disputed_cells
from labeling.services.leasing import lease
from labeling.services.sitting import record_grid
from tests.gridmaking import a_sitting, make_grid, photos
from tests.making import NOON, make_item, say


@pytest.fixture
def third(roles: dict[str, object]) -> User:
    user = User.objects.create_user("third")
    user.groups.set([roles["curators"]])  # type: ignore[list-item]
    return user


@pytest.fixture
def torn(curator: User, second_curator: User, tags: dict[str, Tag]) -> ProductImage:
    """Two people do not agree whether it is cute."""
    [image] = photos(1)
    say(curator, image, {tags["cute"]: "yes"})
    say(second_curator, image, {tags["cute"]: "no"})
    return image


def sit(person: User, tag: Tag, image: ProductImage) -> None:
    grid = make_grid(tag, [image])
    record_grid(curator=person, grid_id=grid.pk, answer=a_sitting(grid), now=NOON)


def ask_again(image: ProductImage, tag: Tag) -> QueueItem:
    return make_item(image, tag, reason=Reason.DISAGREEMENT, reason_tag=tag)


def test_who_saw_another_tag_of_it_in_a_grid_is_asked(
    torn: ProductImage, third: User, tags: dict[str, Tag]
) -> None:
    sit(third, tags["romantic"], torn)

    assert disputed_cells(limit=5, now=NOON) == [(torn.pk, tags["cute"].pk)]
    item = ask_again(torn, tags["cute"])
    assert QueueItem.objects.waiting_for(third, now=NOON).get() == item
    assert lease(curator=third, count=1, now=NOON) == [item]


def test_who_saw_this_tag_of_it_in_a_grid_is_not(curator: User, third: User, tags: dict[str, Tag]) -> None:
    [image] = photos(1)
    say(curator, image, {tags["cute"]: "no"})
    sit(third, tags["cute"], image)  # torn now, and both have said theirs

    assert disputed_cells(limit=5, now=NOON) == []
    ask_again(image, tags["cute"])
    assert not QueueItem.objects.waiting_for(third, now=NOON).exists()
    assert lease(curator=third, count=1, now=NOON) == []
