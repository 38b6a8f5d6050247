"""Outlines: smooth curves, tubes and mirrored shapes in garment units (x to the right, y down).

A shape is a closed polygon, an array [n, 2]. Curves are Catmull-Rom splines ("A class of local
interpolating splines", 1974), because they pass through the points a tailor would name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
Run = Sequence[tuple[float, float]] | Points


def curve(run: Run, steps: int = 8) -> Points:
    """A smooth line [m, 2] through the points of `run`; two points give a straight one."""
    points = np.asarray(run, dtype=np.float64)
    if len(points) < 3:
        return points
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    before, start, end, after = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    t = (np.arange(steps) / steps)[:, None, None]
    spline = 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )
    return np.vstack([spline.transpose(1, 0, 2).reshape(-1, 2), points[-1:]])


def outline(*runs: Run) -> Points:
    """A closed shape: each run is smooth in itself, and where two runs meet there is a corner."""
    return np.vstack([curve(run) for run in runs])


def symmetric(*runs: Run) -> Points:
    """The right half, given from the top centre to the bottom centre, and its mirror image."""
    right = outline(*runs)
    return np.vstack([right, mirrored(right)[::-1]])


def mirrored(points: Points) -> Points:
    return points * by(-1.0, 1.0)


def tube(run: Run, widths: Sequence[float], steps: int = 8) -> Points:
    """A limb around the curve `run`; `widths` are half widths spread evenly along it."""
    centre = curve(run, steps)
    direction = np.gradient(centre, axis=0)
    direction /= np.linalg.norm(direction, axis=1, keepdims=True) + 1e-9
    normal = direction[:, ::-1] * (1.0, -1.0)
    along = np.linspace(0, 1, len(centre))
    profile = curve(list(zip(np.linspace(0, 1, len(widths)), widths, strict=True)))
    half = np.interp(along, profile[:, 0], profile[:, 1])[:, None]
    return np.vstack([centre + normal * half, (centre - normal * half)[::-1]])


def ellipse(
    x: float, y: float, rx: float, ry: float | None = None, angle: float = 0.0, *, n: int = 28
) -> Points:
    t = np.linspace(0, 2 * np.pi, n, endpoint=False)
    flat = np.stack([np.cos(t) * rx, np.sin(t) * (rx if ry is None else ry)], axis=1)
    return turned(flat, angle) + by(x, y)


def box(x0: float, y0: float, x1: float, y1: float) -> Points:
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], dtype=np.float64)


def by(x: float, y: float) -> Points:
    """A shift, to be added to points."""
    return np.array((x, y), dtype=np.float64)


def turned(points: Points, angle: float) -> Points:
    """Rotated around the origin by `angle` radians, clockwise as seen on the picture."""
    c, s = np.cos(angle), np.sin(angle)
    turn: Points = points @ np.array([(c, s), (-s, c)])
    return turn


def dashes(run: Run, width: float, dash: float, gap: float) -> tuple[Points, ...]:
    """Stitches along a curve."""
    line = curve(run)
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    starts = np.arange(0, length[-1], dash + gap)
    ends = np.minimum(starts + dash, length[-1])
    return tuple(
        tube([_at(line, length, a), _at(line, length, b)], [width, width])
        for a, b in zip(starts, ends, strict=True)
    )


def along(run: Run, n: int) -> list[tuple[float, float]]:
    """`n` points spread evenly over a curve, its ends included."""
    line = curve(run)
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    return [_at(line, length, at) for at in np.linspace(0, length[-1], n)]


def _at(line: Points, length: npt.NDArray[np.float64], at: float) -> tuple[float, float]:
    return float(np.interp(at, length, line[:, 0])), float(np.interp(at, length, line[:, 1]))


@dataclass(frozen=True)
class Pose:
    """Where the garment lies in the picture: garment units → pixels, and back."""

    scale: float
    angle: float
    x: float
    y: float
    sway: tuple[float, float, float]
    """Amplitude (garment units) and two phases of a slow wave, so that no outline is perfectly symmetric."""

    def pixels(self, points: Points) -> Points:
        amplitude, p, q = self.sway
        bent = np.stack(
            [
                points[:, 0] + amplitude * np.sin(4.1 * points[:, 1] + p + 1.3 * points[:, 0]),
                points[:, 1] + amplitude * np.sin(3.7 * points[:, 0] + q),
            ],
            axis=1,
        )
        return turned(bent, self.angle) * self.scale + (self.x, self.y)

    def units(
        self, x: npt.NDArray[np.float32], y: npt.NDArray[np.float32]
    ) -> tuple[npt.NDArray[np.floating[Any]], npt.NDArray[np.floating[Any]]]:
        """Garment coordinates (u, v) of pixels; the slow wave is left out, cloth does not mind."""
        c, s = np.float32(np.cos(self.angle) / self.scale), np.float32(np.sin(self.angle) / self.scale)
        dx, dy = x - np.float32(self.x), y - np.float32(self.y)
        return c * dx + s * dy, c * dy - s * dx
