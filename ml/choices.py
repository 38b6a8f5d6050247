"""Calibrating a facet of which exactly one tag holds: its probabilities go on summing to one."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import log_softmax, logsumexp, softmax

from ml.shrinkage import Lines

Floats = npt.NDArray[np.float64]
Method = Literal["temperature", "bias", "vector"]
METHODS: tuple[Method, ...] = ("temperature", "bias", "vector")
"""From the simplest: one slope (Guo et al. 2017), a shift per tag (Alexandari et al. 2020), a slope each."""

FACET_SPREAD, TAG_SPREAD, SHIFT_SPREAD = 0.7, 0.3, 1.0


def possible(truth: Floats) -> npt.NDArray[np.bool_]:
    """[n, k] which tags of a facet may be the one, by [n, k] answers (1, 0, NaN = unknown).

    A row of which nothing is known, or where people refused them all, has none.
    """
    yes = truth == 1
    left = np.where(yes.any(axis=1, keepdims=True), yes, truth != 0)
    told = ~np.isnan(truth).all(axis=1, keepdims=True)
    return np.asarray(left & told, np.bool_)


def losses(logits: Floats, truth: Floats) -> Floats:
    """[n] nats by which [n, k] logits miss the answers; 0 where there is none."""
    left = possible(truth)
    told = left.any(axis=1)
    missed = np.zeros(len(truth))
    missed[told] = -_mass(log_softmax(logits[told], axis=1), left[told])
    return missed


def fit_choice(logits: Floats, truth: Floats, method: Method) -> Lines:
    """Lines for the k tags of one facet, from [n, k] logits and answers.

    Each tag's slope is drawn to the facet's and that to one, each shift to nought, by Gaussian priors: with
    no answers the head stays as it is.
    """
    left = possible(truth)
    told = left.any(axis=1)
    scores, left = logits[told], left[told]
    tags = logits.shape[1]
    sizes = {"temperature": 1, "bias": 1 + tags, "vector": 1 + 2 * tags}

    def unpacked(packed: Floats) -> tuple[Floats, Floats, Floats]:
        full = np.zeros(1 + 2 * tags)
        full[: len(packed)] = packed
        return full[0] + full[1 + tags :], full[1 : 1 + tags], full

    def objective(packed: Floats) -> tuple[float, Floats]:
        slopes, shifts, full = unpacked(packed)
        sloped = scores * np.exp(slopes)
        mended = sloped + shifts
        log_p = log_softmax(mended, axis=1)
        loss = -_mass(log_p, left).sum() + 0.5 * (full**2 / spread**2).sum()
        # What is said, less what could still be true, shared out as it is said.
        miss = np.exp(log_p) - softmax(np.where(left, mended, -1e9), axis=1)
        of_slopes = (miss * sloped).sum(axis=0)
        gradient = np.concatenate([[of_slopes.sum()], miss.sum(axis=0), of_slopes]) + full / spread**2
        return float(loss), gradient[: len(packed)]

    spread = np.array([FACET_SPREAD] + [SHIFT_SPREAD] * tags + [TAG_SPREAD] * tags)
    # From slopes of one and no shifts; the bounds keep a line search from overflowing.
    limit = [(-4.0, 4.0)] + [(-12.0, 12.0)] * tags + [(-2.0, 2.0)] * tags
    found = minimize(
        objective, np.zeros(sizes[method]), jac=True, method="L-BFGS-B", bounds=limit[: sizes[method]]
    )
    slopes, shifts, _ = unpacked(found.x)
    return Lines(np.exp(slopes), shifts)


def _mass(log_p: Floats, left: npt.NDArray[np.bool_]) -> Floats:
    """[n] log of the probability that lies on what may be."""
    return np.asarray(logsumexp(np.where(left, log_p, -np.inf), axis=1), np.float64)
