"""Which images tell the most about all the others: experimental design for a linear head."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ml.scoring import FloatArray

Indices = npt.NDArray[np.intp]

POOL_CAP = 2000  # candidates weighed against each other at most; a step costs its square
COVERED_CAP = 4000
BIAS = 1.0  # variance of what is common to all images, in the same units as
NOISE = 0.1  # of an answer, in units of the mean squared distance to the mean image


def representative(
    embeddings: FloatArray,
    count: int,
    *,
    seed: int,
    covered: FloatArray,
    worth: FloatArray | None = None,
) -> Indices:
    """Row numbers of `count` images whose labels would leave the least unknown about all, best first.

    Sequential transductive experimental design (Yu, Bi, Tresp, "Active learning via transductive experimental
    design", 2006, section 4): of a linear model on the embeddings, each image shrinks the predictive variance
    at every other; the next one is that which shrinks the sum most. So it is typical, and unlike those
    before. embeddings [n, d], covered [m, d] the images already labeled, worth [n] factors of preference, not
    negative.
    """
    generator = np.random.default_rng(seed)
    pool = _sample(len(embeddings), max(POOL_CAP, count), generator)
    known = covered[_sample(len(covered), COVERED_CAP, generator)]
    preference = np.ones(len(pool)) if worth is None else np.asarray(worth, np.float64)[pool]
    variance = _unexplained(np.asarray(embeddings[pool], np.float32), np.asarray(known, np.float32))
    left = np.ones(len(pool), bool)
    chosen: list[int] = []
    for _ in range(min(count, len(pool))):
        own = np.diagonal(variance) + NOISE
        shrinks = np.einsum("ij,ij->j", variance, variance) / own
        pick = int(np.where(left, preference * shrinks, -1.0).argmax())
        left[pick] = False
        chosen.append(pick)
        column = variance[:, pick].copy()
        variance -= np.outer(column, column / own[pick])
    return pool[chosen]


def _unexplained(pool: npt.NDArray[np.float32], known: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """[n, n] covariance of a linear model's predictions for the pool, given answers for the known images."""
    centre = np.concatenate([pool, known]).mean(axis=0) if len(pool) else 0.0
    points, seen = pool - centre, known - centre
    scale = np.sqrt(max(1e-12, float(np.square(points).sum(axis=1).mean()))) if len(pool) else 1.0
    points, seen = points / scale, seen / scale
    across = points @ seen.T + BIAS
    among = seen @ seen.T + BIAS + NOISE * np.eye(len(seen), dtype=np.float32)
    return np.asarray(points @ points.T + BIAS - across @ np.linalg.solve(among, across.T), np.float32)


def _sample(rows: int, cap: int, generator: np.random.Generator) -> Indices:
    """All row numbers, or `cap` of them drawn without replacement where there are more."""
    if rows <= cap:
        return np.arange(rows)
    return np.sort(generator.choice(rows, cap, replace=False)).astype(np.intp)
