"""From learning curves to what a person wants to know: how many more labels, and how many times as many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ml.curves import Curve, CurveConfig, Measured, common_luck, fit_curve, log_odds, own_luck
from ml.metrics import Interval, average_precision
from ml.scoring import FloatArray

if TYPE_CHECKING:
    from ml.nested import Part

CONFIDENCE = 0.8
LOW, HIGH = (1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2
HORIZON = 16
"""Times the labels there are: what lies further is not told. The back-test looks four times ahead."""
LEAST_LABELS = 2
ALMOST = 0.95


@dataclass(frozen=True, eq=False)
class Learned:
    """A tag's points with their intervals over audit images, and the curves fitted to them."""

    labels: FloatArray
    points: tuple[Interval, ...]
    curve: Curve

    @property
    def value(self) -> float:
        """What the head of all labels reaches on the audit images."""
        return self.points[-1].value

    def band(self, labels: FloatArray) -> tuple[Interval, ...]:
        """The forecast at each number of labels, of all images and not only those audited."""
        return tuple(
            Interval(middle, low, high)
            for low, middle, high in np.quantile(self.curve.true(labels), [LOW, 0.5, HIGH], axis=0).T.tolist()
        )

    def more_to(self, goal: float) -> Interval:
        """Labels beyond those there are until the goal is met; inf where that lies beyond the horizon."""
        needed = np.maximum(self.curve.labels_to(goal) - self.curve.labels, 0.0)
        return _told(needed, (HORIZON - 1) * self.curve.labels)


def ratio(tag: Learned, reference: Learned) -> Interval:
    """How many labels the tag takes for each one of the reference, to get equally far from guessing.

    Compared is the share of the way from guessing to perfect, as a tag that half of the images have gets
    half of the average precision for nothing. Read off a little below what the lower of the two has reached:
    neither curve is extended beyond its labels, nor asked when it came to the end of a plateau. inf where
    it is beyond a thousandfold.
    """
    reached = (ALMOST * np.minimum(_way(tag), _way(reference))).clip(0.01, 0.98)
    needed, theirs = (
        curve.labels_to(_unflattered(curve, reached)).clip(0.5) for curve in (tag.curve, reference.curve)
    )
    return _told(needed / theirs, 1000.0)


def _way(learned: Learned) -> FloatArray:
    """[s] share of the way from guessing to perfect that each curve has gone with the labels there are."""
    curve = learned.curve
    return np.asarray((curve.true(np.array([curve.labels]))[:, 0] - curve.chance) / (1 - curve.chance))


def _unflattered(curve: Curve, share: FloatArray) -> FloatArray:
    return np.asarray(curve.chance + (1 - curve.chance) * share)


def _told(draws: FloatArray, beyond: float) -> Interval:
    low, middle, high = np.quantile(draws, [LOW, 0.5, HIGH], method="inverted_cdf").tolist()
    return Interval(*(value if value <= beyond else math.inf for value in (middle, low, high)))


def learned(
    parts: Sequence[Part],
    truth: FloatArray,
    *,
    can_tell: npt.NDArray[np.bool_],
    seed: int,
    config: CurveConfig | None = None,
) -> list[Learned | None]:
    """Each tag's curve from heads on parts, the whole last, and the truth [m, t] about the audit images.

    None where can_tell [t] says that too little is audited, or fewer than three numbers of labels could be
    measured.
    """
    config = config or CurveConfig()
    by_fraction = [
        [part for part in parts if part.fraction == fraction]
        for fraction in sorted({part.fraction for part in parts})
    ]
    figures = [[_precision(part, truth, seed) for part in group] for group in by_fraction]
    points = {}
    for tag in np.flatnonzero(can_tell).tolist():
        reached = [
            (float(np.mean([part.labels[tag] for part in group])), [found[tag] for found in those])
            for group, those in zip(by_fraction, figures, strict=True)
        ]
        found = _points([point for point in reached if point[0] >= LEAST_LABELS], truth[:, tag])
        if found is not None:
            points[tag] = found
    luck = common_luck([measured for measured, _ in points.values()])
    curves: list[Learned | None] = [None] * truth.shape[1]
    for tag, (measured, shown) in points.items():
        curve = fit_curve(measured, own_luck(measured, luck, config), config, seed=(seed, tag))
        curves[tag] = Learned(measured.labels, shown, curve)
    return curves


def _precision(part: Part, truth: FloatArray, seed: int) -> tuple[Interval, ...]:
    found = average_precision(part.probabilities, truth, seed=seed, resamples=100, confidence=CONFIDENCE)
    return found.per_tag


def _points(
    kept: Sequence[tuple[float, Sequence[Interval]]], truth: FloatArray
) -> tuple[Measured, tuple[Interval, ...]] | None:
    """What one tag's [m] truth makes of the figures at each number of labels."""
    labels = np.array([count for count, _ in kept])
    values = tuple(np.array([figure.value for figure in figures]) for _, figures in kept)
    if len(labels) < 3 or (np.diff(labels) <= 0).any() or np.isnan(np.concatenate(values)).any():
        return None
    known = truth[~np.isnan(truth)]
    positives = float((known == 1).sum())
    measured = Measured(labels, values, float(np.mean(known)), audit_noise(kept[-1][1][0], positives))
    return measured, tuple(_middle(figures) for _, figures in kept)


def audit_noise(figure: Interval, positives: float) -> float:
    """Standard deviation, in log odds, of a figure over which images happen to be audited.

    From its bootstrap interval, but at least two thirds of what a share of so many positives has: a perfect
    ranking of eight stays perfect in every resample, and is no proof of perfection.
    """
    low, high = log_odds(np.array([figure.low, figure.high]))
    hits = figure.value * positives
    share = math.sqrt(1 / (hits + 0.5) + 1 / (positives - hits + 0.5))
    return max(float(high - low) / (2 * NormalDist().inv_cdf(HIGH)), 0.65 * share)


def _middle(figures: Sequence[Interval]) -> Interval:
    value, low, high = np.mean([(figure.value, figure.low, figure.high) for figure in figures], axis=0)
    return Interval(float(value), float(low), float(high))


def typical(several: Sequence[Learned]) -> int:
    """Which of these learns neither easily nor hardly: the middle one by the labels it takes.

    Compared at what all of them have reached. Not the easiest: that is often learned from fewer labels than
    the smallest part has.
    """
    common = ALMOST * min(float(np.median(_way(tag))) for tag in several)
    share = np.array([max(common, 0.01)])
    labels = [float(np.median(tag.curve.labels_to(_unflattered(tag.curve, share)))) for tag in several]
    return int(np.argsort(labels, kind="stable")[(len(labels) - 1) // 2])
