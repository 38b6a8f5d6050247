"""The learning curve as coordinates ready to draw: arithmetic only, the template holds the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

WIDTH, HEIGHT = 720, 280
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 12, 36
"""Margins, for the words on the axes."""
X_TICKS = 5
STEPS = (1, 2, 2.5, 5, 10)


class Measured(Protocol):
    """A version on the curve: mean average precision, with its interval, after so many labels."""

    @property
    def x_label_count(self) -> int: ...
    @property
    def value(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def key(self) -> str: ...


@dataclass(frozen=True)
class Tick:
    """A line of the grid, and what is written beside it."""

    at: float
    label: str


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    measured: Measured


@dataclass(frozen=True)
class Plot:
    """SVG attributes: `line` and `band` are lists of points for a polyline and a polygon."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    line: str
    band: str
    dots: list[Dot]
    x_ticks: list[Tick]
    y_ticks: list[Tick]


def learning_curve(points: Sequence[Measured]) -> Plot | None:
    """Quality against labels, or None while there is nothing to draw. Both axes start at nought."""
    if not points:
        return None
    points = sorted(points, key=lambda point: point.x_label_count)
    ticks = x_ticks(max(point.x_label_count for point in points))
    end = max(ticks[-1], points[-1].x_label_count, 1)

    def x(count: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * count / end, 1)

    def y(value: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(1.0, max(0.0, value))), 1)

    dots = [Dot(x(point.x_label_count), y(point.value), point) for point in points]
    upper = [(x(point.x_label_count), y(point.high)) for point in points]
    lower = [(x(point.x_label_count), y(point.low)) for point in points]
    return Plot(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        bottom=HEIGHT - BOTTOM,
        line=written([(dot.x, dot.y) for dot in dots]),
        band=written([*upper, *reversed(lower)]),
        dots=dots,
        x_ticks=[Tick(x(count), f"{count:,}") for count in ticks],
        y_ticks=[Tick(y(tenths / 10), f"{tenths / 10:.1f}") for tenths in range(0, 11, 2)],
    )


def x_ticks(most: int) -> list[int]:
    """Round numbers from 0 to at least `most`, about five of them."""
    rough = max(1.0, most / X_TICKS)
    magnitude = 10 ** (len(str(int(rough))) - 1)
    step = max(1, int(next(step * magnitude for step in STEPS if step * magnitude >= rough)))
    return list(range(0, max(most, 1) + step, step))


def written(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
