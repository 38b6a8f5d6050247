"""Of a large catalog a random part is weighed; until there is another champion that part stays in memory."""

import datetime as dt

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Embedding, ProductImage, Tag
from labeling.models import AuditImage, Reason
from tests.making import ENCODER, NOON, make_embedding, make_image, make_item, say
from training.services import pool
from training.services.askable import draw
from training.services.pool import Pool, pool_for
from training.services.vectors import load_vectors

CHAMPION = "champion"


@pytest.fixture
def catalog(db: None) -> list[ProductImage]:
    """Forty photos on a circle, neighbours beside each other; lots in an order of their own."""
    images = []
    for number in range(40):
        images.append(make_image(number, lot=0.2 + (number * 7 % 40) / 50))
        angle = 2 * np.pi * number / 40
        make_embedding(images[-1], np.array([np.cos(angle), np.sin(angle), 0.1]))
    return images


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """To it, forty photos are a large catalog."""
    for name, value in {"DRAWN": 10, "AGAIN": 6, "LABELED_AGAIN": 2, "NEIGHBOURS": 2}.items():
        monkeypatch.setattr(pool, name, value)
    monkeypatch.setattr("training.services.askable.LEAST", 5)


def filled(seed: int, *, now: dt.datetime = NOON, champion: str = CHAMPION) -> Pool:
    return pool_for(ENCODER, champion, seed=seed, now=now)


def ids(images: list[ProductImage]) -> set[int]:
    return {image.pk for image in images}


def test_all_of_a_small_catalog_is_drawn_each_photo_once(catalog: list[ProductImage]) -> None:
    found = draw(100, encoder_key=ENCODER, model_key=CHAMPION, seed=3, now=NOON)

    assert sorted(found) == sorted(ids(catalog))


def test_what_is_spoken_for_is_not_drawn(
    catalog: list[ProductImage], curator: User, tags: dict[str, Tag]
) -> None:
    audited, reviewed, waiting, replaced, *others = catalog
    AuditImage.objects.create(image=audited, drawn_at=NOON)
    say(curator, reviewed, {tags["cute"]: "yes"})
    make_item(waiting, reason=Reason.DOUBT, model_key=CHAMPION)
    make_item(replaced, reason=Reason.DOUBT, model_key="another")

    found = draw(100, encoder_key=ENCODER, model_key=CHAMPION, seed=3, now=NOON)

    assert set(found) == ids([replaced, *others])


def test_every_photo_of_a_large_catalog_has_its_chance(catalog: list[ProductImage], small: None) -> None:
    parts = [set(filled(seed, champion=f"champion {seed}").image_ids) for seed in range(30)]

    assert all(10 <= len(part) < 40 for part in parts)
    assert set.union(*parts) == ids(catalog)


def test_the_next_filling_weighs_some_of_the_part_again(catalog: list[ProductImage], small: None) -> None:
    first = filled(1)

    second = filled(2)

    assert second.drawn == len(second.image_ids) == 6
    assert set(second.image_ids) < set(first.image_ids)
    vectors = load_vectors(ENCODER, second.image_ids)
    assert np.allclose(vectors.matrix[vectors.rows_of(np.array(second.image_ids))], second.matrix)


def test_what_lies_near_to_new_answers_is_weighed_too_but_stands_for_nothing(
    catalog: list[ProductImage], small: None, curator: User, tags: dict[str, Tag]
) -> None:
    drawn = set(filled(1).image_ids)
    answered = next(
        at for at in range(1, 39) if not drawn & {catalog[at - 1].pk, catalog[at].pk, catalog[at + 1].pk}
    )
    say(curator, catalog[answered], {tags["cute"]: "yes"})

    second = filled(2)

    beside = {catalog[answered - 1].pk, catalog[answered + 1].pk}
    assert set(second.image_ids[second.drawn :]) == beside
    assert set(second.image_ids[: second.drawn]) <= drawn
    assert np.allclose(second.labeled, load_vectors(ENCODER, [catalog[answered].pk]).matrix)


def test_answered_photos_leave_the_part(
    catalog: list[ProductImage], small: None, curator: User, tags: dict[str, Tag]
) -> None:
    drawn = filled(1).image_ids
    answered = [image for image in catalog if image.pk in drawn[:2]]
    for image in answered:
        say(curator, image, {tags["cute"]: "no"})

    weighed = [image_id for seed in range(2, 12) for image_id in filled(seed).image_ids]

    assert not ids(answered) & set(weighed)


