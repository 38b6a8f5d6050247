"""Where a model is wrong. NumPy only: the web process asks."""

# ruff: noqa: PLC0415
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ml.scoring import FloatArray

if TYPE_CHECKING:
    from ml.mistakes import Confusion, Mistake


def worst(probabilities: FloatArray, truth: FloatArray, *, count: int) -> list[Mistake]:
    """Each image's worst mistake, the worst first; see `ml.mistakes.worst`."""
    from ml.mistakes import worst

    return worst(probabilities, truth, count=count)


def confusions(
    probabilities: FloatArray, truth: FloatArray, facets: npt.NDArray[np.int64], *, count: int
) -> list[Confusion]:
    """Which tags are said for which; see `ml.mistakes.confusions`."""
    from ml.mistakes import confusions

    return confusions(probabilities, truth, facets, count=count)
