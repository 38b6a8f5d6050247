"""Grids wait of what the champion thinks alike of a tag, where there are photos enough; with a real head."""

import datetime as dt
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import User

from catalog.models import ProductImage, Tag
from labeling.models import Grid, GridTile
from labeling.models.label import LabelQuerySet
from labeling.services.gridding import lease_grids
from labeling.services.sitting import record_grid
from tests.gridmaking import a_sitting, open_grids
from tests.making import NOON, make_embedding, make_image
from tests.training.asking import train
from tests.training.school import open_school, teach, vector
from training.models import ModelVersion
from training.services.askable import askable
from training.services.asking.grids import TILES, fill_grids
from training.services.serving import champion_head
from training.services.vectors import load_vectors

LATER = NOON + dt.timedelta(minutes=6)


def said_of(grid: Grid) -> np.ndarray:
    """What the champion says of the tiles beside the checks, in their order."""
    found = champion_head()
    assert found is not None
    version, head = found
    image_ids = list(grid.tiles.filter(is_check=False).values_list("image_id", flat=True))
    vectors = load_vectors(version.encoder_key, image_ids)
    rows = vectors.rows_of(np.array(image_ids))
    return np.asarray(head.probabilities(vectors.matrix)[rows, version.tags.index(grid.tag_id)])


def test_a_grid_of_each_kind_waits_of_what_the_model_thinks_alike(
    shop: list[ProductImage], champion: ModelVersion, tags: dict[str, Tag]
) -> None:
    fill_grids(now=NOON)

    found = open_grids(tags["cute"])
    assert set(found) == {"likely", "unlikely"}
    for grid in found.values():
        said = said_of(grid)
        assert grid.model_key == champion.model_key
        tiles = grid.tiles.filter(is_check=False).select_related("image__product")
        assert [tile.probability for tile in tiles] == pytest.approx(said.tolist())
        assert (grid.low, grid.high) == pytest.approx((said.min(), said.max()))
        assert TILES / 2 <= grid.tiles.count() <= TILES
    assert found["likely"].low >= 0.6
    assert found["unlikely"].high <= 0.1
    for grid in found.values():  # the model is right, as it was taught
        tiles = grid.tiles.filter(is_check=False).select_related("image__product")
        assert {int(tile.image.product.external_id[1:]) % 2 == 0 for tile in tiles} == {grid.implied}


def test_the_second_call_finds_nothing_to_do(shop: list[ProductImage]) -> None:
    assert fill_grids(now=NOON) > 0

    assert fill_grids(now=NOON) == 0


def test_a_beat_with_nothing_to_do_is_cheap(
    shop: list[ProductImage], django_assert_max_num_queries: Any
) -> None:
    fill_grids(now=NOON)

    with django_assert_max_num_queries(10):
        fill_grids(now=NOON)


def test_an_answered_grid_is_followed_by_others_with_other_photos(
    shop: list[ProductImage], curator: User, tags: dict[str, Tag]
) -> None:
    fill_grids(now=NOON)
    [grid] = lease_grids(curator=curator, tag=tags["cute"], count=1, now=NOON)
    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid), now=NOON)

    fill_grids(now=NOON)

    following = Grid.objects.open().filter(tag=tags["cute"], kind=grid.kind)
    assert following.exists()
    seen = set(grid.tiles.values_list("image_id", flat=True))
    shown = GridTile.objects.filter(grid__in=following)
    assert not seen & set(shown.values_list("image_id", flat=True))  # checks neither
    assert shown.count() == shown.values("image").distinct().count()


def test_what_was_skipped_is_not_shown_again_at_once(
    shop: list[ProductImage], curator: User, tags: dict[str, Tag]
) -> None:
    fill_grids(now=NOON)
    [grid] = lease_grids(curator=curator, tag=tags["cute"], count=1, now=NOON)
    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid, outcome="skipped"), now=NOON)

    fill_grids(now=NOON)

    seen = set(grid.tiles.values_list("image_id", flat=True))
    shown = GridTile.objects.filter(grid__in=Grid.objects.open().filter(tag=tags["cute"]))
    assert not seen & set(shown.values_list("image_id", flat=True))


