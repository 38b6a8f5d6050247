"""Of a hundred images that a model calls .72 likely, how many have the tag?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.metrics import Interval
from ml.scoring import FloatArray

BINS = 10
ERROR_BINS = 5
"""With planted truth and 300 answers, the mean gap over five bins comes nearest to the true error; over ten,
chance alone opens gaps half again as wide. See benchmarks/calibration.py."""
Z95 = 1.959964


@dataclass(frozen=True)
class Bin:
    """Images of nearly the same probability: what was said of them on average, what is true, between which
    bounds (95 %, Wilson 1927), of how many."""

    said: float
    true: float
    low: float
    high: float
    images: int


def reliability(probabilities: FloatArray, truth: FloatArray, bins: int = BINS) -> list[Bin]:
    """Equally full bins of [n] probabilities against [n] truth (1, 0, NaN = unknown), ascending."""
    known = np.flatnonzero(~np.isnan(truth))
    order = known[np.argsort(probabilities[known], kind="stable")]
    parts = np.array_split(order, min(bins, len(order))) if len(order) else []
    return [_bin(np.asarray(probabilities[part], np.float64), truth[part]) for part in parts]


def _bin(said: npt.NDArray[np.float64], truth: FloatArray) -> Bin:
    hits = int((truth == 1).sum())
    low, high = wilson(hits, len(said))
    return Bin(float(said.mean()), hits / len(said), low, high, len(said))


def wilson(hits: int, trials: int, z: float = Z95) -> tuple[float, float]:
    """Bounds of a share of which `hits` in `trials` were seen (Wilson 1927); (0, 1) of none."""
    if not trials:
        return 0.0, 1.0
    share, weight = hits / trials, z * z / trials
    middle = share + weight / 2
    half = z * np.sqrt(share * (1 - share) / trials + weight / (4 * trials))
    low, high = (middle - half) / (1 + weight), (middle + half) / (1 + weight)
    return float(max(0.0, low)), float(min(1.0, high))


def expected_error(probabilities: FloatArray, truth: FloatArray, bins: int = ERROR_BINS) -> float:
    """Expected calibration error: how far said and true lie apart, on average over images; nan of none.

    Over equally full bins (Nguyen and O'Connor 2015).
    """
    found = reliability(probabilities, truth, bins)
    if not found:
        return float("nan")
    gaps = [abs(one.said - one.true) for one in found]
    return float(np.average(gaps, weights=[one.images for one in found]))


def error_interval(
    probabilities: FloatArray, truth: FloatArray, *, seed: int, resamples: int = 200
) -> Interval:
    """The expected calibration error with its 95 % interval, by bootstrap over images (Efron).

    A draw holds some images twice, which opens gaps where there are none; so the draws' spread is kept and
    centred on the figure.
    """
    value = expected_error(probabilities, truth)
    known = np.flatnonzero(~np.isnan(truth))
    if not len(known):
        return Interval(value, value, value)
    draws = np.random.default_rng(seed).choice(known, (resamples, len(known)))
    errors = [expected_error(probabilities[draw], truth[draw]) for draw in draws]
    low, middle, high = np.quantile(errors, [0.025, 0.5, 0.975])
    return Interval(value, float(max(0.0, value + low - middle)), float(min(1.0, value + high - middle)))
