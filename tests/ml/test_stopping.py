"""A tag has met its goal, is at its ceiling, or is worth continuing; never told to stop out of ignorance."""

import math

import numpy as np
import pytest

from ml.curves import CurveConfig, Luck, Measured, fit_curve
from ml.stopping import doubling, labels_to, verdict

QUIET = Luck(jitter=1e-5, drift=1e-3)


@pytest.mark.parametrize(
    ("value", "ceiling", "gain_high", "noise", "expected"),
    [
        (0.85, None, 0.2, 0.01, "met"),
        (0.7, 0.68, 0.2, 0.01, "ceiling"),
        (0.7, None, 0.005, 0.02, "ceiling"),
        (0.7, None, 0.05, 0.02, "continue"),
        (0.7, 0.9, None, None, "continue"),
    ],
)
def test_what_is_said_of_a_tag(
    value: float, ceiling: float | None, gain_high: float | None, noise: float | None, expected: str
) -> None:
    assert verdict(value, goal=0.8, ceiling=ceiling, gain_high=gain_high, noise=noise) == expected


def measured(values: list[float]) -> Measured:
    labels = np.array([100.0, 200.0, 400.0, 800.0, 1600.0])
    return Measured(labels, tuple(np.array([value] * 3) for value in values), 0.1, 0.1)


def test_a_plateau_gains_less_than_its_noise() -> None:
    flat = fit_curve(measured([0.6, 0.605, 0.605, 0.606, 0.606]), QUIET, CurveConfig(), seed=0)

    gain, noise = doubling(flat)

    assert gain.low <= gain.value <= gain.high
    assert gain.high < noise


def test_a_slope_gains_more() -> None:
    steep = fit_curve(measured([0.2, 0.3, 0.4, 0.5, 0.6]), QUIET, CurveConfig(), seed=0)

    gain, noise = doubling(steep)

    assert gain.value > 0.04
    assert gain.high > noise


def test_a_forecast_gets_there_between_its_points() -> None:
    assert labels_to([100, 200, 400], [0.5, 0.6, 0.8], 0.7) == pytest.approx(300)
    assert labels_to([100, 200, 400], [0.5, 0.6, 0.8], 0.4) == 100
    assert math.isinf(labels_to([100, 200, 400], [0.5, 0.6, 0.8], 0.9))
