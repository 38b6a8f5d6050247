"""The figures that the issue names, each beside its bar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from al_arms import Arm
from al_rare import rare_ratio
from al_tables import (
    LEVELS,
    WHOLE_LEVELS,
    Curves,
    Floats,
    alongside,
    mean_of,
    quotient,
    say_arms,
    say_curves,
    say_whole,
)
from figures import Report

from ml.arms import area, worse_share
from ml.backtest import OPENING
from ml.metrics import Interval

FEW = "a quick sample is too small"
BAR_LEVEL = 98
AT_MOST = {
    "ratio_random_98": 0.6,
    "ratio_whole_loop_98": 0.4,
    "ratio_modal_98": 0.8,
    "worse_share": 0.0,
    "rare_ratio": 0.2,
}
AT_LEAST = {"start_gain": 1.2}


@dataclass(frozen=True)
class Told:
    """Where figures of one question go; a second one's have a suffix."""

    report: Report
    suffix: str
    enforced: bool

    def add(self, name: str, found: Interval, seeds: int) -> None:
        """Keep a figure, and hold it against its bar where it has one."""
        named = name + self.suffix
        self.report.add(named, found.value, samples=seeds, of="seeds", low=found.low, high=found.high)
        if name in AT_MOST:
            self._require(f"{named} {found.value:.3f} <= {AT_MOST[name]}", found.value <= AT_MOST[name])
        if name in AT_LEAST:
            self._require(f"{named} {found.value:.3f} >= {AT_LEAST[name]}", found.value >= AT_LEAST[name])

    def _require(self, claim: str, holds: bool) -> None:
        self.report.require(claim, holds=bool(holds), enforced=self.enforced, why_not=FEW)


def say_same_head(told: Told, curves: Curves, tags: int) -> None:
    """Table 1 and its figures: who chooses, the head being the same."""
    ours, chance, full = curves.of("ours"), curves.of("random"), curves.full("random")
    say_curves(told.report, curves, told.suffix)
    say_arms(told.report, curves, told.suffix)
    seeds = len(ours)
    told.add("full_score", mean_of(chance[:, -1], curves.seed), seeds)
    for level in LEVELS:
        told.add(f"ratio_random_{level}", curves.ratio(ours, chance, level / 100 * full), seeds)
    gain = area(ours, curves.budgets) - area(chance, curves.budgets)
    told.add("auc_gain", mean_of(gain, curves.seed), seeds)
    worse = worse_share(*alongside(ours, chance), curves.seed)
    told.add("worse_share", Interval(worse, worse, worse), seeds)
    start = [place for place, budget in enumerate(curves.budgets) if budget <= OPENING * tags] or [0]
    told.add("start_gain", quotient(ours[:, start], chance[:, start], curves.seed), seeds)
    goal = BAR_LEVEL / 100 * full
    modal = curves.best_modal("head", goal)
    if modal is not None:
        told.add(f"ratio_modal_{BAR_LEVEL}", _against(curves, ours, modal, goal), seeds)


def say_whole_loop(told: Told, curves: Curves, name: str) -> None:
    """Table 2 and its figures: choice and learner together."""
    say_whole(curves, name)
    whole, chance, full = curves.of(name), curves.of("plain+random"), curves.full("plain+random")
    seeds = len(whole)
    told.add("full_score_plain", mean_of(chance[:, -1], curves.seed), seeds)
    told.add("full_score_whole", mean_of(whole[:, -1], curves.seed), seeds)
    for level in WHOLE_LEVELS:
        told.add(f"ratio_whole_loop_{level}", curves.ratio(whole, chance, level / 100 * full), seeds)
    goal = BAR_LEVEL / 100 * full
    modal = curves.best_modal("plain", goal)
    if modal is not None:
        told.add(f"ratio_whole_loop_modal_{BAR_LEVEL}", _against(curves, whole, modal, goal), seeds)


def say_rare(
    told: Told,
    pairs: list[tuple[Floats, Floats]],
    names: list[str],
    budgets: tuple[int, ...],
    *,
    planted: bool,
) -> None:
    """Rare tags alone: pairs [seeds, b] of ours and of chance for each."""
    if not pairs:
        print("\nno tag is rare, and none can be made rare")
        return
    how = "all but one in a hundred photos with it taken out of the pool" if planted else "below one in fifty"
    ratio, each = rare_ratio(pairs, budgets, seed=told.report.seed, together=not planted)
    shown = ", ".join(f"{name} {value:.2f}" for name, value in zip(names, each, strict=False))
    print(f"\nrare tags ({how}), labels over random's to the same average precision: {shown}")
    told.add("rare_ratio", ratio, sum(len(ours) for ours, _ in pairs) if planted else len(pairs[0][0]))


def _against(curves: Curves, ours: Floats, modal: Arm, level: float) -> Interval:
    """Ours over the best of modAL; where none gets there, over what it was measured to, at most."""
    ratio = curves.ratio(ours, curves.arms[modal], level)
    if not np.isnan(ratio.value):
        print(f"the best of modAL at that level, in hindsight: {modal.name}")
        return ratio
    last = int(np.flatnonzero(~np.isnan(curves.arms[modal]).any(axis=0))[-1])
    print(f"nothing of modAL gets to that level in {curves.budgets[last]} labels: the ratio is at most this")
    return Interval(curves.needed(ours, level) / curves.budgets[last], float("nan"), float("nan"))
