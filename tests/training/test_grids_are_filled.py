"""Grids wait of what the champion thinks alike of a tag, where there are photos enough; with a real head."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.models import User

from catalog.models import DuplicateGroup, Fingerprint, ProductImage, Tag
from labeling.models import AuditImage, Grid, GridTile, Label
from labeling.models.label import LabelQuerySet
from labeling.services.flagging import Wrong, record_flag
from labeling.services.gridding import lease_grids
from labeling.services.sitting import record_grid
from tests.gridmaking import a_sitting
from tests.making import NOON, an_answer, make_embedding, make_image, make_item, say
from tests.training.asking import train
from tests.training.school import audit, open_school, teach, vector
from training.models import ModelVersion
from training.services.askable import askable
from training.services.asking import grids
from training.services.asking.grids import CHECKS, TILES, fill_grids
from training.services.asking.picked import Filling
from training.services.asking.tiles import Candidates
from training.services.serving import champion_head
from training.services.vectors import load_vectors

LATER = NOON + dt.timedelta(minutes=6)


@pytest.fixture(autouse=True)
def nothing_tried() -> Iterator[None]:
    """What is remembered of tags with too few photos, or of how many are known, is another test's."""
    grids._scarce.clear()
    grids._known.clear()
    yield
    grids._scarce.clear()
    grids._known.clear()


@pytest.fixture
def champion(curator: User, tags: dict[str, Tag]) -> ModelVersion:
    """Knows which photos are cute, and was measured on audit answers about all moods."""
    teach(curator, open_school(16), tags)
    audit(curator, tags, 24)
    return train()


@pytest.fixture
def shop(champion: ModelVersion) -> list[ProductImage]:
    """A hundred photos that nobody has judged."""
    return open_school(100, first=2000)


def open_grids(tag: Tag) -> dict[str, Grid]:
    return {grid.kind: grid for grid in Grid.objects.open().filter(tag=tag)}


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


def test_nothing_that_is_audited_known_or_a_copy_is_in_a_grid(
    shop: list[ProductImage], curator: User, tags: dict[str, Tag]
) -> None:
    audited, copy, twin_of_audited, judged, other = shop[0], shop[2], shop[4], shop[6], shop[8]
    AuditImage.objects.create(image=audited, drawn_at=NOON)
    group = DuplicateGroup.objects.create(created_at=NOON)
    for image in (audited, copy):
        Fingerprint.objects.create(image=image, group=group, compared_at=NOON)
    twin_of_audited.product = audited.product
    twin_of_audited.position = 1
    twin_of_audited.save()
    say(curator, judged, {tags["cute"]: "yes"})
    say(curator, other, {tags["lovely"]: "yes"})  # of cute nothing is known

    found = champion_head()
    assert found is not None
    free, _ = Candidates(Filling(*found, seed=1, now=NOON), [tags["cute"].pk]).of(tags["cute"].pk)

    assert not {audited.pk, copy.pk, twin_of_audited.pk, judged.pk} & set(free)
    assert {other.pk, shop[10].pk} <= set(free)


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


def test_photos_that_arrived_are_drawn_for_the_audit_before_grids_show_them(
    shop: list[ProductImage], tags: dict[str, Tag]
) -> None:
    for image in shop[:40]:
        image.product.lot = 0.001
        image.product.save()

    fill_grids(now=NOON)

    assert AuditImage.objects.filter(image__in=shop).count() == 40
    shown = GridTile.objects.filter(grid__in=open_grids(tags["cute"]).values())
    assert shown.exists()
    assert not shown.filter(image__in=shop[:40]).exists()


def test_a_grid_with_a_photo_that_two_people_flagged_is_replaced(
    shop: list[ProductImage], curator: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    fill_grids(now=NOON)
    former = open_grids(tags["cute"])["likely"]
    bad = former.tiles.filter(is_check=False)[0].image
    for person in (curator, second_curator):
        item = make_item(bad, tags["lovely"])
        answer = an_answer({}, outcome="skipped")
        record_flag(curator=person, item_id=item.pk, answer=answer, wrong=Wrong("broken"), now=NOON)

    fill_grids(now=NOON)

    assert open_grids(tags["cute"])["likely"] != former
    assert not GridTile.objects.filter(grid__in=Grid.objects.open(), image=bad).exists()


def test_where_one_tag_alone_can_hold_a_photo_of_another_is_in_no_grid(
    shop: list[ProductImage], curator: User, tags: dict[str, Tag]
) -> None:
    """A dress is no skirt, whatever the model says; but what is no dress may be one."""
    dress, no_dress, cute = shop[:3]
    say(curator, dress, {tags["dress"]: "yes"})
    say(curator, no_dress, {tags["dress"]: "no"})
    say(curator, cute, {tags["cute"]: "yes"})
    free = {}
    found = champion_head()
    assert found is not None
    for slug in ("skirt", "lovely"):
        version, head = found
        version.tags = [tags[slug].pk]
        candidates = Candidates(Filling(version, head, seed=1, now=NOON), [tags[slug].pk])
        free[slug] = set(candidates.of(tags[slug].pk)[0])

    assert dress.pk not in free["skirt"]
    assert {no_dress.pk, cute.pk} <= free["skirt"]
    assert {dress.pk, cute.pk} <= free["lovely"]


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
