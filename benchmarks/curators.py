"""Simulated curators: what they would answer, and how well a head then does on photos it was never taught."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from photos import Photos, Truth, Vectors

from ml.metrics import average_precision
from ml.scoring import ChoiceGroups, Head

Kind = Literal["category", "moods"]


@dataclass(frozen=True, eq=False)
class Question:
    """What curators are asked about n photos.

    said [a, n, t] is what each of them would answer, truth [n, t] what is held against the head.
    """

    kind: Kind
    said: Truth
    truth: Truth
    choice_groups: ChoiceGroups

    @property
    def figure(self) -> str:
        """What a head's quality is called: accuracy of a single choice, else macro average precision."""
        return "accuracy" if self.kind == "category" else "map"

    def answer(self, row: int, review: int) -> Truth:
        """[t] what the curator whose turn it is says of a photo: they take turns, review by review."""
        return np.asarray(self.said[review % len(self.said), row], np.float64)

    def quality(self, head: Head, embeddings: Vectors, rows: np.ndarray) -> float:
        """The figure of a head on these rows."""
        probabilities = head.probabilities(embeddings[rows])
        if self.kind == "category":
            return float((probabilities.argmax(axis=1) == self.truth[rows].argmax(axis=1)).mean())
        return average_precision(probabilities, self.truth[rows], seed=0, resamples=0).macro.value


def question(photos: Photos) -> Question:
    """Moods where the folder says any, by its own annotators where it has some; the category elsewhere."""
    if photos.mood_names:
        said = photos.moods[None] if photos.answers is None else photos.answers
        return Question("moods", said, photos.moods, ())
    return about_category(photos)


def about_category(photos: Photos) -> Question:
    """One choice among the categories, by a curator who knows."""
    names = sorted(set(photos.category))
    truth = np.eye(len(names))[[names.index(category) for category in photos.category]]
    return Question("category", truth[None], truth, (tuple(range(len(names))),))
