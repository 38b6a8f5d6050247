"""The outline lies around the cells that speak for a tag, wherever a view lies in the photo."""

from __future__ import annotations

import re

import numpy as np
import pytest

from ml.outline import CORNERS, PATCHES, contours, outline

WHOLE = [0.0, 0.0, 1.0, 1.0]


def points(path: str) -> np.ndarray:
    """The ends of the curves, [n, 2], in pixels."""
    found = []
    for patch in path.split("z")[:-1]:
        start, steps = re.fullmatch(r"M(-?\d+ -?\d+)q(.*)", patch).groups()  # type: ignore[union-attr]
        at = np.array(start.split(), int)
        for step in np.array(steps.split(), int).reshape(-1, 4):
            at = at + step[2:]
            found.append(at)
    return np.array(found)


def one_cell(row: int, column: int, *, size: int = 7) -> list[list[float]]:
    cells = np.zeros((size, size))
    cells[row, column] = 1.0
    return cells.tolist()


@pytest.mark.parametrize(("row", "column"), [(3, 3), (0, 0), (6, 6), (1, 5)])
def test_it_lies_around_the_cell_that_speaks(row: int, column: int) -> None:
    path = outline([{"box": WHOLE, "cells": one_cell(row, column)}], 700, 1400)

    corners = points(path)
    middle = np.array([column * 100 + 50, row * 200 + 100])
    assert (np.abs(corners.mean(axis=0) - middle) < [60, 120]).all()
    assert (corners >= 0).all()
    assert (corners <= [700, 1400]).all()


def test_a_view_of_a_part_is_brought_into_the_photo() -> None:
    path = outline([{"box": [0.5, 0.5, 1.0, 1.0], "cells": one_cell(3, 3)}], 100, 100)

    assert np.abs(points(path).mean(axis=0) - 75).max() < 5


def test_nothing_that_speaks_for_it_is_no_outline() -> None:
    against = (-np.ones((7, 7))).tolist()

    assert outline([{"box": WHOLE, "cells": against}], 100, 100) == ""
    assert outline([], 100, 100) == ""


def test_it_is_short_however_torn_the_map() -> None:
    noise = np.random.default_rng(0).normal(size=(12, 12)).tolist()

    path = outline([{"box": WHOLE, "cells": noise}], 1200, 900)

    assert 1 <= path.count("z") <= PATCHES
    assert len(points(path)) <= PATCHES * CORNERS


def test_a_contour_is_where_the_level_is_met() -> None:
    y, x = np.mgrid[0:40, 0:40] + 0.5
    cone = 20 - np.hypot(x - 20, y - 20)

    [loop] = contours(cone, 10.0)

    assert np.allclose(np.hypot(*(loop - 20).T), 10, atol=0.1)


def test_patches_that_touch_cornerwise_stay_apart() -> None:
    field = np.zeros((4, 4))
    field[1, 1] = field[2, 2] = 1.0

    assert len(list(contours(field, 0.5))) == 2
