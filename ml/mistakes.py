"""Where a model is wrong: the images at which it is most so, and the tags that it says for each other."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ml.scoring import FloatArray

SAID = 0.5
"""The probability from which on a model says a tag here."""


class Mistake(NamedTuple):
    """At image `row` the model gave tag `column` this probability, and the opposite is true."""

    row: int
    column: int
    probability: float


class Confusion(NamedTuple):
    """Of `images` that have tag `has` and not tag `says`, the model says the latter of `wrong`."""

    has: int
    says: int
    wrong: int
    images: int


def worst(probabilities: FloatArray, truth: FloatArray, *, count: int) -> list[Mistake]:
    """The most wrong of [n, t] probabilities against truth (1, 0, NaN = unknown); an image counts once."""
    off = np.nan_to_num(np.abs(probabilities - truth), nan=0.0)
    if not off.size:
        return []
    columns = off.argmax(axis=1)
    most = off[np.arange(len(off)), columns]
    rows = [int(row) for row in np.argsort(-most, kind="stable")[:count] if most[row] > 1 - SAID]
    return [Mistake(row, int(columns[row]), float(probabilities[row, columns[row]])) for row in rows]


def confusions(
    probabilities: FloatArray,
    truth: FloatArray,
    facets: npt.NDArray[np.int64],
    *,
    count: int,
    least: int = 5,
) -> list[Confusion]:
    """Pairs of tags of one facet ([t] facets), the largest share of wrong ones first.

    Nothing is said of a pair with fewer than `least` images, nor of what happened once, which is chance.
    """
    has, lacks = (truth == 1).astype(np.int64), (truth == 0).astype(np.int64)
    images = has.T @ lacks
    wrong = has.T @ (lacks * (probabilities >= SAID))
    told = (images >= least) & (wrong > 1) & (facets[:, None] == facets[None, :])
    pairs = [Confusion(int(a), int(b), int(wrong[a, b]), int(images[a, b])) for a, b in np.argwhere(told)]
    return sorted(pairs, key=lambda pair: (-pair.wrong / pair.images, -pair.images))[:count]
