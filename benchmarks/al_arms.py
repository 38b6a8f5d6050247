"""The arms of the active learning benchmark: who chooses, who learns, from which embeddings, how far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from ml.backtest import Course, Learner, Lesson, Strategy, our_learner, whole_learner
from ml.scoring import ChoiceGroups, FloatArray, Model
from ml.strategies import MULTILABEL, RANKED, SINGLE, strategy_named

Floats = npt.NDArray[np.float64]

MEASURED_TO = 1500
"""Labels after which only ours and random are measured on: where others differ is long passed."""
SLOW_SEEDS, MOST_SEEDS = 3, 10
"""Slow arms run on fewer seeds, and so do those that are only there for comparison."""


@dataclass(frozen=True)
class Arm:
    """One way to label: named for its learner and strategy; raw asks for embeddings as they were pooled."""

    strategy: str
    learner: str = "head"
    raw: bool = False
    seeds: int | None = None
    most: int | None = None

    @property
    def name(self) -> str:
        return self.strategy if self.learner == "head" else f"{self.learner}+{self.strategy}"

    @property
    def is_modal(self) -> bool:
        return self.strategy.startswith("modal_")


@dataclass(frozen=True, eq=False)
class Plain:
    """What a careful user writes in an afternoon: scikit-learn's logistic regression, defaults but for the
    number of iterations; one for a choice, one per tag else, as OneVsRestClassifier does."""

    parts: tuple[tuple[tuple[int, ...], LogisticRegression | float], ...]
    tags: int

    def probabilities(self, embeddings: FloatArray) -> Floats:
        said = np.zeros((len(embeddings), self.tags))
        for columns, model in self.parts:
            if isinstance(model, float):  # only ever one answer
                said[:, list(columns)] = model
            elif len(columns) == 1:
                said[:, columns[0]] = model.predict_proba(embeddings)[:, 1]
            else:
                said[:, np.array(columns)[model.classes_]] = model.predict_proba(embeddings)
        return said


def plain_learner(lesson: Lesson) -> Model:
    """Logistic regression on what was answered, and only that."""
    parts = tuple(
        (columns, _regressed(lesson, columns)) for columns in _columns(lesson.choice_groups, lesson.answers)
    )
    return Plain(parts, lesson.answers.shape[1])


def _columns(choice_groups: ChoiceGroups, answers: FloatArray) -> Iterable[tuple[int, ...]]:
    grouped = {column for group in choice_groups for column in group}
    return (*choice_groups, *((tag,) for tag in range(answers.shape[1]) if tag not in grouped))


def _regressed(lesson: Lesson, columns: tuple[int, ...]) -> LogisticRegression | float:
    said = lesson.answers[:, list(columns)]
    known = ~np.isnan(said).any(axis=1)
    if len(columns) > 1:
        known &= (said == 1).any(axis=1)
    target = said[known].argmax(axis=1) if len(columns) > 1 else said[known, 0]
    if len(np.unique(target)) < 2:
        return float(target[0]) if len(columns) == 1 and len(target) else 0.0
    return LogisticRegression(max_iter=3000).fit(lesson.embeddings[known], target)


LEARNERS: dict[str, Learner] = {"head": our_learner, "whole": whole_learner, "plain": plain_learner}
"""head: the application's. whole: all that it learns with. plain: scikit-learn's."""


def strategy_of(name: str, course: Course) -> Strategy:
    """By its name; the oracle sees the course. Raises ValueError on an unknown one."""
    if name == "oracle":
        from al_oracle import oracle  # noqa: PLC0415 (only where it runs)

        return partial(oracle, course)
    if name.startswith("activeml_"):
        from al_activeml import ACTIVEML  # noqa: PLC0415 (slow to import)

        if name in ACTIVEML:
            return ACTIVEML[name]
    return strategy_named(name)


def same_head(*, several: bool, wanted: tuple[str, ...], quick: bool) -> list[Arm]:
    """Table 1: all strategies with the application's head."""
    others = [*SINGLE, *(MULTILABEL if several else ONE_LABEL), *ANY_LABELS]
    slow = [*RANKED, *SLOW, *(() if several else SLOW_ONE_LABEL)]
    arms = [Arm("ours"), Arm("random")]
    arms += [Arm(name, most=MEASURED_TO, seeds=MOST_SEEDS) for name in others]
    arms += [Arm(name, most=MEASURED_TO // 2, seeds=SLOW_SEEDS) for name in slow]
    arms.append(Arm("oracle", most=MEASURED_TO // 2, seeds=SLOW_SEEDS))
    if quick:
        wanted = wanted or QUICK_STRATEGIES
    if wanted:
        known = {arm.strategy: arm for arm in arms}
        arms = [
            known.get(name) or Arm(name, most=MEASURED_TO)
            for name in dict.fromkeys(("ours", "random", *wanted))
        ]
    return arms


def whole_loop(*, several: bool, quick: bool) -> list[Arm]:
    """Table 2: all of ours against logistic regression on raw embeddings, chosen for by chance and modAL."""
    whole = "head" if LEARNERS["whole"] is LEARNERS["head"] else "whole"
    arms = [Arm("ours", whole), Arm("random", "plain", raw=True)]
    if not quick:
        names = [*SINGLE, *(MULTILABEL if several else ())]
        arms += [Arm(name, "plain", raw=True, most=MEASURED_TO, seeds=MOST_SEEDS) for name in names]
    return arms


ONE_LABEL, ANY_LABELS = ("activeml_entropy",), ("activeml_coreset", "activeml_discriminative")
SLOW, SLOW_ONE_LABEL = ("activeml_probcover", "activeml_typiclust"), ("activeml_dropquery",)
QUICK_STRATEGIES = ("modal_margin", "modal_entropy", "activeml_coreset")
