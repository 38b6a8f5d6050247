"""Whether more labels of a tag are worth asking for. NumPy only: the web process asks."""

# ruff: noqa: PLC0415
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ml.stopping import Verdict


def verdict(
    value: float, *, goal: float, ceiling: float | None, gain_high: float | None, noise: float | None
) -> Verdict:
    """Met, at its ceiling, or worth continuing; see `ml.stopping.verdict`."""
    from ml.stopping import verdict

    return verdict(value, goal=goal, ceiling=ceiling, gain_high=gain_high, noise=noise)


def labels_to(labels: Sequence[float], values: Sequence[float], level: float) -> float:
    """Where a forecast first gets to the level; see `ml.stopping.labels_to`."""
    from ml.stopping import labels_to

    return labels_to(labels, values, level)
