"""The way from here to `ml`. NumPy only: neither the web process nor publishing imports torch."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ml.outline import outline
from ml.scoring import FloatArray, Head

__all__ = ["FloatArray", "Head", "ProductProbabilities", "outline", "product_probabilities"]


class ProductProbabilities(NamedTuple):
    """products [m], ascending; mean [m, t] over their photos; first [m, t] of their first photo, or NaN."""

    products: npt.NDArray[np.int64]
    mean: npt.NDArray[np.float64]
    first: npt.NDArray[np.float64]


def product_probabilities(
    probabilities: FloatArray, owners: npt.NDArray[np.int64], is_first: npt.NDArray[np.bool_]
) -> ProductProbabilities:
    """[n, t] probabilities of photos, the products [n] that they show, and which [n] are a product's first.

    A product's probability is the mean over its photos: each shows the same thing from another side.
    """
    products, rows = np.unique(owners, return_inverse=True)
    sums = np.zeros((len(products), probabilities.shape[1]))
    np.add.at(sums, rows, probabilities)
    first = np.full(sums.shape, np.nan)
    first[rows[is_first]] = probabilities[is_first]
    return ProductProbabilities(products, sums / np.bincount(rows, minlength=len(products))[:, None], first)
