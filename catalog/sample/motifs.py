"""What is printed on cloth: flowers, paisleys, hearts … stamped on a tile whose edges meet."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw

from catalog.sample.geometry import Points, by, curve, ellipse, outline, symmetric, turned
from catalog.sample.palettes import Colour, mixed
from catalog.sample.pixels import Field

TILE = 320
"""Pixels along one side of a tile of cloth."""
_DRAWN = 2 * TILE


class Stamp:
    """A pen on a seamless tile. Coordinates run from 0 to 1 and wrap around."""

    def __init__(self, ground: Colour) -> None:
        self.image = Image.new("RGB", (_DRAWN, _DRAWN), _bytes(ground))
        self._pen = ImageDraw.Draw(self.image)

    def polygon(self, points: Points, colour: Colour) -> None:
        low, high = points.min(axis=0), points.max(axis=0)
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                inside = low[0] + dx < 1 and high[0] + dx > 0 and low[1] + dy < 1 and high[1] + dy > 0
                if inside:
                    self._pen.polygon(((points + by(dx, dy)) * _DRAWN).ravel().tolist(), fill=_bytes(colour))

    def tile(self) -> Field:
        """The finished tile [TILE, TILE, 3] in 0 … 1."""
        return np.asarray(self.image.reduce(2), dtype=np.float32) / np.float32(255)


class Spot(NamedTuple):
    """Where on the tile, how large (radius) and how far turned."""

    x: float
    y: float
    r: float
    angle: float


Inks = tuple[Colour, Colour, Colour]
Motif = Callable[[Stamp, Spot, Inks], None]


def flower(stamp: Stamp, spot: Spot, inks: Inks) -> None:
    x, y, r, angle = spot
    petal, leaf, centre = inks
    for turn in (angle + 0.5, angle + 2.7):
        blade = outline([(0, 0), (0.75, -0.28), (1.45, 0)], [(1.45, 0), (0.75, 0.24), (0, 0)])
        stamp.polygon(turned(blade * r, turn) + by(x, y), leaf)
    for k in range(5):
        turn = angle + k * 2 * np.pi / 5
        shape = outline(
            [(0, -0.05), (0.42, -0.44), (0.95, -0.25), (0.88, 0), (0.95, 0.25), (0.42, 0.44), (0, 0.05)]
        )
        stamp.polygon(turned(shape * r, turn) + by(x, y), mixed(petal, centre, 0.12 * (k % 2)))
        stamp.polygon(turned(shape * (0.5 * r, 0.35 * r), turn) + by(x, y), mixed(petal, leaf, 0.25))
    stamp.polygon(ellipse(x, y, 0.2 * r), centre)


def rose(stamp: Stamp, spot: Spot, inks: Inks) -> None:
    x, y, r, angle = spot
    petal, leaf, centre = inks
    for turn in (angle, angle + 2.2, angle + 4.1):
        blade = outline([(0.5, 0), (1.0, -0.32), (1.55, 0)], [(1.55, 0), (1.0, 0.32), (0.5, 0)])
        stamp.polygon(turned(blade * r, turn) + by(x, y), leaf)
    for ring, (radius, n) in enumerate(((1.0, 6), (0.72, 5), (0.45, 4))):
        for k in range(n):
            turn = angle + ring * 0.7 + k * 2 * np.pi / n
            tone = mixed(petal, centre, 0.14 * ring + 0.16 * (k % 2))
            at = turned(np.array([(0.5 * radius * r, 0.0)]), turn)[0]
            stamp.polygon(ellipse(x + at[0], y + at[1], 0.52 * radius * r, 0.42 * radius * r, turn), tone)
    swirl = curve([(-0.2, 0.1), (-0.1, -0.18), (0.18, -0.1), (0.15, 0.12), (-0.05, 0.14)])
    stamp.polygon(turned(swirl * r, angle) + by(x, y), mixed(centre, leaf, 0.3))


def tulip(stamp: Stamp, spot: Spot, inks: Inks) -> None:
    x, y, r, angle = spot
    petal, leaf, centre = inks
    stem = outline([(-0.05, 0), (-0.02, 0.8), (-0.12, 1.5)], [(0.0, 1.5), (0.07, 0.8), (0.05, 0)])
    blade = outline([(0, 1.2), (0.45, 0.75), (0.55, 0.2)], [(0.55, 0.2), (0.2, 0.6), (0, 1.2)])
    cup = symmetric([(0, -0.35), (0.28, -0.75)], [(0.28, -0.75), (0.5, -0.3), (0.42, 0.15), (0, 0.35)])
    for shape, ink in (
        (stem, leaf),
        (blade, leaf),
        (cup, petal),
        (cup * (0.45, 0.9), mixed(petal, centre, 0.5)),
    ):
        stamp.polygon(turned(shape * r, angle) + by(x, y), ink)


def paisley(stamp: Stamp, spot: Spot, inks: Inks) -> None:
    x, y, r, angle = spot
    drop = outline(
        [
            (0.25, -1.15),
            (-0.45, -0.75),
            (-0.75, 0.05),
            (-0.35, 0.75),
            (0.35, 0.7),
            (0.6, 0.1),
            (0.2, -0.5),
            (0.25, -1.15),
        ]
    )
    for scale, ink in ((1.0, inks[0]), (0.82, inks[1]), (0.7, inks[2]), (0.42, inks[0])):
        stamp.polygon(turned((drop * scale + (0, 0.16 * (1 - scale))) * r, angle) + by(x, y), ink)
    for k in range(9):
        t = 2 * np.pi * k / 9
        stamp.polygon(
            turned(ellipse(0.92 * np.cos(t), 0.1 + 1.0 * np.sin(t), 0.09) * r, angle) + by(x, y), inks[k % 2]
        )
    stamp.polygon(ellipse(x, y, 0.13 * r), inks[2])


def heart(stamp: Stamp, spot: Spot, inks: Inks) -> None:
    x, y, r, angle = spot
    stamp.polygon(turned(HEART * r, 0.25 * np.sin(angle)) + by(x, y), inks[0])


def star(stamp: Stamp, spot: Spot, inks: Inks) -> None:
    x, y, r, angle = spot
    stamp.polygon(turned(STAR * r, angle) + by(x, y), inks[0])


def cherry(stamp: Stamp, spot: Spot, inks: Inks) -> None:
    x, y, r, angle = spot
    tilt = 0.4 * np.sin(angle)
    for side in (-1, 1):
        stem = outline(
            [(0, -0.9), (0.3 * side, -0.3), (0.42 * side, 0.3)],
            [(0.5 * side, 0.3), (0.38 * side, -0.3), (0.06, -0.9)],
        )
        stamp.polygon(turned(stem * r, tilt) + by(x, y), inks[1])
        at = turned(np.array([(0.45 * side * r, 0.5 * r)]), tilt)[0]
        stamp.polygon(ellipse(x + at[0], y + at[1], 0.38 * r), inks[0])
        stamp.polygon(ellipse(x + at[0] - 0.12 * r, y + at[1] - 0.12 * r, 0.09 * r), (1, 1, 1))
    leaf = outline([(0, -0.9), (0.4, -1.15), (0.8, -0.8)], [(0.8, -0.8), (0.4, -0.7), (0, -0.9)])
    stamp.polygon(turned(leaf * r, tilt) + by(x, y), inks[1])


def smiley(stamp: Stamp, spot: Spot, inks: Inks) -> None:
    x, y, r, angle = spot
    tilt = 0.35 * np.sin(angle)
    stamp.polygon(ellipse(x, y, r), inks[0])
    for shape in FACE:
        stamp.polygon(turned(shape * r, tilt) + by(x, y), inks[1])


HEART = symmetric([(0, -0.45), (0.3, -0.85), (0.75, -0.75), (0.9, -0.25), (0.55, 0.35), (0, 0.95)])
STAR = np.array(
    [
        (np.sin(k * np.pi / 5) * (1 - 0.58 * (k % 2)), -np.cos(k * np.pi / 5) * (1 - 0.58 * (k % 2)))
        for k in range(10)
    ]
)
FACE = (
    ellipse(-0.32, -0.25, 0.11, 0.2),
    ellipse(0.32, -0.25, 0.11, 0.2),
    outline([(-0.6, 0.15), (0, 0.68), (0.6, 0.15)], [(0.5, 0.13), (0, 0.52), (-0.5, 0.13)]),
)


def _bytes(colour: Colour) -> tuple[int, int, int]:
    red, green, blue = (round(255 * min(1.0, max(0.0, channel))) for channel in colour)
    return red, green, blue
