"""Photos whose answers tell most: typical of many, unlike those answered, and in doubt themselves."""

import numpy as np

from ml.design import POOL_CAP, Known, most_telling

SIZES = (40, 30, 20, 10)
NOTHING = np.zeros((0, 16))


def kinds() -> tuple[np.ndarray, np.ndarray]:
    """Four kinds of photo, the first most common, and the kind of each."""
    generator = np.random.default_rng(0)
    kind = np.repeat(np.arange(4), SIZES)
    points = np.eye(16)[kind] + generator.normal(0, 0.1, (len(kind), 16))
    return points / np.linalg.norm(points, axis=1, keepdims=True), kind


def rows_of(embeddings: np.ndarray, count: int, known: Known, seed: int = 0) -> list[int]:
    rows: list[int] = most_telling(embeddings, count, known, seed=seed).rows.tolist()
    return rows


def test_each_kind_before_any_comes_twice() -> None:
    embeddings, kind = kinds()

    rows = rows_of(embeddings, 4, Known(NOTHING))

    assert sorted(kind[rows].tolist()) == [0, 1, 2, 3]


def test_what_was_answered_is_not_asked_again() -> None:
    embeddings, kind = kinds()
    answered = np.flatnonzero(np.isin(kind, [0, 1]))[::2]

    rows = rows_of(np.delete(embeddings, answered, axis=0), 2, Known(embeddings[answered]))

    assert set(np.delete(kind, answered)[rows].tolist()) == {2, 3}


def test_an_odd_one_out_tells_about_nobody() -> None:
    embeddings, _ = kinds()
    with_stranger = np.concatenate([np.eye(16)[15:], embeddings])

    assert 0 not in rows_of(with_stranger, 4, Known(NOTHING))


def test_doubt_is_asked_about_before_what_is_certain() -> None:
    embeddings, kind = kinds()
    guessed = np.where(kind == 2, 0.5, 0.001)[:, None]

    rows = rows_of(embeddings, 5, Known(NOTHING, guessed=guessed, said=np.zeros((0, 1))))

    assert set(kind[rows].tolist()) == {2}


def test_a_rare_tags_doubt_counts_as_much_as_a_common_ones() -> None:
    embeddings, kind = kinds()
    guessed = np.stack([np.where(kind == 0, 0.5, 0.001), np.where(kind == 3, 0.05, 0.0001)], axis=1)

    told = most_telling(embeddings, 6, Known(NOTHING, guessed=guessed, said=np.zeros((0, 2))), seed=0)

    assert set(kind[told.rows].tolist()) == {0, 3}
    assert told.columns.tolist() == (kind[told.rows] == 3).astype(int).tolist()


def test_a_tag_that_was_not_asked_is_still_in_doubt() -> None:
    embeddings, kind = kinds()
    of_kind = embeddings[kind == 0]
    even = np.full((len(of_kind), 2), 0.5)
    answered = np.tile([True, False], (len(of_kind), 1))

    told = most_telling(of_kind, 3, Known(of_kind, answered, even, even), seed=0)

    assert set(told.columns.tolist()) == {1}


def test_all_of_them_where_more_are_wanted_than_there_are() -> None:
    embeddings, _ = kinds()

    assert sorted(rows_of(embeddings, 500, Known(embeddings))) == list(range(100))
    assert rows_of(NOTHING, 5, Known(NOTHING)) == []
    assert rows_of(embeddings[:1], 5, Known(NOTHING)) == [0]
    assert len(rows_of(np.ones((8, 16)), 5, Known(NOTHING))) == 5


def test_a_large_catalog_is_looked_at_in_part() -> None:
    generator = np.random.default_rng(1)
    catalog = generator.normal(size=(POOL_CAP * 2, 4))

    rows = rows_of(catalog, 3, Known(catalog[:2]))

    assert len(set(rows)) == 3
    assert rows == rows_of(catalog, 3, Known(catalog[:2]))
    assert rows != rows_of(catalog, 3, Known(catalog[:2]), seed=1)
