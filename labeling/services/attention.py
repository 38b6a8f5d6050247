"""Whether a person still looks: the checks among the tiles of grids, whose answers were known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog.services.settings import value_of
from labeling.models import GridCheck

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LAST = 20
"""Checks looked at: about ten grids."""
LEAST = 6
"""Of fewer nothing is concluded: anybody may disagree with two people about one photo."""
MOST_MISSED = 0.3
"""Unless a manager says otherwise."""
RESTS = dt.timedelta(hours=12)
"""Older checks are forgotten: after a night everybody looks again."""


@dataclass(frozen=True)
class Attention:
    """Of the last checks of a person, how many there were and how many were missed."""

    checks: int
    missed: int

    @property
    def may_grid(self) -> bool:
        """An answer that is implied is only worth something from whoever looks at every tile."""
        return self.checks < LEAST or self.missed <= value_of("grid_most_missed") * self.checks


def attention_of(curator: User, *, now: dt.datetime) -> Attention:
    """What was said of each check at first, taken back or not: the answer to it is told at once."""
    lately = GridCheck.objects.first_of(curator).filter(grid_review__created_at__gt=now - RESTS)
    last = list(lately.order_by("-id").values_list("missed", flat=True)[:LAST])
    return Attention(len(last), sum(last))
