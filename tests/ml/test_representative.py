"""Photos that tell most about the others: typical of many, and unlike those that were answered."""

import numpy as np

from ml.design import POOL_CAP, representative

SIZES = (40, 30, 20, 10)
NOTHING = np.zeros((0, 16))


def kinds() -> tuple[np.ndarray, np.ndarray]:
    """Four kinds of photo, the first most common, and the kind of each."""
    generator = np.random.default_rng(0)
    kind = np.repeat(np.arange(4), SIZES)
    points = np.eye(16)[kind] + generator.normal(0, 0.1, (len(kind), 16))
    return points / np.linalg.norm(points, axis=1, keepdims=True), kind


def test_each_kind_before_any_comes_twice() -> None:
    embeddings, kind = kinds()

    rows = representative(embeddings, 4, seed=0, covered=NOTHING)

    assert sorted(kind[rows].tolist()) == [0, 1, 2, 3]


def test_what_was_answered_is_not_asked_again() -> None:
    embeddings, kind = kinds()
    answered = np.flatnonzero(np.isin(kind, [0, 1]))

    rows = representative(
        np.delete(embeddings, answered[::2], axis=0), 2, seed=0, covered=embeddings[answered[::2]]
    )

    assert set(np.delete(kind, answered[::2])[rows].tolist()) == {2, 3}


def test_an_odd_one_out_tells_about_nobody() -> None:
    embeddings, _ = kinds()
    with_stranger = np.concatenate([np.eye(16)[15:], embeddings])

    assert 0 not in representative(with_stranger, 4, seed=0, covered=NOTHING)


def test_of_images_that_tell_as_much_the_worthier() -> None:
    embeddings, _ = kinds()
    twice = np.concatenate([embeddings, embeddings])
    worth = np.repeat([1.0, 1.5], len(embeddings))

    assert (representative(twice, 10, seed=0, covered=NOTHING, worth=worth) >= len(embeddings)).all()


def test_what_is_worth_nothing_comes_last() -> None:
    embeddings, kind = kinds()

    rows = representative(embeddings, 100, seed=0, covered=NOTHING, worth=(kind > 0).astype(float))

    assert (kind[rows[:60]] > 0).all() and (kind[rows[60:]] == 0).all()


def test_never_more_than_there_are_and_each_once() -> None:
    embeddings, _ = kinds()

    assert sorted(representative(embeddings, 500, seed=0, covered=embeddings)) == list(range(100))
    assert len(representative(NOTHING, 5, seed=0, covered=NOTHING)) == 0
    assert len(representative(np.ones((8, 16)), 5, seed=0, covered=NOTHING)) == 5


def test_of_a_large_catalog_a_random_part_is_weighed() -> None:
    catalog = np.random.default_rng(1).normal(size=(POOL_CAP + 500, 4))

    rows = representative(catalog, 3, seed=0, covered=catalog[:2, :])

    assert len(set(rows.tolist())) == 3
    assert rows.tolist() == representative(catalog, 3, seed=0, covered=catalog[:2, :]).tolist()
