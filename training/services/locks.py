"""The advisory locks that this layer uses."""

from __future__ import annotations

from enum import IntEnum

from catalog.services.locks import held

__all__ = ["Lock", "held"]


class Lock(IntEnum):
    """Numbers of Postgres' advisory locks that this layer uses."""

    EMBEDDING = 5_020_101
    TRAINING = 5_020_102
    REFILLING = 5_020_103
    GROUPING = 5_020_104
    TUNING = 5_020_105
    BACKTESTING = 5_020_106
    GRIDS = 5_020_107
    COMPARING = 5_020_108
    SELLER_TEXTS = 5_020_109
