"""Labels saved so far: how many more random ones would have taught as much as those that were chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.backtest import Learner, Lesson
from ml.metrics import Interval, precision_of_draws
from ml.scoring import ChoiceGroups, FloatArray

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Sizes = npt.NDArray[np.integer]
Progress = Callable[[float], None]

LEAST_CONTROL = 20
"""Control images, and chosen ones, before anything is said."""
SHARES = (0.25, 0.4, 0.65, 1.0)
"""Of the control images: where the two curves are compared."""
FURTHEST = float(np.log(4))
"""No rate is told beyond four times, or a quarter: the curves are not compared over more than that."""
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
    choice teach. Over the range of k that both have, either curve is taken for a line over the logarithm of
    k, of one slope (analysis of covariance): how far the one lies left of the other is the logarithm of
    the rate (the data utilization ratio of Melville and Mooney 2004, "Diverse ensembles for active learning",
    after Abe and Mamitsuka 1998). Reading single points off single curves was thrice as uncertain.

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
    sizes = np.unique(np.rint(np.array(SHARES) * min(len(control), len(chosen))).astype(int))
    rates = []
    for replicate in range(replicates + 1):
        generator = np.random.default_rng([seed, replicate])
        draw = _Draw(reviewed, learner, generator, as_it_is=replicate == 0)
        rates.append(_log_rate(draw, control, chosen, sizes))
        if progress:
            progress((replicate + 1) / (replicates + 1))
    # A draw of the test without a yes, or without a no, of every tag measures nothing.
    told = [rate for rate in rates[1:] if np.isfinite(rate)]
    if not np.isfinite(rates[0]) or len(told) < 0.75 * replicates:
        return None
    middle, spread = rates[0], float(np.std(told, ddof=1))
    # Where replicates ran into the bound their spread is too small, and their quantiles tell of it.
    edges = np.quantile(told, [0.025, 0.975])
    bounds = np.array(
        [middle, min(middle - NORMAL_95 * spread, edges[0]), max(middle + NORMAL_95 * spread, edges[1])]
    )
    value, low, high = np.exp(bounds.clip(-FURTHEST, FURTHEST)).tolist()
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

    def curve(self, order: Ints, sizes: Sizes) -> Floats:
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


def _log_rate(draw: _Draw, control: Ints, chosen: Ints, sizes: Sizes) -> float:
    """Two lines over the logarithm of the images, of one slope: how far the chosen ones' lies to the left."""
    by_chance = np.mean([draw.curve(order, sizes) for order in draw.orders(control)], axis=0)
    by_choice = draw.curve(draw.again(chosen), sizes)
    along = np.log(sizes) - np.log(sizes).mean()
    slope = float(along @ (by_chance + by_choice) / (2 * along @ along))
    ahead = float((by_choice - by_chance).mean())
    # Where nothing more is learned a lead is worth any number of labels: no further than could be seen.
    steepness = max(slope, abs(ahead) / FURTHEST, 1e-9)
    return -ahead / steepness
