"""Learning curves of several arms beside each other: how many labels one saves, and where it loses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ml.metrics import Interval

Floats = npt.NDArray[np.float64]
RESAMPLES = 1000


def labels_to(curve: Floats, budgets: Sequence[int], level: float) -> float:
    """The number of labels at which a curve [b] first reaches the level, straight between budgets.

    The first budget where it is there from the start; nan where it never gets there.
    """
    reached = np.flatnonzero(curve >= level)
    if not len(reached):
        return float("nan")
    place = int(reached[0])
    if place == 0:
        return float(budgets[0])
    return float(np.interp(level, curve[place - 1 : place + 1], budgets[place - 1 : place + 1]))


def ratio_to(
    ours: Floats, other: Floats, budgets: Sequence[int], *, level: float, seed: int, confidence: float = 0.95
) -> Interval:
    """Labels that ours needs to the level, over those that the other needs; curves [seeds, budgets].

    Read off the mean curves, each made monotone from the left (what was reached counts as reached); the
    interval from seeds drawn with replacement, the same for both (paired bootstrap). A curve that never gets
    there needs more than all labels: the ratio is then nan if it is the other's, and infinite if it is ours.
    """
    generator = np.random.default_rng(seed)
    seeds = len(ours)
    draws = [_ratio(ours, other, budgets, level)]
    for _ in range(RESAMPLES):
        drawn = generator.integers(seeds, size=seeds)
        draws.append(_ratio(ours[drawn], other[drawn], budgets, level))
    known = np.array([draw for draw in draws[1:] if not np.isnan(draw)])
    if np.isnan(draws[0]) or not len(known):
        return Interval(draws[0], float("nan"), float("nan"))
    tail = (1 - confidence) / 2
    low, high = np.quantile(known, [tail, 1 - tail], method="nearest")
    return Interval(draws[0], float(low), float(high))


def _ratio(ours: Floats, other: Floats, budgets: Sequence[int], level: float) -> float:
    needed, allowed = (labels_to(arm.mean(axis=0), budgets, level) for arm in (ours, other))
    if np.isnan(allowed):
        return float("nan")
    return float("inf") if np.isnan(needed) else needed / allowed


def area(curves: Floats, budgets: Sequence[int]) -> Floats:
    """[seeds] mean height of curves [seeds, budgets] over the logarithm of the number of labels.

    Logarithmic, because the second ten labels are worth more than the thousandth ten.
    """
    along = np.log(np.asarray(budgets, np.float64))
    if len(along) < 2:
        return np.asarray(curves[:, 0], np.float64)
    return np.asarray(np.trapezoid(curves, along, axis=1) / (along[-1] - along[0]), np.float64)


def paired(ours: Floats, other: Floats, seed: int, confidence: float = 0.95) -> list[Interval]:
    """At each budget the mean difference of curves [seeds, budgets], with its paired bootstrap interval."""
    generator = np.random.default_rng(seed)
    gain = ours - other
    means = gain[generator.integers(len(gain), size=(RESAMPLES, len(gain)))].mean(axis=1)
    tail = (1 - confidence) / 2
    low, high = np.quantile(means, [tail, 1 - tail], axis=0)
    return [Interval(*map(float, three)) for three in zip(gain.mean(axis=0), low, high, strict=True)]


def worse_share(ours: Floats, other: Floats, seed: int) -> float:
    """The share of budgets at which the whole interval of the difference lies below nought."""
    return float(np.mean([interval.high < 0 for interval in paired(ours, other, seed)]))
