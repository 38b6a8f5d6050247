"""The loop where a person is asked about some tags of an image only: ways to choose them, and the run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from keys import Effort, in_chips, in_rows

from ml.acquisition import binary_entropy, worth_asking
from ml.backtest import BATCH, GROWTH, Course, IntArray, Lesson, Situation, our_learner, ours
from ml.scoring import FloatArray, Model, independent_tags

AT_MOST = 5  # rows on the review screen
OPENING = 20  # reviews before the first model, of every tag in every arm

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Choosing:
    """What the tags of n images are chosen by: probabilities [n, t], which [n, t] are not asked yet, who
    agrees [t], and chance."""

    probabilities: Floats
    open: npt.NDArray[np.bool_]
    course: Course
    agreement: FloatArray
    generator: np.random.Generator


Picker = Callable[[Choosing], list[list[int]]]


def worth(now: Choosing) -> list[list[int]]:
    """What the application asks."""
    groups = now.course.choice_groups
    ranked = worth_asking(now.probabilities, groups, count=AT_MOST, agreement=now.agreement)
    return [[tag for tag in tags if now.open[row, tag]] for row, tags in enumerate(ranked)]


def likely(now: Choosing) -> list[list[int]]:
    """What it asked before: by probability plus entropy; of a choice the best option, three if unsure."""
    p = now.probabilities
    tells = p + binary_entropy(p)
    for group in now.course.choice_groups:
        for row, order in enumerate(np.argsort(-p[:, group], axis=1)):
            shown = 1 if p[row, group[order[0]]] > 0.5 else 3
            tells[row, [group[place] for place in order[shown:]]] = -np.inf
    return _highest(tells, now)


def uncertain(now: Choosing) -> list[list[int]]:
    """The highest entropies."""
    return _highest(binary_entropy(now.probabilities), now)


def by_chance(now: Choosing) -> list[list[int]]:
    """Any of the tags."""
    return _highest(now.generator.random(now.probabilities.shape), now)


def _highest(tells: Floats, now: Choosing) -> list[list[int]]:
    tells = np.where(now.open, tells, -np.inf)
    return [
        [int(tag) for tag in np.argsort(-row, kind="stable")[:AT_MOST] if row[tag] > -np.inf] for row in tells
    ]


PICKERS: dict[str, Picker | None] = {
    "whole": None,
    "cells": worth,
    "cells_agreed": worth,
    "likely": likely,
    "uncertain": uncertain,
    "random": by_chance,
}
"""None asks every tag, as chips."""


@dataclass(eq=False)
class Run:
    """One arm on one seed. asked [n, t] are answers, with what a yes implies; told after each training."""

    course: Course
    picker: Picker | None
    agreement: FloatArray
    seed: int
    asked: Floats = field(init=False)
    answerable: npt.NDArray[np.bool_] = field(init=False)
    reviewed: list[int] = field(default_factory=list)
    reviews: int = 0
    presses: int = 0
    seconds: float = 0.0
    corrected: int = 0
    told: list[tuple[float, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.asked = np.full(self.course.truth.shape, np.nan)
        self.answerable = np.asarray(~np.isnan(self.course.said).all(axis=0), np.bool_)

    def until(self, presses: float) -> Floats:
        """[trainings, 7] presses, seconds, labels, quality, right labels, right yeses, corrections; up to so
        many presses, or until everything is asked."""
        model: Model | None = None
        while self.presses < presses and len(rows := self._next(model)):
            for row, columns in zip(rows, self._columns(rows, model), strict=True):
                self._review(row, columns, model)
            model = our_learner(self._lesson())
            right = self.asked == self.course.truth
            self.told.append(
                (
                    self.presses,
                    self.seconds,
                    (~np.isnan(self.asked)).sum(),
                    float(np.nanmean(self.course.measured(model))),
                    right.sum(),
                    (right & (self.asked == 1)).sum(),
                    self.corrected,
                )
            )
        return np.array(self.told, np.float64)

    def _next(self, model: Model | None) -> list[int]:
        """The application's choice among the images that nobody reviewed; then those not asked everything."""
        left = np.setdiff1d(self.course.pool, self.reviewed)
        if not len(left):
            left = self.course.pool[self._open(self.course.pool).any(axis=1)]
        count = min(len(left), OPENING if model is None else max(BATCH, round(GROWTH * len(self.reviewed))))
        if not count:
            return []
        now = Situation(
            self.course.embeddings[left],
            self.course.embeddings[self.reviewed],
            self.asked[self.reviewed],
            self.course.choice_groups,
            model,
            self.seed * 100_003 + self.reviews,
        )
        return [int(left[place]) for place in ours(now, count)]

    def _open(self, rows: IntArray | list[int]) -> npt.NDArray[np.bool_]:
        """[n, t] what is not asked yet and somebody can answer."""
        return np.asarray(np.isnan(self.asked[rows]) & self.answerable[rows], np.bool_)

    def _columns(self, rows: list[int], model: Model | None) -> list[list[int] | None]:
        """Which tags of each image are asked about; None for all."""
        if self.picker is None or model is None:
            return [None] * len(rows)
        now = Choosing(
            np.asarray(model.probabilities(self.course.embeddings[rows]), np.float64),
            self._open(rows),
            self.course,
            self.agreement,
            np.random.default_rng([self.seed, self.reviews]),
        )
        chosen = self.picker(now)
        return [self._with_unlearned(columns, open_) for columns, open_ in zip(chosen, now.open, strict=True)]

    def _with_unlearned(self, columns: list[int], open_: npt.NDArray[np.bool_]) -> list[int]:
        """As the application does: one place goes to a tag of which no yes, or no no, is known yet."""
        told = self.asked[self.reviewed]
        alone = independent_tags(self.course.choice_groups, told.shape[1])
        unknown = [tag for tag in alone if not ((told[:, tag] == 1).any() and (told[:, tag] == 0).any())]
        free = [tag for tag in unknown if open_[tag] and tag not in columns]
        if not columns and not free:
            return [int(tag) for tag in np.flatnonzero(open_)[:AT_MOST]]
        if not free or set(columns) & set(unknown):
            return columns
        least = min(free, key=lambda tag: int((~np.isnan(told[:, tag])).sum()))
        return [*columns[: AT_MOST - 1], least]

    def _review(self, row: int, columns: list[int] | None, model: Model | None) -> None:
        said = self.course.answer(row, self.reviews, self.seed)
        effort: Effort
        if columns is None:
            effort = in_chips(said, self.course.choice_groups)
            self.asked[row] = said
        else:
            effort = in_rows(said, columns, self.course.choice_groups)
            self.asked[row, columns] = said[columns]
            for group in self.course.choice_groups:
                if any(said[column] == 1 for column in set(columns) & set(group)):
                    self.asked[row, list(group)] = said[list(group)]
        if model is not None:
            expected = model.probabilities(self.course.embeddings[[row]])[0] > 0.5
            known = ~np.isnan(self.asked[row])
            self.corrected += int((expected[known] != (self.asked[row, known] == 1)).sum())
        self.presses += effort.presses
        self.seconds += effort.seconds
        self.reviews += 1
        if row not in self.reviewed:
            self.reviewed.append(row)

    def _lesson(self) -> Lesson:
        rows = np.array(self.reviewed)
        return Lesson(
            self.course.embeddings[rows],
            self.asked[rows],
            self.course.sample_groups[rows],
            self.course.embeddings[np.setdiff1d(self.course.pool, rows)],
            self.course.choice_groups,
            self.seed,
        )
