"""The learning curve as it is drawn."""

from dataclasses import dataclass

import pytest

from training.plots import HEIGHT, WIDTH, learning_curve, x_ticks


@dataclass(frozen=True)
class Version:
    x_label_count: int
    value: float
    low: float
    high: float
    key: str = "head"


def test_nothing_measured_is_nothing_drawn() -> None:
    assert learning_curve([]) is None


def test_more_labels_lie_to_the_right_and_better_lies_higher() -> None:
    plot = learning_curve([Version(400, 0.6, 0.5, 0.7), Version(100, 0.4, 0.3, 0.5)])

    assert plot is not None
    few, many = plot.dots
    assert few.measured.x_label_count == 100
    assert few.x < many.x
    assert few.y > many.y


def test_the_band_encloses_the_line_and_stays_inside() -> None:
    plot = learning_curve([Version(100, 0.4, -0.2, 0.5), Version(400, 0.9, 0.8, 1.3)])

    assert plot is not None
    corners = [tuple(map(float, corner.split(","))) for corner in plot.band.split()]
    upper, lower = corners[:2], corners[:1:-1]
    for dot, above, below in zip(plot.dots, upper, lower, strict=True):
        assert above[0] == dot.x == below[0]
        assert above[1] <= dot.y <= below[1]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in corners)


def test_both_axes_start_at_nought() -> None:
    plot = learning_curve([Version(900, 0.9, 0.85, 0.95)])

    assert plot is not None
    assert plot.x_ticks[0].label == "0"
    assert plot.y_ticks[0].label == "0.0"
    assert plot.x_ticks[0].at == plot.left
    assert plot.y_ticks[0].at == plot.bottom


@pytest.mark.parametrize("most", [0, 1, 7, 20, 110, 999, 12_345, 3_000_000])
def test_ticks_are_few_round_and_reach_the_end(most: int) -> None:
    ticks = x_ticks(most)

    assert ticks[0] == 0
    assert ticks[-1] >= most
    assert 2 <= len(ticks) <= 7
    assert len(set(ticks)) == len(ticks)
