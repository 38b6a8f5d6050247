"""Two versions beside each other on the same images."""

# ruff: noqa: PLC0415
from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ml.scoring import FloatArray

if TYPE_CHECKING:
    from ml import metrics

Comparison: TypeAlias = "metrics.Comparison"


def compare(before: FloatArray, after: FloatArray, truth: FloatArray, *, seed: int) -> Comparison:
    """Paired bootstrap of two [n, t] predictions against [n, t] truth; see `ml.metrics.compare`."""
    from ml.metrics import compare

    return compare(before, after, truth, seed=seed)
