"""The outline around what speaks for a tag in a photo, as a path that a page draws without a script.

A class activation map is thresholded at a share of its maximum, as Zhou et al., "Learning deep features for
discriminative localization" (2016), section 3.2, do for their boxes; here the shape itself is
kept. The contour is that of marching squares (Lorensen and Cline 1987, in the plane).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

GRID = 40
"""Cells along each side that the map is looked at in: maps have about seven."""
LEVEL = 0.5
"""Share of the strongest place from which on a place belongs to the region."""
LEAST_AREA = 0.01
"""Share of the photo below which a patch beside the largest is not worth pointing at."""
PATCHES, CORNERS = 3, 16

Grid = npt.NDArray[np.float64]
Edge = tuple[int, int, int]
"""Of the grid: 0 for one that lies, 1 for one that stands; its row and column."""


def outline(views: Sequence[Mapping[str, Any]], width: int, height: int) -> str:
    """An SVG path in the photo's pixels; empty where nothing speaks for the tag.

    views are {"box": [x0, y0, x1, y1] relative to the photo, "cells": [[h × w]]}, as evidence is kept.
    """
    strength = np.maximum(spread(views), 0.0)
    strongest = float(strength.max(initial=0.0))
    if strongest <= 0.0:
        return ""
    loops = sorted(contours(strength, LEVEL * strongest), key=_area, reverse=True)
    worth = loops[:1] + [loop for loop in loops[1:PATCHES] if _area(loop) >= LEAST_AREA * GRID * GRID]
    scale = np.array([width, height]) / GRID
    return "".join(_path(_fewer(loop) * scale) for loop in worth)


def spread(views: Sequence[Mapping[str, Any]]) -> Grid:
    """Contributions per unit of area, [GRID, GRID] over the photo: the sum of all views, each cell a tent."""
    total = np.zeros((GRID, GRID))
    for view in views:
        left, top, right, bottom = view["box"]
        cells = np.asarray(view["cells"], np.float64)
        density = cells.size / ((right - left) * (bottom - top))
        down, across = _tents(top, bottom, cells.shape[0]), _tents(left, right, cells.shape[1])
        total += density * (down @ cells @ across.T)
    return total


def _tents(start: float, end: float, count: int) -> Grid:
    """[GRID, count]: how strongly each cell of one side reaches each pixel; see static/js/evidence.js."""
    weights = np.zeros((GRID, count))
    for pixel in range(GRID):
        place = ((pixel + 0.5) / GRID - start) / (end - start) * count - 0.5
        first = int(np.floor(place))
        for cell, weight in ((first, first + 1 - place), (first + 1, place - first)):
            # Where the view fills the photo up to its border, the outermost cell keeps its strength.
            inside = 0 if cell == -1 and start <= 0 else count - 1 if cell == count and end >= 1 else cell
            if 0 <= inside < count:
                weights[pixel, inside] += weight
    return weights


def contours(field: Grid, level: float) -> Iterator[Grid]:
    """Closed loops [n, 2] of (x, y), where [h, w] crosses the level; x from 0 to w, y from 0 to h."""
    padded = np.pad(field, 1)  # what reaches the border ends there
    joined: dict[Edge, list[Edge]] = defaultdict(list)
    above = padded >= level
    mixed = above[:-1, :-1].astype(int) + above[:-1, 1:] + above[1:, :-1] + above[1:, 1:]
    for row, column in np.argwhere((mixed > 0) & (mixed < 4)):
        for one, other in _segments(above, int(row), int(column)):
            joined[one].append(other)
            joined[other].append(one)
    while joined:
        start = next(iter(joined))
        loop, at, before = [], start, None
        while at in joined:
            loop.append(_crossing(padded, at, level))
            ends = joined.pop(at)
            at, before = next((end for end in ends if end != before), ends[0]), at
        size = np.array([field.shape[1], field.shape[0]])
        yield np.clip(np.array(loop) - 0.5, 0, size)  # from padded cells' centres to pixels


def _segments(above: npt.NDArray[np.bool_], row: int, column: int) -> list[tuple[Edge, Edge]]:
    """Which edges of a square the contour joins. Of two that face each other cornerwise, each is cut off."""
    corners = above[row, column], above[row, column + 1], above[row + 1, column + 1], above[row + 1, column]
    edges: list[Edge] = [(0, row, column), (1, row, column + 1), (0, row + 1, column), (1, row, column)]
    crossed = [edge for at, edge in enumerate(edges) if corners[at] != corners[(at + 1) % 4]]
    if len(crossed) == 2:
        return [(crossed[0], crossed[1])]
    top, right, bottom, left = edges
    return [(left, top), (right, bottom)] if corners[0] else [(top, right), (bottom, left)]


def _crossing(field: Grid, edge: Edge, level: float) -> tuple[float, float]:
    """Where along an edge the level is met, linearly."""
    stands, row, column = edge
    here = float(field[row, column])
    there = float(field[row + 1, column] if stands else field[row, column + 1])
    part = (level - here) / (there - here)
    return (column, row + part) if stands else (column + part, row)


def _area(loop: Grid) -> float:
    x, y = loop[:, 0], loop[:, 1]
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def _fewer(loop: Grid) -> Grid:
    """At most CORNERS of them, evenly: the curve through their middles is as smooth as the map."""
    kept: Grid = loop[np.linspace(0, len(loop), min(CORNERS, len(loop)), endpoint=False).astype(int)]
    return kept


def _path(corners: Grid) -> str:
    """A closed curve, in relative steps: each corner pulls a quadratic Bézier between its sides' middles."""
    middles = np.rint((corners + np.roll(corners, -1, axis=0)) / 2).astype(int)
    at = middles[-1]
    steps = [f"M{at[0]} {at[1]}q"]
    for corner, middle in zip(np.rint(corners).astype(int), middles, strict=True):
        steps.append(" ".join(str(value) for value in (*(corner - at), *(middle - at))))
        at = middle
    return steps[0] + " ".join(steps[1:]) + "z"
