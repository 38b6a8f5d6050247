"""Vectors to search in: seeded and clustered, or anybody's own; what is nearest to what, exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
CLUSTER = 500
"""Vectors of a cluster, on average."""
DIRECTIONS, SPREAD, NOISE = 20, 0.6, 0.02
KEPT = 100
"""One in so many vectors fits the filter."""
BLOCK = 100_000
NEIGHBOURS = 20


@dataclass(frozen=True, eq=False)
class Vectors:
    """matrix [n, d] and queries [q, d], all of unit length; which [n] fit the filter."""

    matrix: Floats
    queries: Floats
    fits: npt.NDArray[np.bool_]


def clustered(rows: int, queries: int, dimensions: int, seed: int) -> Vectors:
    """Clusters of unequal size, each spread along a few directions of its own, and a little in all.

    Queries come from the same clusters, and are none of the vectors.
    """
    generator = np.random.default_rng(seed)
    count = max(4, rows // CLUSTER)
    centres = generator.standard_normal((count, dimensions), np.float32) / np.sqrt(dimensions)
    pool = generator.standard_normal((4 * DIRECTIONS, dimensions), np.float32) / np.sqrt(dimensions)
    weights = generator.pareto(1.5, count) + 0.2
    members = np.sort(generator.choice(count, rows + queries, p=weights / weights.sum()))
    matrix = np.empty((rows + queries, dimensions), np.float32)
    for start in range(0, len(matrix), BLOCK):
        mine = members[start : start + BLOCK]
        matrix[start : start + BLOCK] = _spread(centres, pool, mine, seed + start + 1)
    order = generator.permutation(len(matrix))
    asked, kept = order[:queries], order[queries:]
    return Vectors(matrix[kept], matrix[asked], generator.random(rows) < 1 / KEPT)


def _spread(centres: Floats, pool: Floats, members: Ints, seed: int) -> Floats:
    """[m, d] around their centres; which directions a cluster has follows from its number."""
    generator = np.random.default_rng(seed)
    own = np.stack(
        [np.random.default_rng(int(c)).permutation(len(pool))[:DIRECTIONS] for c in np.unique(members)]
    )
    rows = np.searchsorted(np.unique(members), members)
    along = np.zeros((len(members), len(pool)), np.float32)
    steps = SPREAD * generator.standard_normal((len(members), DIRECTIONS), np.float32) / np.sqrt(DIRECTIONS)
    np.put_along_axis(along, own[rows], steps, axis=1)
    noise = NOISE * generator.standard_normal((len(members), pool.shape[1]), np.float32)
    return _unit(centres[members] + along @ pool + noise)


def loaded(path: Path, rows: int, queries: int, seed: int) -> Vectors:
    """A file's own [n, d], of which some are asked about; at most `rows` of the rest are kept."""
    found = np.load(path, mmap_mode="r", allow_pickle=False)
    generator = np.random.default_rng(seed)
    order = generator.permutation(len(found))
    asked, kept = np.sort(order[:queries]), np.sort(order[queries : queries + rows])
    matrix = _unit(np.asarray(found[kept], np.float32))
    return Vectors(
        matrix, _unit(np.asarray(found[asked], np.float32)), generator.random(len(kept)) < 1 / KEPT
    )


def _unit(matrix: Floats) -> Floats:
    return np.asarray(matrix / np.linalg.norm(matrix, axis=1, keepdims=True).clip(1e-12), np.float32)


def exact(matrix: Floats, queries: Floats, count: int) -> Ints:
    """[q, count]: the rows nearest to each query, the nearest first."""
    best = np.full((len(queries), count), -np.inf, np.float32)
    rows = np.zeros((len(queries), count), np.int64)
    for start in range(0, len(matrix), BLOCK):
        cosines = queries @ matrix[start : start + BLOCK].T
        both = np.concatenate([best, cosines], axis=1)
        names = np.concatenate(
            [rows, np.broadcast_to(np.arange(cosines.shape[1]) + start, cosines.shape)], axis=1
        )
        top = np.argpartition(-both, count - 1, axis=1)[:, :count]
        best, rows = np.take_along_axis(both, top, 1), np.take_along_axis(names, top, 1)
    order = np.argsort(-best, axis=1)
    return np.take_along_axis(rows, order, 1)


def intrinsic_dimension(matrix: Floats, queries: Floats) -> float:
    """Levina and Bickel's maximum likelihood (2004), averaged over queries as MacKay and Ghahramani say."""
    near = exact(matrix, queries, NEIGHBOURS)
    apart = np.linalg.norm(matrix[near] - queries[:, None], axis=2).clip(1e-9)
    inverse = np.log(apart[:, -1:] / apart[:, :-1]).mean(axis=1)
    return float(1 / inverse.mean())


def recall(found: Callable[[int], list[int]], truth: Ints) -> npt.NDArray[np.float64]:
    """[q]: of each query the share of the truly nearest that was found."""
    return np.array(
        [len(set(found(number)) & set(row.tolist())) / len(row) for number, row in enumerate(truth)]
    )
