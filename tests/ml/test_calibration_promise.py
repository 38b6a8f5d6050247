"""A tag is said from where on the promised share is right, proven on audit images; else it is not said."""

from __future__ import annotations

import numpy as np
import pytest

from ml.promise import keep_promise
from ml.proof import images_to_prove, least_images
from ml.reliability import error_interval, expected_error, reliability, wilson

PROMISED = 0.9


def test_twenty_nine_right_ones_prove_nine_in_ten() -> None:
    assert least_images(PROMISED) == 29

    scores = np.linspace(1, 0.5, 29)

    assert keep_promise(scores, np.ones(29), PROMISED).threshold == pytest.approx(0.5, abs=1e-5)
    assert keep_promise(scores[:28], np.ones(28), PROMISED).threshold is None


def test_the_lowest_threshold_that_holds_is_found_with_its_figures() -> None:
    scores = np.linspace(1, 0, 201)
    truth = (scores > 0.5).astype(np.float64)

    found = keep_promise(scores, truth, PROMISED)

    assert found.threshold == pytest.approx(0.48, abs=0.03)
    assert found.low < found.precision <= found.high
    assert found.precision > PROMISED
    assert found.recall == 1.0
    assert found.images == pytest.approx(105, abs=5)


def test_a_tag_that_is_wrong_one_time_in_five_is_not_said_and_shows_why() -> None:
    scores, truth = np.linspace(1, 0, 400), np.ones(400)
    truth[::5] = 0

    found = keep_promise(scores, truth, PROMISED)

    assert found.threshold is None
    assert found.precision == pytest.approx(0.8, abs=0.05)
    assert found.images == 29


def test_images_of_equal_probability_are_said_all_or_none() -> None:
    scores, truth = np.repeat([0.9, 0.1], 60), np.repeat([1.0, 0.0], 60)

    found = keep_promise(scores, truth, PROMISED)

    assert found.threshold == pytest.approx(0.9, abs=1e-5)
    assert found.images == 60


@pytest.mark.parametrize("truth", [np.full(50, np.nan), np.zeros(50), np.zeros(0)])
def test_without_a_yes_nothing_is_promised(truth: np.ndarray) -> None:
    found = keep_promise(np.linspace(1, 0, len(truth)), truth, PROMISED)

    assert found.threshold is None
    assert np.isnan(found.recall)


def test_a_promise_is_broken_at_most_one_time_in_twenty() -> None:
    """Of tags that never reach the promise, however many thresholds are tried."""
    chance = np.random.default_rng(0)
    broken = [
        keep_promise(chance.random(600), (chance.random(600) < 0.89).astype(float), PROMISED).threshold
        is not None
        for _ in range(400)
    ]

    assert np.mean(broken) < 0.09  # .05 and three standard errors


def test_bins_are_equally_full_and_bound_what_is_true() -> None:
    chance = np.random.default_rng(1)
    said = chance.random(1000)
    truth = (chance.random(1000) < said).astype(np.float64)
    truth[:100] = np.nan

    found = reliability(said, truth)

    assert [one.images for one in found] == [90] * 10
    assert [one.said for one in found] == sorted(one.said for one in found)
    assert sum(one.low <= one.said <= one.high for one in found) >= 8
    assert expected_error(said, truth) < 0.05
    assert expected_error(said**4, truth) > 0.2
    wrong = error_interval(said**4, truth, seed=0)
    assert 0.2 < wrong.low < wrong.value < wrong.high < 0.4


def test_of_nothing_nothing_is_known() -> None:
    assert reliability(np.zeros(3), np.full(3, np.nan)) == []
    assert np.isnan(expected_error(np.zeros(0), np.zeros(0)))
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(8, 10) == pytest.approx((0.490, 0.943), abs=1e-3)  # Wilson 1927, as in Newcombe 1998


def test_how_many_it_takes_is_what_the_exact_bound_asks() -> None:
    needed = images_to_prove(0.97, PROMISED)
    assert needed is not None

    wrong = int(np.ceil(needed * 0.03))
    scores = np.linspace(1, 0.5, needed)
    enough = np.append(np.ones(needed - wrong), np.zeros(wrong))

    assert keep_promise(scores, enough, PROMISED).threshold == pytest.approx(0.5, abs=0.05)
    assert images_to_prove(1.0, PROMISED) == 29
    assert images_to_prove(0.9, PROMISED) is None
    assert images_to_prove(0.9001, PROMISED) is None
