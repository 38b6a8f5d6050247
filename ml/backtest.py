"""The loop without the application: choose, answer, train, measure, again; by any strategy and learner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.head import HeadConfig, fit_head
from ml.metrics import average_precision
from ml.policy import choose
from ml.pooling import fit_with_pool
from ml.scoring import ChoiceGroups, FloatArray, Model

IntArray = npt.NDArray[np.integer]
Floats = npt.NDArray[np.float64]

OPENING = 5  # answers a tag, asked in as many batches before
GROWTH = 0.15  # of what was reviewed, or
BATCH = 20  # images, whichever is more: what the application retrains after


@dataclass(frozen=True, eq=False)
class Lesson:
    """What a learner may see.

    embeddings [m, d] of the images reviewed, answers [m, t] (1, 0, NaN = not said); sample_groups [m]: rows
    that share a number are one product, or near-duplicates. unlabeled [c, d] is what nobody was asked about.
    """

    embeddings: FloatArray
    answers: FloatArray
    sample_groups: IntArray
    unlabeled: FloatArray
    choice_groups: ChoiceGroups
    seed: int


@dataclass(frozen=True, eq=False)
class Situation:
    """What a strategy may see; never the truth.

    candidates [c, d] to choose from; labeled [m, d] and answers [m, t] so far; the model that learned from
    them, or None before the first.
    """

    candidates: FloatArray
    labeled: FloatArray
    answers: FloatArray
    choice_groups: ChoiceGroups
    model: Model | None
    seed: int


Learner = Callable[[Lesson], Model]
Strategy = Callable[[Situation, int], Sequence[int]]
"""(situation, count) to `count` different rows of the candidates, in the order to ask them."""
Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Course:
    """Images [n, d], what each of a people says of them [a, n, t] and what is held against a model [n, t].

    The people take turns; where the one whose turn it is never judged a tag (NaN), whoever did answers.
    noise is the share of answers that come out wrong, those of a choice group as another of its tags. pool
    and test are the rows that may be asked about and that are measured on; no sample group is in both.
    """

    embeddings: FloatArray
    said: FloatArray
    truth: FloatArray
    choice_groups: ChoiceGroups
    sample_groups: IntArray
    pool: IntArray
    test: IntArray
    noise: float = 0.0

    def __post_init__(self) -> None:
        straddling = np.intersect1d(self.sample_groups[self.pool], self.sample_groups[self.test])
        if len(straddling):
            raise ValueError(f"{len(straddling)} sample groups are in the pool and in the test")

    def answer(self, row: int, turn: int, seed: int) -> Floats:
        """[t] what is said of an image at this turn; the same arguments give the same answer."""
        people = np.roll(self.said[:, row], -(turn % len(self.said)), axis=0)
        known = ~np.isnan(people)
        first = np.take_along_axis(people, known.argmax(axis=0)[None], axis=0)[0]
        return self._mistaken(np.array(first, np.float64), np.random.default_rng([seed, row, turn]))

    def _mistaken(self, answer: Floats, generator: np.random.Generator) -> Floats:
        wrong = generator.random(len(answer)) < self.noise
        grouped = [column for group in self.choice_groups for column in group]
        flipped = np.where(wrong, 1 - answer, answer)
        flipped[grouped] = answer[grouped]
        for group in self.choice_groups:
            if len(group) > 1 and wrong[group[0]] and (answer[list(group)] == 1).any():
                held = next(column for column in group if answer[column] == 1)
                flipped[list(group)] = 0.0
                flipped[generator.choice([column for column in group if column != held])] = 1.0
        return flipped

    def measured(self, model: Model) -> Floats:
        """[t] average precision of each tag on the test rows; NaN where it cannot be measured."""
        said = model.probabilities(self.embeddings[self.test])
        found = average_precision(said, self.truth[self.test], seed=0, resamples=0)
        return np.array([tag.value for tag in found.per_tag])


def schedule(tags: int, pool: int) -> tuple[int, ...]:
    """Numbers of reviews after which a model is trained and measured: one to five a tag, then ever larger
    steps up to the whole pool."""
    budgets = [count for count in (tags * each for each in range(1, OPENING + 1)) if count < pool]
    while (newest := budgets[-1] if budgets else 0) < pool:
        budgets.append(min(pool, newest + max(BATCH, round(GROWTH * newest))))
    return tuple(budgets)


def learning_curve(
    course: Course,
    strategy: Strategy,
    learner: Learner,
    budgets: Sequence[int],
    *,
    seed: int,
    progress: Progress | None = None,
) -> Floats:
    """[b] macro average precision after each number of reviews (ascending); a batch ends at each of them.

    The same arguments give the same curve, if strategy and learner keep to the seed.
    """
    return macro(tag_curves(course, strategy, learner, budgets, seed=seed, progress=progress))


def macro(curves: Floats) -> Floats:
    """[..., t] average precisions to their mean [...] over the tags that could be measured."""
    measured = ~np.isnan(curves)
    count = measured.sum(axis=-1)
    total = np.where(measured, curves, 0.0).sum(axis=-1)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan), np.float64)


def tag_curves(
    course: Course,
    strategy: Strategy,
    learner: Learner,
    budgets: Sequence[int],
    *,
    seed: int,
    progress: Progress | None = None,
) -> Floats:
    """[b, t] what `learning_curve` is the mean of."""
    left, reviewed = np.array(course.pool), np.zeros(0, np.intp)
    answers = np.zeros((0, course.truth.shape[1]))
    model: Model | None = None
    measured = []
    for place, budget in enumerate(budgets):
        now = Situation(
            course.embeddings[left],
            course.embeddings[reviewed],
            answers,
            course.choice_groups,
            model,
            seed * 100_003 + len(reviewed),
        )
        rows = left[_checked(strategy(now, budget - len(reviewed)), budget - len(reviewed), len(left))]
        said = [course.answer(int(row), len(reviewed) + turn, seed) for turn, row in enumerate(rows)]
        answers = np.concatenate([answers, said])
        reviewed, left = np.concatenate([reviewed, rows]), np.setdiff1d(left, rows)
        model = learner(
            Lesson(
                course.embeddings[reviewed],
                answers,
                course.sample_groups[reviewed],
                course.embeddings[left],
                course.choice_groups,
                seed,
            )
        )
        measured.append(course.measured(model))
        if progress:
            progress((place + 1) / len(budgets))
    return np.array(measured)


def _checked(rows: Sequence[int], count: int, candidates: int) -> IntArray:
    """Raises ValueError unless these are `count` different candidates: one asked twice would count twice."""
    chosen = np.asarray(rows, np.intp)
    if (
        len(np.unique(chosen)) != count
        or len(chosen) != count
        or not np.isin(chosen, range(candidates)).all()
    ):
        raise ValueError(f"a strategy chose {len(np.unique(chosen))} of {candidates} photos, not {count}")
    return chosen


def our_learner(lesson: Lesson) -> Model:
    """The application's head."""
    return fit_head(
        embeddings=lesson.embeddings,
        targets=lesson.answers,
        choice_groups=lesson.choice_groups,
        sample_groups=lesson.sample_groups,
        config=HeadConfig(),
        seed=lesson.seed,
    ).head


def whole_learner(lesson: Lesson) -> Model:
    """The application's head, as it learns where there are photos that nobody labeled."""
    return fit_with_pool(
        embeddings=lesson.embeddings,
        targets=lesson.answers,
        unlabeled=lesson.unlabeled,
        choice_groups=lesson.choice_groups,
        sample_groups=lesson.sample_groups,
        config=HeadConfig(),
        seed=lesson.seed,
    ).head


def by_chance(situation: Situation, count: int) -> Sequence[int]:
    """Any of the candidates, each with the same probability."""
    generator = np.random.default_rng(situation.seed)
    drawn: list[int] = generator.choice(len(situation.candidates), count, replace=False).tolist()
    return drawn


def ours(situation: Situation, count: int) -> Sequence[int]:
    """What the application would ask."""
    chosen = choose(
        embeddings=situation.candidates,
        model=situation.model,
        labeled=situation.labeled,
        answers=situation.answers,
        count=count,
        seed=situation.seed,
    )
    return [choice.row for choice in chosen]
