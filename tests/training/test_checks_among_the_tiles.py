"""Among the tiles are photos that people have judged already: whoever still looks will notice."""

import datetime as dt

from django.contrib.auth.models import User

from catalog.models import ProductImage, Tag
from labeling.models import GridTile, Label
from labeling.services.gridding import lease_grids
from labeling.services.sitting import record_grid
from tests.gridmaking import a_sitting, open_grids
from tests.making import NOON, say
from training.services.asking.grids import CHECKS, TILES, fill_grids

LATER = NOON + dt.timedelta(minutes=6)


def test_checks_are_photos_about_which_several_agree(
    shop: list[ProductImage], curator: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    yes, no, torn, alone = shop[:4]
    for person in (curator, second_curator):
        say(person, yes, {tags["cute"]: "yes"})
        say(person, no, {tags["cute"]: "no"})
    say(curator, torn, {tags["cute"]: "yes"})
    say(second_curator, torn, {tags["cute"]: "no"})
    say(curator, alone, {tags["cute"]: "no"})

    fill_grids(now=NOON)

    found = open_grids(tags["cute"])
    checks = dict(found["likely"].tiles.filter(is_check=True).values_list("image_id", "known"))
    assert checks == {yes.pk: True, no.pk: False}  # one where the implied answer is wrong is among them
    everywhere = GridTile.objects.filter(grid__in=found.values(), is_check=True)
    assert torn.pk not in everywhere.values_list("image_id", flat=True)
    assert everywhere.count() == everywhere.values("image").distinct().count() == 2 * CHECKS
    for grid in found.values():
        assert grid.tiles.count() <= TILES
        assert list(grid.tiles.values_list("position", flat=True)) == list(range(grid.tiles.count()))
        others = grid.tiles.filter(is_check=False).values_list("probability", flat=True)
        assert (grid.low, grid.high) == (min(others), max(others))
    assert Label.objects.get(image=yes).people == 2


def test_one_person_and_the_model_are_as_good_as_two_people(
    shop: list[ProductImage], curator: User, tags: dict[str, Tag]
) -> None:
    taught = set(Label.objects.filter(tag=tags["cute"]).trainable().values_list("image_id", flat=True))
    mistaken = shop[0]  # cute, as the model knows
    say(curator, mistaken, {tags["cute"]: "no"})

    fill_grids(now=NOON)

    for grid in open_grids(tags["cute"]).values():
        checks = dict(grid.tiles.filter(is_check=True).values_list("image_id", "known"))
        assert len(checks) == CHECKS
        assert set(checks) <= taught
        assert grid.implied not in checks.values() or set(checks.values()) == {True, False}
        for image_id, known in checks.items():
            number = int(ProductImage.objects.get(pk=image_id).product.external_id[1:])
            assert known is (number % 2 == 0)


def test_what_an_unmarked_tile_implied_is_no_check(
    shop: list[ProductImage], curator: User, tags: dict[str, Tag]
) -> None:
    fill_grids(now=NOON)
    [grid] = lease_grids(curator=curator, tag=tags["cute"], count=1, now=NOON)
    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid), now=NOON)
    answered = set(grid.tiles.filter(is_check=False).values_list("image_id", flat=True))
    assert Label.objects.filter(image__in=answered).count() == len(answered)

    assert not set(Label.objects.told_singly().values_list("image_id", flat=True)) & answered
