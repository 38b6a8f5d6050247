"""Lines through logits, one per tag: with few answers a tag leans on its facet, and a facet on the head."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

Floats = npt.NDArray[np.float64]

SPREAD = np.array([0.5, 1.0])
"""Standard deviations, of log slope and of shift, that are assumed before anything was seen."""
WORTH = 4.0
"""So many imagined tags, or facets, of that spread are added to the real ones."""
LEAST_SPREAD, MOST_SPREAD = 0.05, np.array([0.75, 2.0])
"""Scores that part yes from no without a miss ask for ever steeper slopes: a spread that grew with them would
let them."""
ROUNDS, STEPS = 25, 6


@dataclass(frozen=True, eq=False)
class Lines:
    """Per tag [t]: what to multiply a logit by, above 0, and what to add."""

    scale: Floats
    shift: Floats

    def __call__(self, logits: Floats) -> Floats:
        """[n, t] to [n, t]."""
        return logits * self.scale + self.shift


@dataclass(frozen=True, eq=False)
class _Answers:
    """[n, t] scores and whether people said yes, both 0 where they said nothing; which parts [2] may move."""

    scores: Floats
    yes: Floats
    known: npt.NDArray[np.bool_]
    free: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, logits: Floats, truth: Floats, *, shifted: bool) -> _Answers:
        known = ~np.isnan(truth)
        return cls(
            np.where(known, logits, 0.0), np.where(known, truth, 0.0), known, np.array([True, shifted])
        )

    def step(self, fitted: Floats, centre: Floats, trust: Floats) -> tuple[Floats, Floats]:
        """A step [t, 2] of Fisher scoring for all tags at once, and the information [t, 2, 2] behind it."""
        sloped = self.scores * np.exp(fitted[:, 0])
        said = expit(sloped + fitted[:, 1])
        miss = np.where(self.known, said - self.yes, 0.0)
        doubt = np.where(self.known, said * (1 - said), 0.0)
        pull = np.stack([(miss * sloped).sum(axis=0), miss.sum(axis=0)], axis=1) + (fitted - centre) * trust
        cross = (doubt * sloped).sum(axis=0) * self.free[1]
        information = np.empty((len(fitted), 2, 2))
        information[:, 0, 0] = (doubt * sloped**2).sum(axis=0) + trust[0]
        information[:, 1, 1] = doubt.sum(axis=0) + trust[1]
        information[:, 0, 1] = information[:, 1, 0] = cross
        step = -np.linalg.solve(information, pull[:, :, None])[:, :, 0]
        # Far from the optimum the curve is flatter than it looks from there: no step is longer than this.
        return np.where(self.free, np.clip(step, -0.5, 0.5), 0.0), information


def fit_lines(logits: Floats, truth: Floats, facets: npt.NDArray[np.int64], *, shifted: bool) -> Lines:
    """Lines for [n, t] logits against [n, t] truth (1, 0, NaN = unknown), of tags in facets [t].

    A Gaussian hierarchy: a tag's (log slope, shift) is drawn around its facet's, and that around (0, 0),
    which is the head as it is. How wide both draws are comes from the data, by empirical Bayes: expectation-
    maximisation with Laplace's approximation of each tag (Gelman et al., Bayesian Data Analysis, chapters 5
    and 13). Unless `shifted` only slopes are fitted, that is a temperature each. Any data gives finite lines:
    no answer, one, all yes, all no, and scores that separate yes from no without a miss.
    """
    answers = _Answers.of(logits, truth, shifted=shifted)
    names, member = np.unique(facets, return_inverse=True)
    fitted, of_facet = np.zeros((truth.shape[1], 2)), np.zeros((len(names), 2))
    within, between = SPREAD**2, SPREAD**2
    for _ in range(ROUNDS):
        for _ in range(STEPS):
            step, certainty = answers.step(fitted, of_facet[member], 1 / within)
            fitted = fitted + step
        doubt = np.linalg.inv(certainty)[:, [0, 1], [0, 1]]
        counts = np.bincount(member, minlength=len(names))[:, None]
        sums = np.stack(
            [np.bincount(member, fitted[:, part], minlength=len(names)) for part in (0, 1)], axis=1
        )
        sure = counts / within + 1 / between
        of_facet = np.where(answers.free, sums / within / sure, 0.0)
        within = _spread((fitted - of_facet[member]) ** 2 + doubt)
        between = _spread(of_facet**2 + 1 / sure)
    return Lines(np.exp(fitted[:, 0]), fitted[:, 1])


def _spread(squares: Floats) -> Floats:
    """Variances [2] of rows of squares [n, 2], with the imagined ones."""
    spread = (squares.sum(axis=0) + WORTH * SPREAD**2) / (len(squares) + WORTH)
    return np.asarray(np.clip(spread, LEAST_SPREAD**2, MOST_SPREAD**2), np.float64)
