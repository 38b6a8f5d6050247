"""How unsure a head is."""

# ruff: noqa: PLC0415
from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ml.scoring import FloatArray


def doubts(probabilities: FloatArray) -> npt.NDArray[np.float64]:
    """[n, t] entropies in bits: 0 where the head is sure, 1 where it is torn."""
    from ml.acquisition import binary_entropy

    return np.asarray(binary_entropy(probabilities), np.float64)
