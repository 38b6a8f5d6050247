"""A graded score from answers to "which of two is more so?", with intervals, and which two to ask next.

Of two with scores s and r the chances of the one, the other and "about the same" are as exp(d/2) to exp(-d/2)
to exp(t), where d = s - r: Bradley and Terry's model with the ties of Davidson (1970, "On extending the
Bradley-Terry model to accommodate ties"); t is common to all and learned. A normal prior keeps the scores of
who always won, or was compared with nobody, finite, as the gamma prior of Caron and Doucet (2012, "Efficient
Bayesian inference for generalized Bradley-Terry models") does. In s and t the model is an exponential family:
the posterior is log-concave, and Newton's steps find its only peak sooner than the minorising ones of Hunter
(2004, "MM algorithms for generalized Bradley-Terry models").
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit, logsumexp

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Pair = tuple[int, int]

LEFT, SAME, RIGHT = 0.5, 0.0, -0.5
"""An answer: what it adds to the slope by the difference of the two."""
SPREAD = 2.5
"""Standard deviation of the scores' prior. Learned from so few answers it comes out too small, and with it
the intervals: at five answers each they held 90 % instead of 95."""
TIES = -0.7
"""Prior mean of t, with a deviation of 1: of two that are alike one in five is called the same."""
SURE = 1.959963984540054
"""Standard deviations on either side of a 95 % interval."""
STEPS, FINEST = 100, 1e-10


@dataclass(frozen=True, eq=False)
class Scale:
    """n things on one line. score [n] has mean 0; covariance [n, n] is that of the scores beside their mean.

    ties is t above. low and high [n] hold the score with 95 %, by Laplace's approximation.
    """

    score: Floats
    covariance: Floats
    ties: float

    @property
    def deviation(self) -> Floats:
        return np.asarray(np.sqrt(np.maximum(np.diag(self.covariance), 0.0)))

    @property
    def low(self) -> Floats:
        return self.score - SURE * self.deviation

    @property
    def high(self) -> Floats:
        return self.score + SURE * self.deviation


def fit_scale(left: Ints, right: Ints, answer: Floats, *, count: int) -> Scale:
    """The scores of `count` things from m answers about left [m] and right [m]: LEFT, SAME or RIGHT.

    Without any answer all are at 0. The same answers in any order give the same scale. Raises ValueError
    where something is compared with itself or is none of the `count`, or an answer is none of the three.
    """
    _check(left, right, answer, count)
    if count == 0:
        return Scale(np.zeros(0), np.zeros((0, 0)), TIES)
    prior, mean = np.append(np.full(count, SPREAD**-2), 1.0), np.append(np.zeros(count), TIES)

    def height(point: Floats) -> float:
        d, t = point[left] - point[right], point[count]
        said = np.where(answer == SAME, t, answer * d)
        return float((said - _log_total(d, t)).sum() - (prior * (point - mean) ** 2).sum() / 2)

    def slope_and_bend(point: Floats) -> tuple[Floats, Floats]:
        slope, bend = _derivatives(point, left, right, answer)
        return slope - prior * (point - mean), bend + np.diag(prior)

    point, bend = _peak(mean, height, slope_and_bend)
    covariance = cho_solve(cho_factor(bend), np.eye(count + 1))[:count, :count]
    centre = np.eye(count) - 1.0 / count  # where all of them lie together no answer can say
    return Scale(centre @ point[:count], centre @ covariance @ centre, float(point[count]))


def _peak(
    point: Floats,
    height: Callable[[Floats], float],
    slope_and_bend: Callable[[Floats], tuple[Floats, Floats]],
) -> tuple[Floats, Floats]:
    """Newton's way up from `point` to where a concave `height` is greatest, and minus its bend there."""
    reached = height(point)
    for _ in range(STEPS):
        slope, bend = slope_and_bend(point)
        step = cho_solve(cho_factor(bend), slope)
        while (tried := height(point + step)) < reached and np.abs(step).max() > FINEST:
            step = step / 2  # concave, so that a shorter step climbs
        point, reached = point + step, max(tried, reached)
        if np.abs(step).max() < FINEST:
            break
    return point, slope_and_bend(point)[1]


def _derivatives(point: Floats, left: Ints, right: Ints, answer: Floats) -> tuple[Floats, Floats]:
    """Of the log-likelihood by scores and t: the first [n + 1], and minus the second [n + 1, n + 1]."""
    last = len(point) - 1
    d, t = point[left] - point[right], point[last]
    mean, variance, tie = _moments(d, t)
    slope, bend = np.zeros(last + 1), np.zeros((last + 1, last + 1))
    np.add.at(slope, left, answer - mean)
    np.add.at(slope, right, mean - answer)
    slope[last] = ((answer == SAME) - tie).sum()
    for one, other, sign in (
        (left, left, 1.0),
        (right, right, 1.0),
        (left, right, -1.0),
        (right, left, -1.0),
    ):
        np.add.at(bend, (one, other), sign * variance)
    np.add.at(bend[last], left, -mean * tie)
    np.add.at(bend[last], right, mean * tie)
    bend[:last, last] = bend[last, :last]
    bend[last, last] = (tie * (1 - tie)).sum()
    return slope, bend


