"""Tags of which little is known, solved one by one in the span of their own answers: Newton's method.

With m answers a step costs m³, and nothing that depends on how much is known of other tags. It finds the same
minimum as the joint search of `ml.head`, and most tags of a young vocabulary have a few hundred answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

Floats = npt.NDArray[np.float64]

MOST_ANSWERS = 600
"""Of a tag that is solved here: from about there on the joint search takes less time."""
STEPS, HALVINGS = 50, 20


@dataclass(frozen=True, eq=False)
class Asked:
    """The m answers about one tag: kernel [m, m] of their rows, yes, weight and offset [m]."""

    kernel: Floats
    yes: Floats
    weight: Floats
    offset: Floats

    def rows(self, kept: npt.NDArray[np.bool_]) -> Asked:
        kernel = self.kernel[np.ix_(kept, kept)]
        return Asked(kernel, self.yes[kept], self.weight[kept], self.offset[kept])


@dataclass(frozen=True, eq=False)
class Dual:
    """The weights are the rows' sum, each times its share [m]; bias beside them."""

    share: Floats
    bias: float


def solve(asked: Asked, penalty: float, *, tolerance: float, start: Dual | None = None) -> Dual:
    """The minimum of summed loss + prior of the bias + penalty/2 · |weight|².

    The prior is one imagined answer, as likely yes as answers are. tolerance: of the logits' last change.
    """
    expected = (asked.weight @ asked.yes + 0.5) / (asked.weight.sum() + 1.0)
    found = start or Dual(np.zeros(len(asked.yes)), 0.0)
    loss = _loss(asked, penalty, expected, found)
    for _ in range(STEPS):
        whole = _step(asked, penalty, expected, found)
        length = 1.0
        for _ in range(HALVINGS):
            moved = Dual(
                found.share + length * (whole.share - found.share),
                found.bias + length * (whole.bias - found.bias),
            )
            less = _loss(asked, penalty, expected, moved)
            if less <= loss + 1e-12 * abs(loss):
                break
            length /= 2
        else:
            return found  # nothing better in this direction: at the minimum to the last digit
        change = np.abs(asked.kernel @ (moved.share - found.share) + moved.bias - found.bias).max(initial=0.0)
        found, loss = moved, less
        if change < tolerance:
            break
    return found


def _step(asked: Asked, penalty: float, expected: float, at: Dual) -> Dual:
    """Where the second-order approximation has its minimum."""
    linear = asked.kernel @ at.share + at.bias
    likely = expit(linear + asked.offset)
    gradient, curvature = asked.weight * (likely - asked.yes), asked.weight * likely * (1 - likely)
    prior = float(expit(at.bias))
    bend = prior * (1 - prior)
    size = len(asked.yes)
    system = np.empty((size + 1, size + 1))
    system[:size, :size] = curvature[:, None] * asked.kernel
    system[np.arange(size), np.arange(size)] += penalty
    system[:size, size], system[size, :size], system[size, size] = curvature, -penalty, bend
    right = np.append(curvature * linear - gradient, bend * at.bias - (prior - expected))
    solved = np.linalg.solve(system, right)
    return Dual(solved[:size], float(solved[size]))


def _loss(asked: Asked, penalty: float, expected: float, at: Dual) -> float:
    pulled = asked.kernel @ at.share
    logits = pulled + at.bias + asked.offset
    answers = asked.weight @ (np.logaddexp(0, logits) - asked.yes * logits)
    prior = np.logaddexp(0, at.bias) - expected * at.bias
    return float(answers + prior + 0.5 * penalty * at.share @ pulled)


@dataclass(frozen=True, eq=False)
class Few:
    """k tags with few answers: centred rows [n, d]; yes, weight and offset [n, k], NaN where unknown."""

    rows: Floats
    yes: Floats
    weight: Floats
    offset: Floats

    def held_out(self, folds: Sequence[npt.NDArray[np.intp]], penalties: Sequence[float]) -> Floats:
        """[p, n, k] logits of each row at each penalty by those who did not see its fold."""
        logits = np.zeros((len(penalties), *self.yes.shape))
        for tag in range(self.yes.shape[1]):
            known, asked = self._asked(tag)
            for fold in folds:
                seen = ~np.isin(known, fold)
                part, solved = asked.rows(seen), None
                for index, penalty in enumerate(penalties):
                    solved = solve(part, penalty, tolerance=1e-3, start=solved)
                    weight = self.rows[known[seen]].T @ solved.share
                    logits[index, fold, tag] = self.rows[fold] @ weight + solved.bias
        return logits + self.offset

    def solved(self, penalties: Floats) -> tuple[Floats, Floats]:
        """weight [d, k] and bias [k] at penalties [k]."""
        weight, bias = np.zeros((self.rows.shape[1], len(penalties))), np.zeros(len(penalties))
        for tag, penalty in enumerate(penalties.tolist()):
            known, asked = self._asked(tag)
            solved = solve(asked, penalty, tolerance=1e-7)
            weight[:, tag], bias[tag] = self.rows[known].T @ solved.share, solved.bias
        return weight, bias

    def _asked(self, tag: int) -> tuple[npt.NDArray[np.intp], Asked]:
        known = np.flatnonzero(~np.isnan(self.yes[:, tag]))
        rows = self.rows[known]
        said = (values[known, tag] for values in (self.yes, self.weight, self.offset))
        return known, Asked(rows @ rows.T, *said)
