"""Small bars, drawn by the server: one figure a day, the last one today's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 14, 56, 4


@dataclass(frozen=True)
class Bar:
    """A day's, in the drawing's own units; a day without any is a line on the ground."""

    day: dt.date
    count: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Bars:
    bars: Sequence[Bar]
    width: int
    height: int = HEIGHT
    bar: int = WIDTH

    @property
    def today(self) -> int:
        return self.bars[-1].count

    @property
    def week(self) -> int:
        return sum(bar.count for bar in self.bars[-7:])


def bars(counts: Mapping[dt.date, int], *, today: dt.date, days: int) -> Bars:
    """`days` bars up to today; the tallest fills the height."""
    most = max([1, *counts.values()])
    drawn = []
    for place in range(days):
        day = today - dt.timedelta(days=days - 1 - place)
        count = counts.get(day, 0)
        tall = max(1, round(HEIGHT * count / most))
        drawn.append(Bar(day, count, place * (WIDTH + GAP), HEIGHT - tall, tall))
    return Bars(drawn, days * (WIDTH + GAP) - GAP)
