"""What the curves of the arms amount to: ratios of labels, areas, where one is worse than chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from al_arms import Arm
from figures import Figure, Report

from ml.arms import RESAMPLES, area, labels_to, paired, ratio_to, worse_share
from ml.metrics import Interval

Floats = npt.NDArray[np.float64]
LEVELS = (80, 90, 95, 98, 99)
WHOLE_LEVELS = (90, 95, 98)


@dataclass(frozen=True, eq=False)
class Curves:
    """Macro average precision [seeds, b] of each arm; NaN after the last budget that it was measured to.

    Arms of fewer seeds have the first of the others' seeds, so that seeds stay pairs.
    """

    budgets: tuple[int, ...]
    arms: Mapping[Arm, Floats]
    seed: int

    def of(self, name: str) -> Floats:
        return next(curves for arm, curves in self.arms.items() if arm.name == name)

    def full(self, name: str) -> float:
        """What an arm reaches with the whole pool, on the mean of its seeds."""
        return float(self.of(name)[:, -1].mean())

    def ratio(self, arm: Floats, other: Floats, level: float) -> Interval:
        both = min(len(arm), len(other))
        return ratio_to(arm[:both], other[:both], self.budgets, level=level, seed=self.seed)

    def needed(self, arm: Floats, level: float) -> float:
        """Labels to a level, on the mean of the seeds; infinite where it is not reached."""
        found = labels_to(arm.mean(axis=0), self.budgets, level)
        return float("inf") if np.isnan(found) else found

    def best_modal(self, learner: str, level: float) -> Arm | None:
        """The arm of modAL that gets to a level with the fewest labels: told apart in hindsight."""
        candidates = [arm for arm in self.arms if arm.is_modal and arm.learner == learner]
        return min(candidates, key=lambda arm: self.needed(self.arms[arm], level), default=None)


def alongside(arm: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Two arms at the seeds and budgets that both were measured at."""
    seeds = min(len(arm), len(other))
    measured = ~(np.isnan(arm[:seeds]).any(axis=0) | np.isnan(other[:seeds]).any(axis=0))
    return arm[:seeds, measured], other[:seeds, measured]


def say_curves(report: Report, curves: Curves, suffix: str) -> None:
    """Every arm's curve into the report, and ours beside chance budget by budget."""
    ours, chance = curves.of("ours"), curves.of("random")
    gains = paired(ours, chance, curves.seed)
    print(f"{'labels':>7}{'random':>9}{'ours':>9}   gain, 95 % interval (pairs of {len(ours)} seeds)")
    for place, (budget, gain) in enumerate(zip(curves.budgets, gains, strict=True)):
        means = chance[:, place].mean(), ours[:, place].mean()
        print(
            f"{budget:>7}{means[0]:>9.3f}{means[1]:>9.3f}   "
            f"{gain.value:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]"
        )
        keep(report, f"gain_{budget}{suffix}", gain, len(ours))
    for arm, several in curves.arms.items():
        for place, budget in enumerate(curves.budgets):
            if not np.isnan(several[:, place]).any():
                low, high = several[:, place].min(), several[:, place].max()
                value = Interval(float(several[:, place].mean()), float(low), float(high))
                keep(report, f"map_{arm.name}_{budget}{suffix}", value, len(several))


def keep(report: Report, name: str, found: Interval, seeds: int) -> None:
    """Into the report, without a line on the screen."""
    report.figures.append(Figure(name, found.value, seeds, "seeds", found.low, found.high))


def say_arms(report: Report, curves: Curves, suffix: str) -> None:
    """One line an arm: labels as a ratio to chance at each level, area, where it is worse, and its seeds."""
    chance, full = curves.of("random"), curves.full("random")
    print(f"\nsame head, labels to a share of {full:.3f} (the whole pool) over those that random needs:")
    heads = "".join(f"{level:>7} %" for level in LEVELS)
    print(f"{'':<26}{heads}{'area':>9}{'worse':>8}   measured")
    for arm, several in curves.arms.items():
        if arm.learner != "head":
            continue
        ratios = [curves.ratio(several, chance, level / 100 * full) for level in LEVELS]
        here, there = alongside(several, chance)
        budgets = curves.budgets[: here.shape[1]]
        gain = area(here, budgets) - area(there, budgets)
        worse = worse_share(here, there, curves.seed)
        shown = "".join(f"{_shown(ratio.value):>9}" for ratio in ratios)
        measured = f"{len(here)} seeds to {budgets[-1]} labels"
        print(f"{arm.name:<26}{shown}{gain.mean():>+9.4f}{worse:>8.2f}   {measured}")
        if arm.strategy not in ("ours", "random"):
            for level, ratio in zip(LEVELS, ratios, strict=True):
                keep(report, f"ratio_{arm.name}_{level}{suffix}", ratio, len(here))
            keep(report, f"auc_gain_{arm.name}{suffix}", mean_of(gain, curves.seed), len(here))
            keep(report, f"worse_share_{arm.name}{suffix}", Interval(worse, worse, worse), len(here))


def say_whole(curves: Curves, whole: str) -> None:
    """The whole loop beside logistic regression on the raw embedding."""
    chance = curves.of("plain+random")
    full = curves.full("plain+random")
    print(f"\nwhole loop, labels to a share of {full:.3f} (logistic regression on the whole pool):")
    print(
        f"{'':<34}" + "".join(f"{level:>7} %" for level in WHOLE_LEVELS) + "   labels, and over plain+random"
    )
    for arm, several in curves.arms.items():
        if arm.learner == "plain" or arm.name == whole:
            needed = [curves.needed(several, level / 100 * full) for level in WHOLE_LEVELS]
            ratios = [curves.ratio(several, chance, level / 100 * full).value for level in WHOLE_LEVELS]
            counts = "".join(f"{count:>9.0f}" for count in needed)
            print(f"{arm.name:<34}{counts}   {' '.join(map(_shown, ratios))}")


def mean_of(values: Floats, seed: int) -> Interval:
    """The mean with its 95 % interval over resampled seeds."""
    draws = np.random.default_rng(seed).choice(values, (RESAMPLES, len(values))).mean(axis=1)
    low, high = np.quantile(draws, [0.025, 0.975])
    return Interval(float(values.mean()), float(low), float(high))


def quotient(ours: Floats, other: Floats, seed: int) -> Interval:
    """Mean over mean of [seeds, b], with the 95 % interval over resampled seeds, which stay pairs."""
    rows = np.random.default_rng(seed).integers(len(ours), size=(RESAMPLES, len(ours)))
    draws = ours[rows].mean(axis=(1, 2)) / other[rows].mean(axis=(1, 2))
    low, high = np.quantile(draws, [0.025, 0.975])
    return Interval(float(ours.mean() / other.mean()), float(low), float(high))


def _shown(ratio: float) -> str:
    return "–" if np.isnan(ratio) else "never" if np.isinf(ratio) else f"{ratio:.2f}"
