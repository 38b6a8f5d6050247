"""Ways of asking, raced over what is known; what choosing has saved; and asking by another strategy."""

# ruff: noqa: PLC0415
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from ml.scoring import ChoiceGroups, FloatArray, Head

if TYPE_CHECKING:
    from ml import metrics, saved, trials
    from ml.policy import Choice

IntArray = npt.NDArray[np.int64]
Interval: TypeAlias = "metrics.Interval"
Saved: TypeAlias = "saved.Saved"
Standing: TypeAlias = "trials.Standing"
Progress = Callable[[float], None]
WEIGHED = 1000
STEPS = 10
"""The least number of budgets that the answers are spread over."""


@dataclass(frozen=True, eq=False)
class Ground:
    """What is raced on. embeddings [n, d], answers [n, t] and sample_groups [n] of what could be asked;
    test [m, d] and truth [m, t] of what is held out, NaN where nobody was asked, or too little is known of
    the tag to measure it. No sample group is in both.
    """

    embeddings: FloatArray
    answers: FloatArray
    sample_groups: IntArray
    choice_groups: ChoiceGroups
    test: FloatArray
    truth: FloatArray


def known_strategies() -> list[str]:
    """Their names; ours and chance are among them."""
    from ml.strategies import STRATEGIES

    return list(STRATEGIES)


def race(
    ground: Ground, names: Sequence[str], *, seeds: int, in_force: str, chance: str, progress: Progress
) -> tuple[list[Standing], tuple[int, ...], str]:
    """How each did, after which numbers of photos, and which served best beyond doubt ("" where none did).

    Raises ValueError on a strategy that is not known. See `ml.trials`.
    """
    from ml.backtest import Course, our_learner, schedule
    from ml.strategies import strategy_named
    from ml.trials import race, served_best, standings

    pool, tested = len(ground.embeddings), len(ground.test)
    outside = ground.sample_groups.max(initial=0) + 1 + np.arange(tested)
    course = Course(
        embeddings=np.concatenate([ground.embeddings, ground.test]),
        said=np.concatenate([ground.answers, ground.truth])[None],
        truth=np.concatenate([ground.answers, ground.truth]),
        choice_groups=ground.choice_groups,
        sample_groups=np.concatenate([ground.sample_groups, outside]),
        pool=np.arange(pool),
        test=np.arange(pool, pool + tested),
    )
    # Where there are many tags and few answers, one to five a tag would be one step.
    budgets = schedule(max(1, min(ground.answers.shape[1], pool // STEPS)), pool)
    plans = {name: strategy_named(name) for name in names}
    raced = race(course, plans, our_learner, budgets, seeds=seeds, progress=progress)
    return standings(raced, in_force=in_force, chance=chance), raced.budgets, served_best(raced)


def saved_labels(
    ground: Ground, *, control: npt.NDArray[np.bool_], progress: Progress
) -> tuple[Saved | None, int]:
    """What choosing has saved, or None and how many control photos that takes; see `ml.saved`.

    The rows of the ground are in the order in which they were first answered; control [n]: at random.
    """
    from ml.backtest import our_learner
    from ml.saved import LEAST_CONTROL, Reviewed, saved_labels

    reviewed = Reviewed(
        embeddings=ground.embeddings,
        answers=ground.answers,
        sample_groups=ground.sample_groups,
        control=control,
        choice_groups=ground.choice_groups,
        test=ground.test,
        truth=ground.truth,
    )
    found = saved_labels(reviewed, our_learner, seed=0, progress=progress)
    return found, max(0, LEAST_CONTROL - int(control.sum()))


def can_choose_by(name: str) -> bool:
    """Whether this machine has a strategy of that name: one of one's own may lie elsewhere, or have gone."""
    from ml.strategies import strategy_named

    try:
        strategy_named(name)
    except ValueError:
        return False
    return True


def choose_by(
    name: str,
    *,
    embeddings: FloatArray,
    head: Head,
    labeled: FloatArray,
    answers: FloatArray,
    count: int,
    seed: int,
) -> list[Choice]:
    """Which rows of [n, d] embeddings to ask about by this strategy; see `ml.strategies`.

    labeled [m, d] are the images that were answered, answers [m, t] what was said of them. WEIGHED of either
    at random are what the strategy sees: some compare all with all, pick by pick.
    """
    from ml.backtest import Situation
    from ml.policy import Choice
    from ml.strategies import strategy_named

    generator = np.random.default_rng(seed)
    pool = generator.permutation(len(embeddings))[: max(WEIGHED, count)]
    seen = generator.permutation(len(labeled))[:WEIGHED]
    now = Situation(embeddings[pool], labeled[seen], answers[seen], head.choice_groups, head, seed)
    rows = strategy_named(name)(now, min(count, len(pool)))
    return [Choice(int(pool[row]), "doubt", None) for row in rows]
