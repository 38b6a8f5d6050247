"""Arms beside each other: how many labels one saves, and where it loses."""

import math

import numpy as np
import pytest

from ml.arms import area, labels_to, paired, ratio_to, worse_share

BUDGETS = (10, 20, 40)
SLOW = np.array([[0.2, 0.4, 0.8]] * 6)
FAST = np.array([[0.4, 0.8, 0.8]] * 6)


def test_labels_to_a_level_lie_straight_between_budgets() -> None:
    curve = np.array([0.2, 0.4, 0.8])

    assert labels_to(curve, BUDGETS, 0.3) == pytest.approx(15)
    assert labels_to(curve, BUDGETS, 0.6) == pytest.approx(30)
    assert labels_to(curve, BUDGETS, 0.1) == 10


def test_what_is_never_reached_has_no_number() -> None:
    assert math.isnan(labels_to(np.array([0.2, 0.4, np.nan]), BUDGETS, 0.5))


def test_half_the_labels_are_half_the_labels() -> None:
    found = ratio_to(FAST, SLOW, BUDGETS, level=0.6, seed=0)

    assert [found.value, found.low, found.high] == pytest.approx([0.5, 0.5, 0.5])


def test_who_never_gets_there_needs_more_than_all() -> None:
    assert ratio_to(SLOW, FAST + 0.1, BUDGETS, level=0.9, seed=0).value == math.inf
    assert math.isnan(ratio_to(FAST, SLOW, BUDGETS, level=0.9, seed=0).value)


def test_the_interval_of_a_ratio_holds_it() -> None:
    generator = np.random.default_rng(0)
    noisy = [arm + 0.05 * generator.normal(size=arm.shape) for arm in (FAST, SLOW)]

    found = ratio_to(noisy[0], noisy[1], BUDGETS, level=0.6, seed=0)

    assert found.low <= 0.5 <= found.high
    assert found.low < found.value < found.high


def test_worse_is_only_what_is_worse_beyond_doubt() -> None:
    generator = np.random.default_rng(0)
    noise = 0.1 * generator.normal(size=SLOW.shape)
    lost = np.array([0, -0.5, 0])

    assert worse_share(SLOW + noise + lost, SLOW, 0) == pytest.approx(1 / 3)
    assert worse_share(SLOW, SLOW, 0) == 0


def test_pairs_of_seeds_cancel_what_they_share() -> None:
    shared = np.random.default_rng(0).normal(size=(6, 1))

    for gain in paired(FAST + shared, SLOW + shared, 0)[:2]:
        assert gain.low == pytest.approx(gain.high)
        assert gain.value > 0


def test_the_area_is_the_mean_height() -> None:
    assert area(np.full((2, 3), 0.7), BUDGETS) == pytest.approx([0.7, 0.7])
    # From 10 to 20 labels is as far as from 20 to 40.
    assert area(np.array([[0.0, 1.0, 1.0]]), BUDGETS) == pytest.approx([0.75])
    assert area(np.array([[0.3]]), (10,)) == pytest.approx([0.3])