def test_a_new_champion_replaces_what_nobody_holds(
    shop: list[ProductImage], champion: ModelVersion, curator: User, tags: dict[str, Tag]
) -> None:
    fill_grids(now=NOON)
    [held] = lease_grids(curator=curator, tag=tags["cute"], count=1, now=NOON)
    teach(curator, open_school(8, first=3000), tags)
    following = train()
    assert following.model_key != champion.model_key

    fill_grids(now=NOON)

    keys = set(Grid.objects.free(now=NOON).values_list("model_key", flat=True))
    assert keys == {following.model_key}
    held.refresh_from_db()
    assert (held.closed_at, held.leased_by) == (None, curator)


def test_tags_without_photos_enough_have_none_and_are_tried_again_later(
    champion: ModelVersion, tags: dict[str, Tag]
) -> None:
    open_school(10, first=2000)  # five of each: too few

    assert fill_grids(now=NOON) == 0
    open_school(60, first=2100)

    assert fill_grids(now=NOON) == 0
    assert fill_grids(now=LATER) > 0


def test_a_tag_that_was_not_measured_has_none(curator: User, tags: dict[str, Tag]) -> None:
    teach(curator, open_school(16), tags)
    train()
    open_school(100, first=2000)

    assert fill_grids(now=NOON) == 0


def test_without_a_model_there_are_none(tags: dict[str, Tag]) -> None:
    open_school(30)

    assert fill_grids(now=NOON) == 0


def test_a_retired_tag_is_asked_no_more(shop: list[ProductImage], tags: dict[str, Tag]) -> None:
    fill_grids(now=NOON)
    tags["cute"].retire(now=NOON)

    fill_grids(now=NOON)

    assert not Grid.objects.open().filter(tag=tags["cute"]).exists()


def test_a_photo_that_was_answered_in_a_grid_is_still_asked_about_other_tags(
    shop: list[ProductImage], curator: User, tags: dict[str, Tag]
) -> None:
    fill_grids(now=NOON)
    [grid] = lease_grids(curator=curator, tag=tags["cute"], count=1, now=NOON)
    record_grid(curator=curator, grid_id=grid.pk, answer=a_sitting(grid), now=NOON)
    image_ids = list(grid.tiles.filter(is_check=False).values_list("image_id", flat=True))

    free = askable(image_ids, encoder_key="test-encoder", model_key=grid.model_key, now=NOON)

    assert free == image_ids


def test_photos_of_a_rare_tag_are_looked_up(
    champion: ModelVersion, tags: dict[str, Tag], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the random part of the catalog has too few, the index knows where the others lie."""
    open_school(60, first=2000)
    monkeypatch.setattr("training.services.asking.tiles.draw", lambda *_, **__: [])

    fill_grids(now=NOON)

    assert set(open_grids(tags["cute"])) == {"likely"}


def test_of_a_product_with_many_photos_one_is_shown(shop: list[ProductImage], tags: dict[str, Tag]) -> None:
    product = shop[0].product
    for number in range(4000, 4010, 2):
        make_embedding(make_image(number, product=product), vector(number))

    fill_grids(now=NOON)

    for grid in open_grids(tags["cute"]).values():
        products = list(grid.tiles.values_list("image__product", flat=True))
        assert len(products) == len(set(products))


def test_labels_are_not_counted_each_time_that_grids_are_missing(
    shop: list[ProductImage], curator: User, tags: dict[str, Tag], monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = 0
    known_by_tag = LabelQuerySet.known_by_tag

    def counting(labels: LabelQuerySet) -> dict[int, int]:
        nonlocal counts
        counts += 1
        return known_by_tag(labels)

    monkeypatch.setattr(LabelQuerySet, "known_by_tag", counting)
    for moment in (NOON, NOON + dt.timedelta(minutes=1), LATER):
        Grid.objects.all().delete()

        assert fill_grids(now=moment) > 0

    assert counts == 2
