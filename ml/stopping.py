"""Whether more labels of a tag are worth a curator's time. NumPy only: the web process asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np

from ml.metrics import Interval

if TYPE_CHECKING:
    from ml.curves import Curve

Verdict = Literal["met", "ceiling", "continue"]
LOW, HIGH = 0.1, 0.9
"""As the bands of the learning curves: eight of ten lie between."""


def doubling(curve: Curve) -> tuple[Interval, float]:
    """What twice the labels are expected to bring, in average precision, and what luck alone moves it by.

    The gain is told over the curves that could have made the points, all images and not only those audited.
    The noise is one standard deviation over which images happen to be labelled: a retraining on as many
    others would move the figure so far.
    """
    true = curve.true(np.array([curve.labels, 2 * curve.labels]))
    low, middle, high = np.quantile(true[:, 1] - true[:, 0], [LOW, 0.5, HIGH]).tolist()
    noise = float(np.sqrt(curve.luck.jitter + curve.luck.drift / curve.labels))
    return Interval(middle, low, high), noise


def verdict(
    value: float, *, goal: float, ceiling: float | None, gain_high: float | None, noise: float | None
) -> Verdict:
    """Of a tag whose average precision is `value`.

    It has met its goal; or is at its ceiling, because it agrees with people as they do among themselves
    (`ceiling`), or because even at the favourable end of what is believed (`gain_high`) twice the labels
    would bring less than the `noise`; or is worth continuing. The favourable end, and not the expectation:
    where little is known of a curve nobody is told to stop.
    """
    if value >= goal:
        return "met"
    if ceiling is not None and value >= ceiling:
        return "ceiling"
    if gain_high is not None and noise is not None and gain_high < noise:
        return "ceiling"
    return "continue"


def labels_to(labels: Sequence[float], values: Sequence[float], level: float) -> float:
    """Where a forecast [k] first gets to the level, straight between its points; inf where it never does.

    Of the middle of a band of curves that rise it is the middle of where they get there; of the band's upper
    edge the early end of that, of its lower edge the late one.
    """
    reached = np.flatnonzero(np.asarray(values) >= level)
    if not len(reached):
        return float("inf")
    place = int(reached[0])
    if place == 0:
        return float(labels[0])
    return float(np.interp(level, values[place - 1 : place + 1], labels[place - 1 : place + 1]))
