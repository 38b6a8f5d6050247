"""Both engines are held to one contract: what is put in is found, by every filter, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from milvus_lite.server_manager import server_manager_instance
from pytest_django import Settings

from recommender.index import (
    EVERYTHING,
    DimensionError,
    Entry,
    FloatArray,
    Index,
    IndexFailure,
    UnknownGenerationError,
    Where,
    serving_index,
)

pytestmark = pytest.mark.django_db
NAME, OTHER = "recommender_index_900001", "recommender_index_900002"
DIMENSIONS = 16
HOSTILE = """O'Brien" or 1 == 1 \\ {seller} -- 룩"""


@pytest.fixture(scope="module")
def milvus_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One Milvus Lite for all tests here: it takes half a second to start."""
    file = str(tmp_path_factory.mktemp("milvus") / "milvus.db")
    yield file
    server_manager_instance.release_server(file)


@pytest.fixture(params=["pgvector", "milvus"])
def index(request: pytest.FixtureRequest, settings: Settings, milvus_file: str) -> Iterator[Index]:
    settings.INDEX, settings.MILVUS_URI = request.param, milvus_file
    engine = serving_index()
    engine.create(NAME, DIMENSIONS)
    yield engine
    engine.drop(NAME)
    engine.drop(OTHER)


def unit(seed: int, count: int = 1) -> FloatArray:
    vectors = np.random.default_rng(seed).standard_normal((count, DIMENSIONS)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def shelf(count: int = 60) -> list[Entry]:
    """Photos 0 … n-1 of products 0 … n-1: every third carries tag 3, every fifth tag 5, and so on."""
    return [
        Entry(
            image=number,
            product=number,
            vector=vector,
            tags=tuple(tag for tag in (3, 5, 7) if number % tag == 0),
            price=None if number % 11 == 0 else Decimal(number) + Decimal("0.50"),
            in_stock=number % 4 != 0,
            seller=HOSTILE if number % 6 == 0 else "Studio Lin",
            category=number % 2 or None,
        )
        for number, vector in enumerate(unit(1, count))
    ]


def images(index: Index, where: Where = EVERYTHING, count: int = 60, name: str = NAME) -> set[int]:
    [hits] = index.search(name, unit(2), count=count, where=where)
    return {hit.image for hit in hits}


def test_what_is_found_is_what_comparing_everything_finds(index: Index) -> None:
    entries, asked = shelf(), unit(9, 3)
    index.upsert(NAME, entries)
    index.finish(NAME)

    answers = index.search(NAME, asked, count=7)

    cosines = asked @ np.stack([entry.vector for entry in entries]).T
    assert [[hit.image for hit in answer] for answer in answers] == np.argsort(-cosines)[:, :7].tolist()
    assert answers[0][0].similarity == pytest.approx(float(cosines[0].max()), abs=2e-3)
    assert answers[0][0].product == answers[0][0].image


@pytest.mark.parametrize("is_finished", [False, True])
@pytest.mark.parametrize(
    ("where", "fits"),
    [
        (Where(tags_all=(3, 5)), lambda n: n % 15 == 0),
        (Where(tags_any=(5, 7)), lambda n: n % 5 == 0 or n % 7 == 0),
        (Where(tags_none=(3,)), lambda n: n % 3 != 0),
        (Where(category=1), lambda n: n % 2 == 1),
        (Where(price_from=Decimal("10.50")), lambda n: n >= 10 and n % 11 != 0),
        (Where(price_to=Decimal("10.49")), lambda n: n < 10 and n % 11 != 0),
        (Where(price_from=Decimal(5), price_to=Decimal(8)), lambda n: n in (5, 6, 7)),
        (Where(in_stock=True), lambda n: n % 4 != 0),
        (Where(in_stock=False), lambda n: n % 4 == 0),
        (Where(seller=HOSTILE), lambda n: n % 6 == 0),
        (Where(seller="nobody"), lambda n: False),
        (Where(without_products=(1, 2, 3)), lambda n: n not in (1, 2, 3)),
        (
            Where(tags_any=(3, 5), tags_none=(7,), in_stock=True, category=1, without_products=(9,)),
            lambda n: (n % 3 == 0 or n % 5 == 0) and n % 7 and n % 4 and n % 2 and n != 9,
        ),
    ],
)
def test_each_filter_keeps_what_fits(
    index: Index, where: Where, fits: Callable[[int], bool], is_finished: bool
) -> None:
    index.upsert(NAME, shelf())
    if is_finished:
        index.finish(NAME)

    found = images(index, where)

    assert found == {number for number in range(60) if fits(number)}


def test_put_in_again_replaces(index: Index) -> None:
    index.upsert(NAME, shelf(5))

    index.upsert(NAME, [Entry(image=2, product=77, vector=unit(2)[0], tags=(8,), price=Decimal(1))])

    [hits] = index.search(NAME, unit(2), count=1)
    assert (hits[0].image, hits[0].product) == (2, 77)
    assert hits[0].similarity == pytest.approx(1, abs=2e-3)
    assert images(index, Where(tags_all=(8,))) == {2}
    assert index.count(NAME) == 5


def test_of_a_photo_that_comes_twice_at_once_the_last_counts(index: Index) -> None:
    index.upsert(NAME, [Entry(image=1, product=product, vector=unit(2)[0]) for product in (10, 20)])

    [hits] = index.search(NAME, unit(2), count=5)

    assert [hit.product for hit in hits] == [20]


def test_what_is_taken_out_is_found_no_more(index: Index) -> None:
    index.upsert(NAME, shelf(10))
    index.finish(NAME)

    index.delete(NAME, [3, 4, 999])
    index.delete(NAME, [3])
    index.delete(NAME, [])

    assert images(index) == set(range(10)) - {3, 4}
    assert index.count(NAME) == 8


def test_an_empty_index_finds_nothing(index: Index) -> None:
    index.finish(NAME)

    assert images(index) == set()
    assert images(index, Where(tags_all=(3,))) == set()
    assert index.count(NAME) == 0


def test_generations_do_not_know_of_each_other(index: Index) -> None:
    index.create(OTHER, DIMENSIONS)
    index.upsert(NAME, shelf(3))
    index.upsert(OTHER, shelf(6)[3:])

    index.swap(NAME)
    index.swap(OTHER)
    index.swap(OTHER)

    assert images(index) == {0, 1, 2}
    assert images(index, name=OTHER) == {3, 4, 5}


def test_every_step_may_be_repeated(index: Index) -> None:
    index.upsert(NAME, shelf(3))

    index.create(NAME, DIMENSIONS)
    index.finish(NAME)
    index.finish(NAME)

    assert index.count(NAME) == 3


def test_a_generation_that_is_not_there_is_named(index: Index) -> None:
    index.swap(NAME)
    index.drop(NAME)
    index.drop(NAME)

    for ask in (
        lambda: index.search(NAME, unit(1), count=3),
        lambda: index.upsert(NAME, shelf(1)),
        lambda: index.delete(NAME, [1]),
        lambda: index.count(NAME),
        lambda: index.swap(NAME),
        lambda: index.finish(NAME),
    ):
        with pytest.raises(UnknownGenerationError, match=NAME):
            ask()


def test_a_vector_of_another_length_is_named_and_nothing_is_put_in(index: Index) -> None:
    short = np.ones(3, np.float32)

    with pytest.raises(DimensionError, match=r"3 numbers .* have 16"):
        index.search(NAME, short[None], count=3)
    with pytest.raises(DimensionError, match=r"3 numbers .* have 16"):
        index.upsert(NAME, [*shelf(2), Entry(image=9, product=9, vector=short)])

    assert index.count(NAME) == 0


def test_several_vectors_are_answered_one_by_one(index: Index) -> None:
    entries = shelf(20)
    index.upsert(NAME, entries)

    answers = index.search(NAME, np.stack([entries[4].vector, entries[11].vector]), count=1)

    assert [[hit.image for hit in answer] for answer in answers] == [[4], [11]]


def test_an_index_that_is_away_says_so(settings: Settings, tmp_path: Path) -> None:
    settings.INDEX, settings.MILVUS_URI = "milvus", str(tmp_path / "away.db")
    there = serving_index()
    there.create(NAME, DIMENSIONS)
    there.create(OTHER, DIMENSIONS)
    there.upsert(NAME, shelf(2))
    server_manager_instance.release_server(settings.MILVUS_URI)

    with pytest.raises(IndexFailure) as known:
        there.search(NAME, unit(1), count=3)
    with pytest.raises(IndexFailure) as unknown:
        there.count(OTHER)

    assert not isinstance(known.value, UnknownGenerationError)
    assert not isinstance(unknown.value, UnknownGenerationError)
