"""Before there is a model: photos that stand for many others, and differ from each other."""

import numpy as np

from ml.acquisition import typical_and_diverse

SIZES = (30, 24, 18, 12, 9)


def kinds() -> tuple[np.ndarray, np.ndarray]:
    """Five kinds of photo, the first most common, and the kind of each."""
    generator = np.random.default_rng(0)
    kind = np.repeat(np.arange(5), SIZES)
    points = np.eye(16)[kind] + generator.normal(0, 0.05, (len(kind), 16))
    return points / np.linalg.norm(points, axis=1, keepdims=True), kind


def test_each_kind_once_the_most_common_first() -> None:
    embeddings, kind = kinds()

    rows = typical_and_diverse(embeddings, 5, seed=0)

    assert kind[rows].tolist() == [0, 1, 2, 3, 4]


def test_kinds_that_are_labeled_wait() -> None:
    embeddings, kind = kinds()
    labeled = [3, 60]  # of the first kind and of the third

    rows = typical_and_diverse(np.delete(embeddings, labeled, axis=0), 3, seed=0, covered=embeddings[labeled])

    assert set(np.delete(kind, labeled)[rows].tolist()) == {1, 3, 4}


def test_an_odd_one_out_is_not_typical() -> None:
    embeddings, _ = kinds()
    with_stranger = np.concatenate([-np.eye(16)[15:], embeddings])

    assert 0 not in typical_and_diverse(with_stranger, 5, seed=0)


def test_never_more_than_there_are_and_each_once() -> None:
    embeddings, _ = kinds()

    assert sorted(typical_and_diverse(embeddings, 500, seed=0)) == list(range(len(embeddings)))
    assert len(typical_and_diverse(embeddings[:0], 5, seed=0)) == 0


def test_the_same_seed_the_same_choice() -> None:
    embeddings, _ = kinds()

    assert np.array_equal(
        typical_and_diverse(embeddings, 12, seed=4), typical_and_diverse(embeddings, 12, seed=4)
    )