def _log_total(d: Floats, t: float) -> Floats:
    return np.asarray(logsumexp(np.stack([d / 2, -d / 2, np.full(d.shape, t)]), axis=0))


def _moments(d: Floats, t: float) -> tuple[Floats, Floats, Floats]:
    """Of an answer at difference d: mean, variance (Fisher's information about d), and chance of a tie."""
    total = _log_total(d, t)
    one, other, tie = np.exp(d / 2 - total), np.exp(-d / 2 - total), np.exp(t - total)
    mean = (one - other) / 2
    return mean, (one + other) / 4 - mean**2, tie


def _check(left: Ints, right: Ints, answer: Floats, count: int) -> None:
    if not left.shape == right.shape == answer.shape or left.ndim != 1:
        raise ValueError(f"left {left.shape}, right {right.shape}, answer {answer.shape} must be one length")
    if (left == right).any():
        raise ValueError("nothing is compared with itself")
    if not np.isin(answer, (LEFT, SAME, RIGHT)).all():
        raise ValueError("an answer is LEFT, SAME or RIGHT")
    both = np.concatenate([left, right])
    if len(both) and not 0 <= both.min() <= both.max() < count:
        raise ValueError(f"what is compared must be numbered from 0 to {count - 1}")


def next_pairs(scale: Scale, *, count: int, room: Ints, asked: Collection[Pair] = ()) -> list[Pair]:
    """At most `count` pairs of the scale's n things that tell most about all scores, the most telling first.

    What an answer tells is log(1 + I V) / 2 nats: I is Fisher's information at the difference believed, V how
    uncertain that is (as in Bayesian D-optimal design; Chaloner and Verdinelli 1995). Two that nothing joins
    are most uncertain, two that are far apart tell nothing. Each pair chosen makes the others' V smaller, as
    if it had been answered, so that one filling does not ask the same thing twice. room [n] is how many more
    answers each may get: one of a pair has some left. None of `asked`, in either order. count · n² steps.
    """
    total = len(scale.score)
    free = ~np.eye(total, dtype=bool)
    for one, other in asked:
        free[one, other] = free[other, one] = False
    covariance, left_over = scale.covariance.copy(), np.array(room, np.int64)
    _, information, _ = _moments(np.subtract.outer(scale.score, scale.score), scale.ties)
    chosen: list[Pair] = []
    while len(chosen) < count:
        may = np.triu(free & ((left_over > 0)[:, None] | (left_over > 0)[None, :]))
        if not may.any():
            break
        own = np.diag(covariance)
        apart = np.maximum(own[:, None] + own[None, :] - 2 * covariance, 0.0)
        tells = np.where(may, np.log1p(information * apart), -1.0)
        one, other = (int(place) for place in np.unravel_index(tells.argmax(), tells.shape))
        chosen.append((one, other))
        free[one, other] = free[other, one] = False
        left_over[[one, other]] -= 1
        reach = covariance[:, one] - covariance[:, other]
        told = information[one, other]
        covariance -= np.outer(reach, reach) * told / (1 + told * apart[one, other])
    return chosen


def shares_of_yes(scale: Scale, yes: Ints, no: Ints) -> Floats:
    """[n] what share of people would call each a yes, given how many said yes [n] and no [n].

    One logistic curve over the scores for all, whose slope and place have normal priors; an uncertain score
    is drawn to one half (MacKay 1992, "The evidence framework applied to classification networks"). All NaN
    where nobody said yes, or nobody no, or more of it is less of a yes: the scale is of something else then.
    """
    nowhere = np.full(len(scale.score), np.nan)
    if not yes.sum() or not no.sum():
        return nowhere
    rows = np.stack([scale.score, np.ones_like(scale.score)], axis=1)
    people, mean, prior = yes + no, np.array([1.0, 0.0]), np.array([1.0, 0.25])

    def height(point: Floats) -> float:
        logits = rows @ point
        said = (yes * logits - people * np.logaddexp(0, logits)).sum()
        return float(said - (prior * (point - mean) ** 2).sum() / 2)

    def slope_and_bend(point: Floats) -> tuple[Floats, Floats]:
        chance = expit(rows @ point)
        slope = rows.T @ (yes - people * chance) - prior * (point - mean)
        return slope, (rows.T * (people * chance * (1 - chance))) @ rows + np.diag(prior)

    point, _ = _peak(mean, height, slope_and_bend)
    if point[0] <= 0:
        return nowhere
    spread = (point[0] * scale.deviation) ** 2
    return np.asarray(expit(rows @ point / np.sqrt(1 + np.pi * spread / 8)))
