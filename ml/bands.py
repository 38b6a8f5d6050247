"""Things of which a model thinks alike: a narrow band of probabilities, where answers are worth most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SIZES = (1.0, 0.85, 0.7, 0.5)
"""Of the count that is wanted: a smaller set that is alike is better than a larger one that is not."""


@dataclass(frozen=True)
class Band:
    """Where to look: from `low` to `high`, near to `target`, never wider than `widest`."""

    low: float
    high: float
    target: float
    widest: float


LIKELY = Band(low=0.6, high=1.0, target=0.85, widest=0.2)
"""Around .85 every seventh is wrong: enough to learn from, few enough to pick out. At .6 two of five are."""
UNLIKELY = Band(low=0.0, high=0.1, target=0.07, widest=0.1)
"""Where one of fourteen is missed: below that a person looks at hundreds before they find one."""


def alike(probabilities: npt.NDArray[np.floating], band: Band, *, count: int) -> npt.NDArray[np.intp]:
    """Rows of `probabilities` [n] that lie close together near the band's target, in their order: at most
    `count`, at least half as many, or none.

    Of all runs of neighbours, sorted, that are no wider than allowed, the one whose middle is nearest to the
    target; fewer where there is no run of that many.
    """
    inside = np.flatnonzero((probabilities >= band.low) & (probabilities <= band.high))
    order = inside[np.argsort(probabilities[inside], kind="stable")]
    values = probabilities[order].astype(np.float64)
    for size in dict.fromkeys(max(1, round(count * share)) for share in SIZES):
        if len(values) < size:
            continue
        first, last = values[: len(values) - size + 1], values[size - 1 :]
        apart = np.abs((first + last) / 2 - band.target)
        apart[last - first > band.widest] = np.inf
        at = int(np.argmin(apart))
        if np.isfinite(apart[at]):
            return order[at : at + size]
    return order[:0]
