"""Where the product is: the box that best tells an image's activations inside from those outside.

The map is the class activation map (Zhou et al. 2016) of what the encoder's own ImageNet classifier believes
of the whole image, its classes weighed by their probabilities: no class is chosen, and no other weights are
needed. An encoder without a classifier is asked how strongly its channels answer, cell by cell, which is the
aggregation of Wei et al., "Selective convolutional descriptor aggregation" (2017), by length, not by sum.

Their threshold at the mean and largest connected component lost on composed photos (docs/benchmarks.md):
background cells that answer a little widen the component to half the picture. A box that is searched for
directly, by Otsu's criterion (1979), needs neither a threshold nor a connected component.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import ndimage

FloatArray = npt.NDArray[np.float32]

GRID = 20
"""Edges lie on one of so many lines each way: finer than the cells of the map, which is interpolated."""


def locate(
    features: FloatArray, boxes: FloatArray, classifier: tuple[FloatArray, FloatArray] | None = None
) -> FloatArray:
    """The product's box in each of n images, relative to it: [n, 4] of x0 < x1, y0 < y1 within 0..1.

    features [n, d, h, w] is the last feature map of the view that shows the whole image, boxes [n, 4] where
    that view lies relative to the image, of which it may show more. classifier is weight [c, d] and bias [c]
    of a linear layer on the map's mean.
    """
    found = [
        best_box(on_grid(answers, box))
        for answers, box in zip(activation(features, classifier), boxes, strict=True)
    ]
    return np.array(found, np.float32).reshape(len(features), 4)


def activation(features: FloatArray, classifier: tuple[FloatArray, FloatArray] | None) -> FloatArray:
    """[n, h, w]: how much a cell speaks for what the whole is taken for, or how strongly it answers."""
    if classifier is None:
        return np.asarray(np.sqrt(np.einsum("ndhw,ndhw->nhw", features, features)), np.float32)
    weight, bias = classifier
    logits = features.mean(axis=(2, 3)) @ weight.T + bias
    belief = np.exp(logits - logits.max(axis=1, keepdims=True))
    belief /= belief.sum(axis=1, keepdims=True)
    return np.asarray(np.einsum("nd,ndhw->nhw", belief @ weight, features), np.float32)


def on_grid(cells: FloatArray, box: FloatArray) -> FloatArray:
    """A map [h, w] of the view at `box`, interpolated at the middles of GRID × GRID squares of the image."""
    middles = (np.arange(GRID) + 0.5) / GRID
    x0, y0, x1, y1 = (float(edge) for edge in box)
    rows = (middles - y0) / (y1 - y0) * cells.shape[0] - 0.5
    columns = (middles - x0) / (x1 - x0) * cells.shape[1] - 0.5
    at = np.meshgrid(rows, columns, indexing="ij")
    return np.asarray(ndimage.map_coordinates(cells, at, order=1, mode="nearest", output=np.float32))


def best_box(answers: FloatArray) -> tuple[float, float, float, float]:
    """Of all boxes that are brighter inside, the one that explains most of the variance of [GRID, GRID].

    The whole image where nothing stands out.
    """
    if np.ptp(answers) <= 1e-5 * np.abs(answers).max():
        return 0.0, 0.0, 1.0, 1.0
    first, last, share = _spans()
    centred = answers - answers.mean()
    summed = np.zeros((GRID + 1, GRID + 1), np.float32)
    summed[1:, 1:] = centred.cumsum(axis=0).cumsum(axis=1)
    strips = summed[last] - summed[first]
    inside = strips[:, last] - strips[:, first]
    # With the mean at zero, the variance between inside and outside is inside² / area / (1 - area).
    explained = np.where(inside > 0, inside**2, 0) * share
    row, column = np.unravel_index(int(explained.argmax()), explained.shape)
    return first[column] / GRID, first[row] / GRID, last[column] / GRID, last[row] / GRID


@cache
def _spans() -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], FloatArray]:
    """Every stretch of lines, [s] first and [s] last, and [s, s] 1 / area / (1 - area) of their products."""
    first, last = np.triu_indices(GRID + 1, 1)
    length = (last - first) / GRID
    area = length[:, None] * length[None]
    share = np.where(area < 1, 1 / (area * np.maximum(1 - area, 1e-9)), 0)
    return first, last, share.astype(np.float32)
