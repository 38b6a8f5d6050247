"""Tags of which little is known, solved one by one in the span of their own answers: Newton's method.

With m answers a step costs m³, and nothing that depends on how much is known of other tags. It finds the same
minimum as the joint search of `ml.head`, and most tags of a young vocabulary have a few hundred answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.linalg.lapack import dposv, sposv
from scipy.special import expit, logit

Floats = npt.NDArray[np.floating]

MOST_ANSWERS = 600
"""Of a tag that is solved here: a step costs their cube. From where on joint is faster was not measured."""
STEPS, HALVINGS = 50, 20
HELD_OUT_TOLERANCE, FINAL_TOLERANCE = 1e-1, 1e-5
"""Of the logits' last change; steps are quadratic, so what is left is its square."""
FLATTEST = 1e-9
"""Curvature of an answer that is certain already."""


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

    def single(self) -> Asked:
        """The same in float32: plenty for choosing a penalty, and twice as fast."""
        return Asked(*(values.astype(np.float32) for values in vars(self).values()))


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
    if not len(asked.yes):  # none of a tag's few answers lies outside the fold: the prior is all there is
        return Dual(asked.yes, float(logit(expected)))
    found = start or Dual(np.zeros_like(asked.yes), 0.0)
    loss = _loss(asked, penalty, expected, found)
    slack = 10 * float(np.finfo(asked.kernel.dtype).eps)
    for _ in range(STEPS):
        whole = _step(asked, penalty, expected, found)
        length = 1.0
        for _ in range(HALVINGS):
            moved = Dual(
                found.share + length * (whole.share - found.share),
                found.bias + length * (whole.bias - found.bias),
            )
            less = _loss(asked, penalty, expected, moved)
            if less <= loss + slack * abs(loss):
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
    """Where the second-order approximation has its minimum (Rasmussen and Williams 2006, section 3.4).

    In units of the root of the curvature the system is symmetric and positive: one Cholesky factor of it.
    """
    linear = asked.kernel @ at.share + at.bias
    likely = expit(linear + asked.offset)
    root = np.sqrt(np.maximum(asked.weight * likely * (1 - likely), FLATTEST))
    prior = float(expit(at.bias))
    bend = max(prior * (1 - prior), FLATTEST)
    system = asked.kernel * root
    system *= root[:, None]
    system.flat[:: len(root) + 1] += penalty
    right = np.stack([root * linear - asked.weight * (likely - asked.yes) / root, root], axis=1)
    factorised = sposv if system.dtype == np.float32 else dposv
    _, solved, failed = factorised(system.T, right, overwrite_a=True)
    if failed:
        raise np.linalg.LinAlgError("the embeddings' kernel is not positive")
    pulled, pulled_by_bias = root @ solved
    bias = (bend * at.bias - (prior - expected) + penalty * pulled) / (bend + penalty * pulled_by_bias)
    return Dual(root * (solved[:, 0] - bias * solved[:, 1]), float(bias))


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

    @cached_property
    def asked(self) -> list[tuple[npt.NDArray[np.intp], Asked]]:
        """Of each tag the rows that are known, and their answers."""
        return [self._asked(tag) for tag in range(self.yes.shape[1])]

    def held_out(self, folds: Sequence[npt.NDArray[np.intp]], penalties: Sequence[float]) -> Floats:
        """[p, n, k] logits at each penalty of what was answered, by those who did not see its fold.

        Elsewhere the offset alone: nobody needs to know what would have been said of what nobody asked.
        """
        logits = np.zeros((len(penalties), *self.yes.shape))
        fold_of = np.empty(len(self.rows), np.intp)
        for number, fold in enumerate(folds):
            fold_of[fold] = number
        for tag, (known, asked) in enumerate(self.asked):
            for number in range(len(folds)):
                kept = fold_of[known] != number
                across = asked.kernel[np.ix_(~kept, kept)]
                part, solved = asked.rows(kept).single(), None
                for index, penalty in enumerate(penalties):
                    solved = solve(part, penalty, tolerance=HELD_OUT_TOLERANCE, start=solved)
                    logits[index, known[~kept], tag] = across @ solved.share + solved.bias
        return logits + self.offset

    def solved(self, penalties: Floats) -> tuple[Floats, Floats]:
        """weight [d, k] and bias [k] at penalties [k]."""
        weight, bias = np.zeros((self.rows.shape[1], len(penalties))), np.zeros(len(penalties))
        for tag, ((known, asked), penalty) in enumerate(zip(self.asked, penalties.tolist(), strict=True)):
            solved = solve(asked, penalty, tolerance=FINAL_TOLERANCE)
            weight[:, tag], bias[tag] = self.rows[known].T @ solved.share, solved.bias
        return weight, bias

    def _asked(self, tag: int) -> tuple[npt.NDArray[np.intp], Asked]:
        known = np.flatnonzero(~np.isnan(self.yes[:, tag]))
        rows = self.rows[known]
        said = (values[known, tag] for values in (self.yes, self.weight, self.offset))
        return known, Asked(rows @ rows.T, *said)
