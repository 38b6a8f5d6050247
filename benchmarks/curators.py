"""Simulated curators: what they would answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from photos import Photos, Truth

from ml.scoring import ChoiceGroups

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
