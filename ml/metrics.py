"""How good a ranking is, and how sure one can be of that from so many images."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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

    The intervals come from `resamples` draws of n images with replacement (Efron), the same images
    for every tag, so that the macro interval keeps what the tags have in common. A draw holds some images
    twice, which flatters a ranking; so the draws' spread is kept and centred on the figure. Raises ValueError
    where the shapes differ.
    """
    if probabilities.shape != truth.shape:
        raise ValueError(f"probabilities {probabilities.shape} and truth {truth.shape} differ in shape")
    images, tags = truth.shape
    generator = np.random.default_rng(seed)
    counts = np.ones((1 + (resamples if images else 0), images))  # the first row is the set itself
    if images:
        counts[1:] = generator.multinomial(images, np.full(images, 1 / images), size=resamples)
    scores = np.stack([_of_tag(probabilities[:, tag], truth[:, tag], counts) for tag in range(tags)], axis=1)
    values, draws = scores[0], scores[1:]
    # Only tags that the whole set can measure: a resample adds none, and one it loses is left out of it.
    draws[:, np.isnan(values)] = np.nan
    tail = (1 - confidence) / 2
    return Precision(
        per_tag=tuple(_interval(value, draws[:, tag], tail) for tag, value in enumerate(values)),
        macro=_interval(_mean(values), np.array([_mean(draw) for draw in draws]), tail),
        positives=np.asarray((truth == 1).sum(axis=0), np.int64),
        known=np.asarray((~np.isnan(truth)).sum(axis=0), np.int64),
    )


def _of_tag(probabilities: FloatArray, truth: FloatArray, counts: FloatArray) -> FloatArray:
    """[b] average precisions of one tag, each image i counted counts[b, i] times; nan without a yes or a no.

    The sum over distinct probabilities, highest first, of precision there times the recall gained, as
    scikit-learn's `average_precision_score` has it; all draws at once, which is a hundred times faster.
    """
    known = np.flatnonzero(~np.isnan(truth))
    order = known[np.argsort(-probabilities[known], kind="stable")]
    ranked = probabilities[order]
    ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True)) if len(order) else order
    taken = counts[:, order].cumsum(axis=1)[:, ends]
    hits = (counts[:, order] * (truth[order] == 1)).cumsum(axis=1)[:, ends]
    if not len(ends):
        return np.full(len(counts), np.nan)
    gained = np.diff(hits, axis=1, prepend=0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        precision = np.where(taken > 0, hits / taken, 0.0)
        values = (precision * gained).sum(axis=1) / hits[:, -1]
    values[(hits[:, -1] == 0) | (hits[:, -1] == taken[:, -1])] = np.nan
    return np.asarray(values, np.float64)


def _interval(value: float, draws: FloatArray, tail: float) -> Interval:
    measured = draws[~np.isnan(draws)]
    if np.isnan(value) or not len(measured):
        return Interval(float(value), float("nan"), float("nan"))
    low, middle, high = np.quantile(measured, [tail, 0.5, 1 - tail])
    return Interval(
        float(value), float(max(0.0, value + low - middle)), float(min(1.0, value + high - middle))
    )


def _mean(values: FloatArray) -> float:
    measured = values[~np.isnan(values)]
    return float(measured.mean()) if len(measured) else float("nan")
