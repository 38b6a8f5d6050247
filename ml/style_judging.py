"""How good a style space is: do the nearest share tags, and is a photo found again? NumPy only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.scoring import FloatArray

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
NEAREST = 10
LEVEL = 0.05
RESAMPLES = 2000
ENOUGH = 20
"""Queries of a kind before they say anything: of two, three or five the bootstrap takes an equally good space
for a worse one in 25, 21 or 11 % of the cases, as simulated."""


def shared_precision(
    queries: FloatArray,
    gallery: FloatArray,
    wanted: FloatArray,
    carried: FloatArray,
    *,
    apart: Bools | None = None,
    nearest: int = NEAREST,
) -> Floats:
    """[q] of the nearest in the gallery of which that is known, the share that has a tag of the query.

    queries [q, d] and gallery [g, d] of unit length; wanted [q, t] and carried [g, t] shares of yes, NaN
    where nobody was asked. One that shares a yes counts as right, one that is a known no for all tags of the
    query as wrong; of the others nothing is known, and they are passed over (condensed lists: Sakai 2007,
    "Alternatives to Bpref", section 3). apart [q, g] is True where the two are never compared, such as a
    photo with itself. NaN for a query without a tag, or of whose neighbours nothing is known.
    """
    likes = np.asarray(wanted > 0.5, np.float32)
    right = likes @ np.asarray(carried > 0.5, np.float32).T > 0
    known = right | (likes @ np.asarray(np.isnan(carried), np.float32).T == 0)
    if apart is not None:
        known &= ~apart
    similarity = np.where(known, np.asarray(queries) @ np.asarray(gallery).T, -np.inf)
    kept = min(nearest, similarity.shape[1])
    if not kept:
        return np.full(len(similarity), np.nan)
    top = np.argpartition(-similarity, kept - 1, axis=1)[:, :kept]
    looked_at = np.take_along_axis(known, top, axis=1)
    hits = (np.take_along_axis(right, top, axis=1) & looked_at).sum(axis=1)
    judged = np.where(likes.any(axis=1), looked_at.sum(axis=1), 0)
    return np.asarray(np.where(judged > 0, hits / np.maximum(judged, 1), np.nan), np.float64)


def recall(queries: FloatArray, gallery: FloatArray, own: Bools, *, nearest: int = NEAREST) -> Floats:
    """[q] 1 where one of the query's own rows, own [q, g], is among the nearest of the gallery, else 0."""
    similarity = np.asarray(queries) @ np.asarray(gallery).T
    best_own = np.where(own, similarity, -np.inf).max(axis=1)
    nearer = (np.where(own, -np.inf, similarity) > best_own[:, None]).sum(axis=1)
    return np.asarray(nearer < nearest, np.float64)


@dataclass(frozen=True)
class Difference:
    """Means over the queries of both, their difference with its 95 % interval, and whether it is a loss:
    of spaces that are equally good one in twenty is taken for one. Never of fewer queries than ENOUGH."""

    queries: int
    before: float
    after: float
    low: float
    high: float
    worse: bool


def paired(before: Floats, after: Floats, *, seed: int) -> Difference | None:
    """The same queries [q] in two spaces, by the paired bootstrap; None where nothing could be judged."""
    both = ~np.isnan(before) & ~np.isnan(after)
    if not both.any():
        return None
    one, other = before[both], after[both]
    gains = other - one
    draws = np.random.default_rng(seed).choice(gains, (RESAMPLES, len(gains))).mean(axis=1)
    low, high, at_most = np.quantile(draws, [0.025, 0.975, 1 - LEVEL]).tolist()
    worse = len(gains) >= ENOUGH and at_most < 0
    return Difference(len(gains), float(one.mean()), float(other.mean()), low, high, worse)
