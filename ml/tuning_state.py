"""Where a fine-tuning is, what it tells of that, and what comes out of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from torch import Tensor

State = dict[str, Tensor]


@dataclass(frozen=True)
class Moment:
    """How far it is: share of the whole; which round and batch; what the last round was worth."""

    share: float
    epoch: int = 0
    epochs: int = 0
    batch: int = 0
    batches: int = 0
    images_per_second: float = 0.0
    seconds_left: float = 0.0
    precision: float | None = None
    """Mean average precision on what is held out."""


@dataclass(frozen=True, eq=False)
class Tuned:
    """A body's weights, and the mean average precision on held-out images before and after."""

    body: State
    before: float
    after: float
    epochs: int
    images_per_second: float


@dataclass
class Place:
    """Where a training is; all of it goes into the checkpoint."""

    epoch: int = 0
    step: int = 0
    best: float = -math.inf
    best_epoch: int = 0
    before: float = math.nan
    last: float = math.nan
    images: int = 0
    preparing: float = 0.0
    learning: float = 0.0
    """Seconds, as those before."""
