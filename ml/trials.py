"""Strategies raced on one course: how far apart they are, in what a person may believe of it.

Two things could have come out otherwise: the race (which answers a seed begins with) and the images that
happen to be held out. Both are drawn again, together (a two-way bootstrap; Owen 2007, "The pigeonhole
bootstrap"), and every strategy runs in the same draws, so that what they have in common cancels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.arms import area, labels_to
from ml.backtest import Course, Learner, Lesson, Strategy, learning_curve
from ml.metrics import Interval, precision_of_draws
from ml.scoring import Model

Floats = npt.NDArray[np.float64]
Progress = Callable[[float], None]
DRAWS = 400
CONFIDENCE = 0.95


@dataclass(frozen=True, eq=False)
class Race:
    """Macro average precision [a, s, 1 + r, b] of arms, seeds, draws of the test images, and budgets.

    The first of the draws is the test as it is.
    """

    names: tuple[str, ...]
    budgets: tuple[int, ...]
    scores: Floats

    def curves(self, name: str, *, seed: int = 0) -> Floats:
        """[1 + r, b] the arm's mean over seeds; in a draw over seeds drawn with replacement, too."""
        of_arm = self.scores[self.names.index(name)]
        seeds, draws = of_arm.shape[0], of_arm.shape[1] - 1
        # The same seeds for every arm, as the generator begins anew.
        drawn = np.random.default_rng(seed).integers(seeds, size=(draws, seeds))
        means = [of_arm[:, 0].mean(axis=0)]
        means += [of_arm[those, place].mean(axis=0) for place, those in enumerate(drawn, start=1)]
        return np.array(means)


@dataclass(frozen=True, eq=False)
class Standing:
    """How one arm did: its curve, and its area under it against the logarithm of the labels.

    gain is its area less that of the arm in force. ratios map a share of the full score to the labels that it
    needs over those that chance needs; nan where chance never gets there, inf where the arm does not.
    worse_share: of budgets, those at which it is below chance beyond doubt.
    """

    name: str
    curve: tuple[Interval, ...]
    area: Interval
    gain: Interval
    ratios: dict[float, Interval]
    worse_share: float


def race(
    course: Course,
    strategies: Mapping[str, Strategy],
    learner: Learner,
    budgets: Sequence[int],
    *,
    seeds: int,
    draws: int = DRAWS,
    progress: Progress | None = None,
) -> Race:
    """Every strategy from the first label on, `seeds` times. The same arguments give the same race."""
    truth = course.truth[course.test]
    images = len(truth)
    counts = np.ones((1 + draws, images))
    counts[1:] = np.random.default_rng(0).multinomial(images, np.full(images, 1 / images), size=draws)
    scores = np.empty((len(strategies), seeds, 1 + draws, len(budgets)))
    runs = [(arm, seed) for seed in range(seeds) for arm in range(len(strategies))]
    plans = list(strategies.values())
    for number, (arm, seed) in enumerate(runs):
        points: list[Floats] = []

        def measuring(lesson: Lesson, points: list[Floats] = points) -> Model:
            model = learner(lesson)
            said = model.probabilities(course.embeddings[course.test])
            points.append(np.asarray(precision_of_draws(said, truth, counts), np.float64))
            return model

        def report(share: float, number: int = number) -> None:
            if progress:
                progress((number + share) / len(runs))

        learning_curve(course, plans[arm], measuring, budgets, seed=seed, progress=report)
        scores[arm, seed] = np.array(points).T
    return Race(tuple(strategies), tuple(budgets), scores)


def standings(
    raced: Race, *, in_force: str, chance: str, levels: Sequence[float] = (0.9, 0.95)
) -> list[Standing]:
    """The arms in their order. Their gain is over `in_force`, their ratios are to `chance`."""
    curves = {name: raced.curves(name) for name in raced.names}
    areas = {name: area(curve, raced.budgets) for name, curve in curves.items()}
    full = np.mean([curve[:, -1] for curve in curves.values()], axis=0)
    return [
        Standing(
            name=name,
            curve=tuple(_centred(curve[:, place]) for place in range(len(raced.budgets))),
            area=_centred(areas[name]),
            gain=_centred(areas[name] - areas[in_force]),
            ratios={level: _ratio(curve, curves[chance], raced.budgets, level * full) for level in levels},
            worse_share=_worse_share(curve - curves[chance]),
        )
        for name, curve in curves.items()
    ]


def served_best(raced: Race) -> str:
    """The arm of the largest area, if that is beyond doubt against every other one; "" where it is not.

    Each of the comparisons is held to a smaller share of the doubt (Bonferroni), as the best of several looks
    better than it is.
    """
    areas = {name: area(raced.curves(name), raced.budgets) for name in raced.names}
    best = max(areas, key=lambda name: float(areas[name][0]))
    others = [areas[best] - areas[name] for name in raced.names if name != best]
    doubt = (1 - CONFIDENCE) / max(1, len(others))
    return best if others and all(_centred(gap, 1 - doubt).low > 0 for gap in others) else ""


def _centred(draws: Floats, confidence: float = CONFIDENCE) -> Interval:
    """Of [1 + r]: the first is the figure. A draw holds some images twice, which flatters a ranking: the
    spread of the draws is kept, and put around the figure (as in `ml.metrics`)."""
    tail = (1 - confidence) / 2
    low, middle, high = np.nanquantile(draws[1:], [tail, 0.5, 1 - tail])
    value = float(draws[0])
    return Interval(value, value + float(low - middle), value + float(high - middle))


def _worse_share(gaps: Floats) -> float:
    """Of [1 + r, b] differences from chance."""
    below = [_centred(gaps[:, place]).high < 0 for place in range(gaps.shape[1])]
    return float(np.mean(below))


def _ratio(ours: Floats, theirs: Floats, budgets: Sequence[int], levels: Floats) -> Interval:
    """Each draw by its own full score; not known draws are left out."""
    ratios = []
    for one, other, level in zip(ours, theirs, levels, strict=True):
        needed, allowed = labels_to(one, budgets, level), labels_to(other, budgets, level)
        ratios.append(
            float("nan") if np.isnan(allowed) else float("inf") if np.isnan(needed) else needed / allowed
        )
    known = np.array([ratio for ratio in ratios[1:] if not np.isnan(ratio)])
    if np.isnan(ratios[0]) or not len(known):
        return Interval(ratios[0], float("nan"), float("nan"))
    low, high = np.quantile(known, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], method="nearest")
    return Interval(ratios[0], float(low), float(high))
