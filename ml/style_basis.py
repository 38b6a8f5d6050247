"""Between embeddings and style space: the main directions of difference, what is regressed on them, and the
blend of both. NumPy only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from ml.scoring import FloatArray
from ml.style_judging import recall
from ml.style_map import Floats32, StyleMap, principal, unit

Floats = npt.NDArray[np.float64]
DISTURBANCE = 0.7
LOOKED_FOR, AMONG = 400, 4000


@dataclass(frozen=True, eq=False)
class Learned:
    """Of each tag its weight [w, t] along the basis, and the rate [t] at which it holds."""

    weight: Floats
    rates: Floats


@dataclass(frozen=True, eq=False)
class Blend:
    """Where rows [n, w] along the basis lie: rows · matrix [w, d] + shift [d], at unit length."""

    matrix: Floats
    shift: Floats

    def project(self, rows: Floats) -> Floats32:
        return unit(rows @ self.matrix + self.shift)


@dataclass(frozen=True, eq=False)
class Basis:
    """centre [e], axes [e, w] the main directions first, and spread [w], the variance along each."""

    centre: Floats
    axes: Floats
    spread: Floats

    @classmethod
    def of(cls, embeddings: FloatArray, most: int) -> Self:
        """Of [n, e] embeddings. Raises ValueError where there are fewer than two, or all are the same."""
        rows = np.asarray(embeddings, np.float64)
        if len(rows) < 2:
            raise ValueError("a style space needs two embeddings at the least")
        centre = rows.mean(axis=0)
        spread, axes = principal(rows - centre)
        kept = min(most, int((spread > spread[0] * 1e-9).sum())) if spread[0] > 1e-12 else 0
        if not kept:
            raise ValueError("all embeddings are the same")
        return cls(centre, axes[:, :kept], spread[:kept])

    def seen(self, embeddings: FloatArray) -> Floats:
        """[n, e] embeddings as [n, w] along the axes."""
        return np.asarray((np.asarray(embeddings, np.float64) - self.centre) @ self.axes, np.float64)

    def plain(self, dimensions: int) -> Floats:
        """[w, d] that keeps the first directions as they are."""
        return np.eye(len(self.spread))[:, :dimensions]

    def blended(self, learned: Learned, share: float, *, dimensions: int, most_learned: int) -> Blend:
        """`share` of the mean squared length to what was learned, the rest to the plain directions.

        Of many tags the main directions are kept, as far as photos differ in them.
        """
        if not share or not learned.weight.any():
            matrix = self.plain(dimensions)
            return Blend(matrix, np.zeros(matrix.shape[1]))
        _, turn = principal(np.sqrt(self.spread)[:, None] * learned.weight)
        turn = turn[:, : min(most_learned, dimensions - 1)]
        kept, rates = learned.weight @ turn, learned.rates @ turn
        plain = self.plain(dimensions - kept.shape[1])
        much = np.sqrt(share / (self._length(kept) + (rates**2).sum()))
        matrix = np.hstack([plain * np.sqrt((1 - share) / self._length(plain)), kept * much])
        return Blend(matrix, np.concatenate([np.zeros(plain.shape[1]), rates * much]))

    def _length(self, matrix: Floats) -> float:
        """Mean squared, of what the matrix [w, d] makes of a photo."""
        return float((self.spread[:, None] * matrix**2).sum())

    def map(self, blend: Blend) -> StyleMap:
        """The way from embeddings straight to where a blend puts them."""
        matrix, shift = (self.axes @ blend.matrix).astype(np.float32), blend.shift.astype(np.float32)
        return StyleMap(self.centre.astype(np.float32), matrix, shift)

    def found_again(self, rows: Floats, blends: list[Blend], *, seed: int) -> list[float]:
        """In each blend the share of photos [n, w] that are nearest to a disturbed view of themselves.

        What differs between two views of a thing is taken for a part of what differs between things. Cropped,
        mirrored, tilted and badly lit photos were off by .2 to .4 of the spread along the main directions.
        """
        generator = np.random.default_rng(seed)
        among = rows[generator.permutation(len(rows))[:AMONG]]
        asked = min(LOOKED_FOR, len(among))
        noise = generator.normal(size=(asked, rows.shape[1])) * np.sqrt(self.spread)
        own = np.eye(asked, len(among), dtype=bool)
        views = among[:asked] + DISTURBANCE * noise
        return [
            float(recall(blend.project(views), blend.project(among), own, nearest=1).mean())
            for blend in blends
        ]
