"""What an answer costs at the review screen: presses, and seconds by the keystroke-level model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import checkout  # noqa: F401 (finds ml)
import numpy as np
import numpy.typing as npt

from ml.acquisition import REVIEW
from ml.scoring import ChoiceGroups

Values = npt.NDArray[np.float64]

# The keystroke-level model (Card, Moran and Newell 1980): pointing, a button pressed and let go, and the hand
# from the keyboard to the mouse and back. Keys, glances and judgements are those of ml.acquisition.
POINT, BUTTON, HOMING = 1.1, 0.2, 0.8


@dataclass(frozen=True)
class Effort:
    """What one answer took: keys pressed, chips clicked, tags judged."""

    keys: int
    clicks: int
    judged: int

    @property
    def presses(self) -> int:
        return self.keys + self.clicks

    @property
    def seconds(self) -> float:
        """From one photo to the next."""
        pointing = HOMING + self.clicks * (POINT + BUTTON) if self.clicks else 0.0
        # The key that answers is in the photo's own cost.
        return REVIEW.photo + self.judged * REVIEW.judge + (self.keys - 1) * REVIEW.press + pointing


def row_keys(values: Values, columns: Sequence[int], choice_groups: ChoiceGroups) -> list[str]:
    """What answers suggested tags, shown in this order, with [t] values (1 or 0): the shorter of two ways.

    Each yes by its number and `x` for the rest; or each no by its number twice and `a` for the rest, which of
    a choice takes the first that is not marked.
    """
    reject = [str(number) for number, column in enumerate(columns, start=1) if values[column] == 1]
    accept: list[str] = []
    facet = {column: place for place, group in enumerate(choice_groups) for column in group}
    facets = [facet.get(column, -1 - column) for column in columns]
    for one in dict.fromkeys(facets):
        numbers = [number for number, its in enumerate(facets, start=1) if its == one]
        yes = [number for number in numbers if values[columns[number - 1]] == 1]
        if not yes:
            accept += [str(number) for number in numbers for _ in range(2)]
        elif yes[0] != numbers[0]:
            accept.append(str(yes[0]))
    return min([*reject, "x"], [*accept, "a"], key=len)


def in_rows(values: Values, columns: Sequence[int], choice_groups: ChoiceGroups) -> Effort:
    """Some tags as rows, answered by `row_keys`."""
    return Effort(keys=len(row_keys(values, columns, choice_groups)), clicks=0, judged=len(columns))


def in_chips(values: Values, choice_groups: ChoiceGroups) -> Effort:
    """All tags as chips: those that hold are clicked, then `Enter`, or `X` where none does.

    A choice is made at a glance, however many chips it has.
    """
    judged = len(values) - sum(len(group) - 1 for group in choice_groups)
    return Effort(keys=1, clicks=int((values == 1).sum()), judged=judged)
