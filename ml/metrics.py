"""How good a ranking is, and how sure one can be of that from so many images."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score

from ml.scoring import FloatArray


@dataclass(frozen=True, eq=False)
class Interval:
    """A figure with the bounds that hold it with the given confidence; all nan where nothing can be said."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Precision:
    """Average precision per tag and its mean over the tags that have one.

    A tag has an average precision where at least one image is known to have it and one known not to.
    positives [t] and known [t] count the images behind each.
    """

    per_tag: tuple[Interval, ...]
    macro: Interval
    positives: npt.NDArray[np.int64]
    known: npt.NDArray[np.int64]


def average_precision(
    probabilities: FloatArray,
    truth: FloatArray,
    *,
    seed: int,
    resamples: int = 200,
    confidence: float = 0.95,
) -> Precision:
    """Average precision of [n, t] probabilities against [n, t] truth (1, 0, NaN = unknown), cell by cell.

    The intervals are percentiles over `resamples` draws of n images with replacement (Efron's bootstrap), the
    same images for every tag, so that the macro interval keeps what the tags have in common. Raises
    ValueError where the shapes differ.
    """
    if probabilities.shape != truth.shape:
        raise ValueError(f"probabilities {probabilities.shape} and truth {truth.shape} differ in shape")
    everything = np.arange(len(truth))
    values = _per_tag(probabilities, truth, everything)
    generator = np.random.default_rng(seed)
    draws = np.array(
        [
            _per_tag(probabilities, truth, generator.integers(0, len(truth), len(truth)))
            for _ in range(resamples if len(truth) else 0)
        ]
    ).reshape(-1, truth.shape[1])
    # Only tags that the whole set can measure: a resample adds none, and one it loses is left out of it.
    draws[:, np.isnan(values)] = np.nan
    tail = (1 - confidence) / 2
    return Precision(
        per_tag=tuple(_interval(value, draws[:, tag], tail) for tag, value in enumerate(values)),
        macro=_interval(_mean(values), np.array([_mean(draw) for draw in draws]), tail),
        positives=np.asarray((truth == 1).sum(axis=0), np.int64),
        known=np.asarray((~np.isnan(truth)).sum(axis=0), np.int64),
    )


def _per_tag(probabilities: FloatArray, truth: FloatArray, rows: npt.NDArray[np.int64]) -> FloatArray:
    """[t] average precisions on these rows, nan where a tag has no yes or no no among them."""
    values = np.full(truth.shape[1], np.nan)
    for tag in range(truth.shape[1]):
        answers = truth[rows, tag]
        known = ~np.isnan(answers)
        positives = answers[known] == 1
        if positives.any() and not positives.all():
            values[tag] = average_precision_score(positives, probabilities[rows, tag][known])
    return values


def _interval(value: float, draws: FloatArray, tail: float) -> Interval:
    measured = draws[~np.isnan(draws)]
    if np.isnan(value) or not len(measured):
        return Interval(float(value), float("nan"), float("nan"))
    low, high = np.quantile(measured, [tail, 1 - tail])
    return Interval(float(value), float(low), float(high))


def _mean(values: FloatArray) -> float:
    measured = values[~np.isnan(values)]
    return float(measured.mean()) if len(measured) else float("nan")
