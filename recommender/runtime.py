"""The way from here to `ml`. NumPy only: neither the web process nor publishing imports torch."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ml.scoring import FloatArray, Head

__all__ = ["FloatArray", "Head", "product_probabilities"]


def product_probabilities(
    head: Head, embeddings: FloatArray, owners: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """[n, d] embeddings of photos and their products [n] to the products [m] and probabilities [m, t].

    A product's probability is the mean over its photos: each shows the same thing from another side.
    """
    products, rows = np.unique(owners, return_inverse=True)
    sums = np.zeros((len(products), len(head.bias)))
    np.add.at(sums, rows, head.probabilities(embeddings))
    return products, sums / np.bincount(rows, minlength=len(products))[:, None]
