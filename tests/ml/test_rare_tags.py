"""Which tags are rare, and where their next photos are looked for."""

import numpy as np

from ml.rare import beside_the_known, rare_tags

NAN = np.nan


def test_rare_is_what_few_said_yes_to_beside_other_tags() -> None:
    assert rare_tags(np.array([40, 38, 5]), np.array([100, 100, 100])).tolist() == [2]


def test_rare_is_what_is_seldom_met_however_often_it_was_found() -> None:
    assert rare_tags(np.array([40, 30]), np.array([100, 5000])).tolist() == [1]


def test_what_nobody_said_yes_to_has_no_neighbours() -> None:
    assert rare_tags(np.array([0, 0]), np.array([50, 50])).tolist() == []
    assert rare_tags(np.array([0, 30, 30]), np.array([50, 50, 50])).tolist() == []


def test_the_likeliest_of_the_nearest_are_asked_about_it() -> None:
    candidates = np.concatenate([np.eye(4)[[0] * 300], np.eye(4)[[3] * 10]]).astype(np.float32)
    guessed = np.zeros((310, 2))
    guessed[:, 1] = np.linspace(1.0, 0.0, 310)
    labeled = np.eye(4)[[3, 0, 0, 1, 1, 2]].astype(np.float32)
    answers = np.array([[NAN, 1.0], [1.0, 0.0], [1.0, NAN], [1.0, NAN], [1.0, NAN], [1.0, NAN]])
    near = np.argsort(-(candidates @ labeled[0]), kind="stable")[:200]

    asked = beside_the_known(candidates, labeled=labeled, answers=answers, guessed=guessed, count=5, seed=0)

    assert {column for _, column in asked} == {1}
    assert [row for row, _ in asked] == sorted(near, key=lambda row: -guessed[row, 1])[:5]


def test_several_rare_tags_share_and_no_photo_comes_twice() -> None:
    generator = np.random.default_rng(0)
    candidates = generator.normal(size=(30, 4))
    labeled = generator.normal(size=(6, 4))
    answers = np.ones((6, 4))
    answers[:, :2] = np.eye(6)[:, :2]

    asked = beside_the_known(
        candidates, labeled=labeled, answers=answers, guessed=generator.random((30, 4)), count=10, seed=0
    )

    assert sorted(column for _, column in asked) == [0] * 5 + [1] * 5
    assert len({row for row, _ in asked}) == 10


def test_nothing_to_look_at() -> None:
    nothing = np.zeros((0, 4))
    answers = np.array([[1.0, 0.0], [NAN, 1.0], [NAN, 1.0], [NAN, 1.0]])

    assert (
        beside_the_known(
            nothing, labeled=np.eye(4), answers=answers, guessed=np.zeros((0, 2)), count=3, seed=0
        )
        == []
    )
