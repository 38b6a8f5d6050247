"""How good a ranking is, and how sure one can be of that from so many images."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

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


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two rankings of the same images: before and after [t] average precisions, and what changed.

    macro is the change of their mean with its interval, worse the probability of a mean that low or lower if
    nothing had changed; tag_worse [t] the same of each tag. nan where a tag cannot be measured.
    """

    before: npt.NDArray[np.float64]
    after: npt.NDArray[np.float64]
    macro: Interval
    worse: float
    tag_worse: npt.NDArray[np.float64]

    def fallen(self, level: float = 0.05) -> list[int]:
        """The tags that fell, with at most the probability `level` of naming one that did not (Holm 1979)."""
        measured = np.flatnonzero(~np.isnan(self.tag_worse))
        ranked = measured[np.argsort(self.tag_worse[measured], kind="stable")]
        found = []
        for place, tag in enumerate(ranked.tolist()):
            if self.tag_worse[tag] > level / (len(ranked) - place):
                break
            found.append(tag)
        return sorted(found)


def compare(
    before: FloatArray, after: FloatArray, truth: FloatArray, *, seed: int, resamples: int = 400
) -> Comparison:
    """Paired bootstrap of two [n, t] predictions against [n, t] truth (1, 0, NaN = unknown).

    Both are measured on the same draws of n images (Efron and Tibshirani 1993, chapter 16), so that what the
    images have in common cancels. The draws give the spread of each change; its probability is then that of a
    normal one, because for a Bonferroni-like correction over dozens of tags the tail of a few hundred draws
    is too thin. Raises ValueError where the shapes differ.
    """
    if not before.shape == after.shape == truth.shape:
        raise ValueError(
            f"before {before.shape}, after {after.shape} and truth {truth.shape} differ in shape"
        )
    images, tags = truth.shape
    counts = np.ones((1 + resamples, images))
    if images:
        generator = np.random.default_rng(seed)
        counts[1:] = generator.multinomial(images, np.full(images, 1 / images), size=resamples)
    first, second = (
        np.stack([_of_tag(said[:, tag], truth[:, tag], counts) for tag in range(tags)], axis=1)
        for said in (before, after)
    )
    change = second - first
    change[1:, np.isnan(change[0])] = np.nan
    means = np.array([_mean(draw) for draw in change])
    return Comparison(
        before=first[0],
        after=second[0],
        macro=_interval(float(means[0]), means[1:], 0.025, least=-1.0),
        worse=_chance_of(float(means[0]), means[1:]),
        tag_worse=np.array([_chance_of(float(change[0, tag]), change[1:, tag]) for tag in range(tags)]),
    )


def _chance_of(change: float, draws: FloatArray) -> float:
    """The probability of a change so low or lower if there were none; nan where nothing can be said."""
    measured = draws[~np.isnan(draws)]
    if np.isnan(change) or len(measured) < 2:
        return float("nan")
    spread = float(measured.std(ddof=1))
    if spread < 1e-12:
        return 0.0 if change < -1e-12 else 1.0
    return float(ndtr(change / spread))


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


def _interval(value: float, draws: FloatArray, tail: float, *, least: float = 0.0) -> Interval:
    measured = draws[~np.isnan(draws)]
    if np.isnan(value) or not len(measured):
        return Interval(float(value), float("nan"), float("nan"))
    low, middle, high = np.quantile(measured, [tail, 0.5, 1 - tail])
    return Interval(
        float(value), float(max(least, value + low - middle)), float(min(1.0, value + high - middle))
    )


def _mean(values: FloatArray) -> float:
    measured = values[~np.isnan(values)]
    return float(measured.mean()) if len(measured) else float("nan")


def precision_of_draws(probabilities: FloatArray, truth: FloatArray, counts: FloatArray) -> FloatArray:
    """[b] means over the tags of [n, t] predictions' average precision, image i counted counts[b, i] times.

    truth [n, t] as above. A draw without a yes or a no of a tag leaves it out; nan where none is left.
    """
    scores = np.stack(
        [_of_tag(probabilities[:, tag], truth[:, tag], counts) for tag in range(truth.shape[1])], axis=1
    )
    known = ~np.isnan(scores)
    total = np.where(known, scores, 0.0).sum(axis=1)
    return np.asarray(
        np.where(known.any(axis=1), total / np.maximum(known.sum(axis=1), 1), np.nan), np.float64
    )
