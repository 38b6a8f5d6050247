"""A batch of doubtful photos that all look alike would ask one question twenty times."""

import numpy as np

from ml.acquisition import diverse_subset


def test_copies_are_not_asked_twice() -> None:
    distinct = np.eye(3).repeat(10, axis=0)

    for seed in range(20):
        rows = diverse_subset(distinct, np.ones(30), 3, seed=seed)
        assert sorted(rows // 10) == [0, 1, 2]


def test_copies_are_better_than_nothing() -> None:
    rows = diverse_subset(np.ones((8, 3)), np.ones(8), 5, seed=0)

    assert len(set(rows.tolist())) == 5


def test_no_doubt_is_not_asked_while_there_is_any() -> None:
    scores = np.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0])

    assert set(diverse_subset(np.eye(6), scores, 3, seed=0).tolist()) == {1, 3, 5}


def test_never_more_than_there_are() -> None:
    assert sorted(diverse_subset(np.eye(4), np.ones(4), 9, seed=0)) == [0, 1, 2, 3]
    assert len(diverse_subset(np.zeros((0, 4)), np.zeros(0), 9, seed=0)) == 0
