"""From which probability on may a tag be said, so that a promised share of what is said is right?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import beta

from ml.proof import CONFIDENCE, least_images
from ml.scoring import FloatArray

NAN = float("nan")


@dataclass(frozen=True)
class Promise:
    """The lowest threshold at which the promise holds, or None; and what was seen there.

    precision of the `images` at or above it lies between low and high (95 %, Clopper and Pearson), recall is
    the share of the tag's images that are among them. Without a threshold the figures are those of the
    strictest that could have been proven, NaN where there are too few images for any.
    """

    threshold: float | None
    precision: float
    low: float
    high: float
    recall: float
    images: int


def keep_promise(
    probabilities: FloatArray, truth: FloatArray, promised: float, confidence: float = CONFIDENCE
) -> Promise:
    """Where to publish one tag, by [n] probabilities and [n] truth (1, 0, NaN = unknown) of random images.

    Thresholds are tried from the strictest that could prove anything to looser ones, each by the exact lower
    bound of its precision, and the first failure ends it: the chance that a promise is made which is not kept
    is at most 1 − confidence, however many are tried (fixed-sequence testing; Angelopoulos et al. 2021,
    "Learn then Test", section 2.3). That holds because the order is that of the scores alone: a calibration
    which keeps the ranking may have seen the same answers. Where a choice group's calibration moves images
    past each other, it is an approximation. promised is strictly between 0 and 1.
    """
    known = np.flatnonzero(~np.isnan(truth))
    order = known[np.argsort(-probabilities[known], kind="stable")]
    scores, hits = probabilities[order], np.cumsum(truth[order] == 1)
    # Images of equal probability are all in or all out.
    ends = np.flatnonzero(np.append(scores[1:] != scores[:-1], True)) if len(order) else order
    ends = ends[ends + 1 >= least_images(promised, confidence)]
    if not len(ends):
        return Promise(None, NAN, NAN, NAN, NAN, 0)
    bounds = beta.ppf(1 - confidence, hits[ends], ends + 2 - hits[ends])
    kept = int(np.argmin(np.append(bounds >= promised, False)))
    end = int(ends[max(0, kept - 1)])
    seen, right = end + 1, int(hits[end])
    low, high = clopper_pearson(right, seen)
    return Promise(
        threshold=_just_below(float(scores[end])) if kept else None,
        precision=right / seen,
        low=low,
        high=high,
        recall=right / int(hits[-1]) if hits[-1] else float("nan"),
        images=seen,
    )


def clopper_pearson(hits: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Exact two-sided bounds of a share."""
    tail = (1 - confidence) / 2
    low = float(beta.ppf(tail, hits, trials - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1 - tail, hits + 1, trials - hits)) if hits < trials else 1.0
    return low, high


def _just_below(score: float) -> float:
    """A mean over photos adds up in another order: the image itself must not fall below."""
    return max(0.0, score - 1e-6)