@pytest.mark.parametrize("change", ["another champion", "an hour later", "hardly anything is left"])
def test_another_part_is_drawn(
    catalog: list[ProductImage], small: None, curator: User, tags: dict[str, Tag], change: str
) -> None:
    first = filled(1)
    if change == "hardly anything is left":
        for image in catalog:
            if image.pk in first.image_ids[1:]:
                say(curator, image, {tags["cute"]: "no"})

    second = filled(
        2,
        champion="another" if change == "another champion" else CHAMPION,
        now=NOON + dt.timedelta(minutes=61 if change == "an hour later" else 1),
    )

    assert second.drawn >= 10
    assert set(second.image_ids) != set(first.image_ids)


def test_a_draw_takes_the_same_queries_however_large_the_catalog(
    catalog: list[ProductImage], small: None
) -> None:
    with CaptureQueriesContext(connection) as few:
        draw(10, encoder_key=ENCODER, model_key=CHAMPION, seed=3, now=NOON)
    for number in range(40, 80):
        make_embedding(make_image(number, lot=0.2 + number / 100), np.ones(3))

    with CaptureQueriesContext(connection) as many:
        draw(10, encoder_key=ENCODER, model_key=CHAMPION, seed=3, now=NOON)

    assert len(many) <= len(few)


def test_vectors_come_in_portions_as_in_one(
    catalog: list[ProductImage], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = load_vectors(ENCODER)
    monkeypatch.setattr("training.services.vectors.PORTION", 7)

    parts = load_vectors(ENCODER, [*ids(catalog), 10**9])

    assert parts.image_ids.tolist() == whole.image_ids.tolist() == sorted(ids(catalog))
    assert np.array_equal(parts.matrix, whole.matrix)


def test_where_little_can_be_asked_about_the_catalog_is_not_gone_through(
    catalog: list[ProductImage], small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.services.askable.PARTS", 2)

    some = draw(10, encoder_key=ENCODER, model_key=CHAMPION, seed=3, now=NOON)
    Embedding.objects.exclude(image__in=some[:1]).delete()
    few = draw(10, encoder_key=ENCODER, model_key=CHAMPION, seed=3, now=NOON)
    Embedding.objects.exclude(image=catalog[0]).delete()
    make_embedding(catalog[20], np.array([1.0, 0.0, 0.1]))
    far = draw(10, encoder_key=ENCODER, model_key=CHAMPION, seed=3, now=NOON)

    assert len(some) == 10
    assert few == some[:1]
    assert far


def test_what_was_said_of_a_photo_is_told_tag_by_tag(
    catalog: list[ProductImage], curator: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    one, torn = catalog[0], catalog[1]
    say(curator, one, {tags["cute"]: "no", tags["dress"]: "yes"})
    say(curator, torn, {tags["cute"]: "yes"})
    say(second_curator, torn, {tags["cute"]: "no"})

    found = filled(1)
    said = found.answers([tags[slug].pk for slug in ("cute", "romantic", "dress", "skirt")], ((2, 3),))

    row = dict(zip(found.labeled_ids.tolist(), said.tolist(), strict=True))
    np.testing.assert_equal(row[one.pk], [0, np.nan, 1, 0])
    np.testing.assert_equal(row[torn.pk], [np.nan] * 4)


def test_a_photo_that_another_judges_again_stands_once(
    catalog: list[ProductImage],
    small: None,
    curator: User,
    second_curator: User,
    tags: dict[str, Tag],
) -> None:
    for image in catalog[:3]:
        say(curator, image, {tags["cute"]: "yes"})
    filled(1)
    for image in catalog[:2]:
        say(second_curator, image, {tags["cute"]: "yes", tags["romantic"]: "no"})

    found = filled(2)
    said = found.answers([tags["cute"].pk, tags["romantic"].pk], ())

    assert sorted(found.labeled_ids.tolist()) == sorted(ids(catalog[:3]))
    row = dict(zip(found.labeled_ids.tolist(), said.tolist(), strict=True))
    assert row[catalog[0].pk] == [1, 0]
