"""Labels saved so far: how many more random ones would have taught as much as those that were chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.isotonic import isotonic_regression

from ml.backtest import Learner, Lesson
from ml.metrics import Interval, precision_of_draws
from ml.scoring import ChoiceGroups, FloatArray

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Progress = Callable[[float], None]

LEAST_CONTROL = 20
"""Control images, and chosen ones, before anything is said."""
SHARES = (0.5, 0.75, 1.0)
"""Of the control images: how much of chance's curve is read."""
GRID = 6
REACH = 4.0
"""Times the control images, up to which the curve of the chosen ones is drawn."""
REPLICATES = 24
ORDERS = 4
NORMAL_95 = 1.96


@dataclass(frozen=True, eq=False)
class Reviewed:
    """Images in the order in which people first answered about them, and what is held out.

    embeddings [n, d], answers [n, t] (1, 0, NaN), sample_groups [n], control [n]: drawn uniformly at random;
    the others were chosen. test [m, d] and truth [m, t] are of neither.
    """

    embeddings: FloatArray
    answers: FloatArray
    sample_groups: npt.NDArray[np.integer]
    control: npt.NDArray[np.bool_]
    choice_groups: ChoiceGroups
    test: FloatArray
    truth: FloatArray

    @property
    def is_enough(self) -> bool:
        """Whether there are enough of both kinds for anything to be said."""
        controls = int(self.control.sum())
        return min(controls, len(self.control) - controls) >= LEAST_CONTROL


@dataclass(frozen=True, eq=False)
class Saved:
    """rate: chosen images that teach what one random image does. labels: images saved by choosing so far.

    control and chosen count the images behind them.
    """

    control: int
    chosen: int
    rate: Interval
    labels: Interval


def saved_labels(
    reviewed: Reviewed,
    learner: Learner,
    *,
    seed: int,
    replicates: int = REPLICATES,
    progress: Progress | None = None,
) -> Saved | None:
    """None where there is too little of either kind.

    The control share is a uniform sample that is answered, and trained on, as everything else; so a head of k
    control images is what k labels by chance teach, and a head of the first k chosen ones what k labels by
    choice teach. At several k the number of chosen images is read off at which their curve comes to the same
    height; the geometric mean of these quotients is the rate (the data utilization ratio of Melville and
    Mooney 2004, "Diverse ensembles for active learning", after Abe and Mamitsuka 1998). Both curves are made
    to rise (isotonic), as the first of several noisy points above a height comes too early.

    What was saved is what all chosen images would have cost by chance at the same rate, less themselves. The
    rate is measured on as many images as the control share has: that it has held since is an assumption, and
    should be said beside the figure. The chosen ones were chosen by models that had learned from control
    images, too, as those of the application always will.

    The interval is that of a normal logarithm of the rate, its spread from replicates in which the sample
    groups of both kinds and the test images are drawn anew with replacement (Efron and Tibshirani 1993).
    """
    if not reviewed.is_enough:
        return None
    control, chosen = np.flatnonzero(reviewed.control), np.flatnonzero(~reviewed.control)
    sizes = np.unique(np.rint(np.array(SHARES) * len(control)).astype(int))
    grid = np.unique(np.rint(np.geomspace(sizes[0] / 4, min(len(chosen), REACH * len(control)), GRID)))
    grid = grid[grid >= 2].astype(int)
    rates = []
    for replicate in range(replicates + 1):
        generator = np.random.default_rng([seed, replicate])
        draw = _Draw(reviewed, learner, generator, as_it_is=replicate == 0)
        rates.append(_log_rate(draw, control, chosen, sizes, grid))
        if progress:
            progress((replicate + 1) / (replicates + 1))
    middle, spread = rates[0], float(np.std(rates[1:], ddof=1))
    value, low, high = np.exp([middle, middle - NORMAL_95 * spread, middle + NORMAL_95 * spread]).tolist()
    count = len(chosen)
    return Saved(
        control=len(control),
        chosen=count,
        rate=Interval(value, low, high),
        labels=Interval(count * (1 / value - 1), count * (1 / high - 1), count * (1 / low - 1)),
    )


class _Draw:
    """The data as they are, or one draw of sample groups and test images."""

    def __init__(
        self, reviewed: Reviewed, learner: Learner, generator: np.random.Generator, *, as_it_is: bool
    ) -> None:
        self.reviewed, self.learner = reviewed, learner
        self.generator, self.as_it_is = generator, as_it_is
        images = len(reviewed.truth)
        drawn = generator.multinomial(images, np.full(images, 1 / images))
        self.counts = np.ones((1, images)) if as_it_is else drawn[None].astype(np.float64)

    def orders(self, rows: Ints) -> list[Ints]:
        """Random orders of images whose own order means nothing."""
        if self.as_it_is:
            return [self.generator.permutation(rows) for _ in range(ORDERS)]
        return [self.generator.permutation(self.again(rows))]

    def again(self, rows: Ints) -> Ints:
        """As many sample groups, with replacement, each where it stood in the order of the rows."""
        if self.as_it_is:
            return rows
        groups, member = np.unique(self.reviewed.sample_groups[rows], return_inverse=True)
        times = np.bincount(self.generator.integers(len(groups), size=len(groups)), minlength=len(groups))
        return np.repeat(rows, times[member])

    def curve(self, order: Ints, sizes: npt.NDArray[np.integer]) -> Floats:
        """Macro average precision of heads on the first of these rows."""
        scores = []
        for size in sizes.tolist():
            rows = order[:size]
            model = self.learner(
                Lesson(
                    self.reviewed.embeddings[rows],
                    self.reviewed.answers[rows],
                    self.reviewed.sample_groups[rows],
                    np.delete(self.reviewed.embeddings, rows, axis=0),
                    self.reviewed.choice_groups,
                    0,
                )
            )
            said = model.probabilities(self.reviewed.test)
            scores.append(float(precision_of_draws(said, self.reviewed.truth, self.counts)[0]))
        return np.array(scores)


def _log_rate(
    draw: _Draw,
    control: Ints,
    chosen: Ints,
    sizes: npt.NDArray[np.integer],
    grid: npt.NDArray[np.integer],
) -> float:
    by_chance = _rising(np.mean([draw.curve(order, sizes) for order in draw.orders(control)], axis=0))
    by_choice = _rising(draw.curve(draw.again(chosen), grid))
    needed = [_reached(by_choice, np.log(grid), height) for height in by_chance]
    return float(np.mean(np.array(needed) - np.log(sizes)))


def _rising(scores: Sequence[float] | Floats) -> Floats:
    return np.asarray(isotonic_regression(np.asarray(scores, np.float64)))


def _reached(curve: Floats, along: Floats, height: float) -> float:
    """Where a rising curve gets to the height: in the middle, where it stays there; its ends beyond them."""
    left = np.searchsorted(curve, height, side="left")
    right = np.searchsorted(curve, height, side="right")
    if right == 0 or left == len(curve):
        return float(along[0] if right == 0 else along[-1])
    if right > left:
        return float((along[left] + along[right - 1]) / 2)
    return float(np.interp(height, curve[left - 1 : left + 1], along[left - 1 : left + 1]))
