"""The figure that is published, and the interval that says how far to believe it."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from ml.metrics import average_precision

GENERATOR = np.random.default_rng(0)
TRUTH = (GENERATOR.random((80, 3)) < (0.5, 0.2, 0.1)).astype(float)
PROBABILITIES = np.clip(TRUTH * 0.3 + GENERATOR.random((80, 3)) * 0.7, 0, 1)


def test_it_is_scikit_learns() -> None:
    found = average_precision(PROBABILITIES, TRUTH, seed=0)

    expected = [average_precision_score(TRUTH[:, tag], PROBABILITIES[:, tag]) for tag in range(3)]
    assert [interval.value for interval in found.per_tag] == pytest.approx(expected)
    assert found.macro.value == pytest.approx(np.mean(expected))
    assert found.positives.tolist() == TRUTH.sum(axis=0).tolist()


def test_the_interval_holds_the_value() -> None:
    found = average_precision(PROBABILITIES, TRUTH, seed=0)

    for interval in (*found.per_tag, found.macro):
        assert interval.low <= interval.value <= interval.high
        assert interval.high - interval.low > 0.01


def test_more_photos_make_it_narrower() -> None:
    few = average_precision(PROBABILITIES, TRUTH, seed=0).macro
    many = average_precision(np.tile(PROBABILITIES, (9, 1)), np.tile(TRUTH, (9, 1)), seed=0).macro

    assert many.high - many.low < (few.high - few.low) / 2


def test_unknown_cells_are_left_out() -> None:
    holes = TRUTH.copy()
    holes[:30, 0] = np.nan

    found = average_precision(PROBABILITIES, holes, seed=0)

    assert found.per_tag[0].value == pytest.approx(
        average_precision_score(TRUTH[30:, 0], PROBABILITIES[30:, 0])
    )
    assert found.known.tolist() == [50, 80, 80]


def test_a_tag_without_yes_or_without_no_has_no_figure() -> None:
    truth = np.column_stack([TRUTH[:, 0], np.zeros(80), np.ones(80)])

    found = average_precision(PROBABILITIES, truth, seed=0)

    assert np.isnan([found.per_tag[1].value, found.per_tag[2].low]).all()
    assert found.macro.value == found.per_tag[0].value


def test_nothing_known_at_all() -> None:
    found = average_precision(np.zeros((0, 2)), np.zeros((0, 2)), seed=0)

    assert np.isnan(found.macro.value)


def test_shapes_that_differ_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in shape"):
        average_precision(np.zeros((3, 2)), np.zeros((3, 1)), seed=0)
