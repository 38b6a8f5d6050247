"""Sneakers, and the laces that boots share with them. Toe to the right, the ground at y = 0."""

import numpy as np

from catalog.sample import details
from catalog.sample.drape import pulled
from catalog.sample.geometry import Run, along, curve, ellipse, outline, tube
from catalog.sample.look import Look
from catalog.sample.pieces import Garment

Rng = np.random.Generator


def sneaker(shoe: Garment, look: Look, rng: Rng) -> None:
    chunky = look.cut == "chunky sneaker"
    high = 0.30 if look.cut == "high sneaker" else 0.0
    thick = rng.uniform(0.20, 0.25) if chunky else rng.uniform(0.12, 0.15)
    low = -thick + 0.03
    upper = outline(
        [(-0.70, low), (-0.745, -0.32), (-0.69, -0.50 - high)],
        [(-0.69, -0.50 - high), (-0.52, -0.45 - high), (-0.34, -0.46 - high), (-0.24, -0.56 - high)],
        [(-0.24, -0.56 - high), (0.02, -0.46), (0.32, -0.31), (0.58, -0.26), (0.73, -0.15), (0.74, low)],
        [(0.74, low), (-0.70, low)],
    )
    tongue = outline(
        [(-0.40, -0.46 - high), (-0.33, -0.66 - high), (-0.20, -0.66 - high), (0.0, -0.46), (-0.2, -0.4)]
    )
    shoe.add(tongue, cloth="lining", rounding=0.05, shadow=0)
    shoe.add(
        upper,
        rounding=0.10,
        bulge=1.0,
        folds=pulled((0.28, -0.22), (-1.9, 0.9), 0.2, 3, rng, height=0.5),
        shadow=0.3,
    )
    toe = outline(
        [(0.44, low), (0.40, -0.16), (0.46, -0.265)],
        [(0.46, -0.265), (0.60, -0.25), (0.735, -0.15), (0.745, low)],
    )
    heel = outline(
        [(-0.71, low), (-0.75, -0.30), (-0.70, -0.50 - high)],
        [(-0.70, -0.50 - high), (-0.58, -0.44 - high), (-0.52, -0.26), (-0.45, low)],
    )
    second = "contrast" if look.cut == "canvas sneaker" else "second"
    for part in (toe, heel):
        shoe.add(part, cloth=second, rounding=0.04, bulge=0.8, shadow=0.35)
    _side_mark(shoe, look, rng)
    eyestay = outline(
        [(-0.26, -0.55 - high), (-0.28, -0.34), (0.18, -0.17), (0.40, -0.22)],
        [(0.40, -0.22), (0.30, -0.31), (0.0, -0.455), (-0.22, -0.57 - high)],
    )
    shoe.add(
        eyestay, cloth="accent" if look.has("colour-block") else second, rounding=0.03, bulge=0.8, shadow=0.4
    )
    laces(shoe, [(-0.24, -0.545 - high), (0.02, -0.43), (0.30, -0.285)], 5 + int(3 * high / 0.3), rng)
    _sole(shoe, thick, chunky, rng)
    if look.has("studs"):
        shoe.pieces.append(details.studs(along([(-0.5, -0.2), (0.0, -0.15), (0.42, -0.13)], 12), 0.016))


def _side_mark(shoe: Garment, look: Look, rng: Rng) -> None:
    if look.has("side-stripe", "logo"):
        kind = int(rng.integers(3))
        if kind == 0:
            for x in (-0.22, -0.10, 0.02):
                shoe.add(
                    tube([(x, -0.13), (x + 0.06, -0.38)], [0.024, 0.02]),
                    cloth="accent",
                    rounding=0.012,
                    bulge=0.6,
                    shadow=0.3,
                )
        elif kind == 1:
            shoe.add(
                outline(
                    [(-0.48, -0.36), (-0.30, -0.16), (0.32, -0.25)],
                    [(0.32, -0.25), (-0.20, -0.10), (-0.44, -0.18), (-0.48, -0.36)],
                ),
                cloth="accent",
                rounding=0.014,
                bulge=0.6,
                shadow=0.3,
            )
        else:
            shoe.add(ellipse(-0.12, -0.26, 0.10), cloth="accent", rounding=0.014, bulge=0.6, shadow=0.3)
            shoe.add(ellipse(-0.12, -0.26, 0.06), cloth="second", rounding=0, shadow=0)


def laces(shoe: Garment, run: Run, n: int, rng: Rng, cloth: str = "contrast") -> None:
    line = np.array(along(run, n))
    for x, y in line:
        shoe.add(
            tube([(x - 0.085, y + 0.035), (x - 0.01, y + 0.02), (x + 0.05, y - 0.055)], [0.017, 0.017]),
            cloth=cloth,
            rounding=0.013,
            shadow=0.5,
        )
    x, y = line[0]
    for sign in (1, -1):
        loop: Run = [(x, y - 0.01), (x + 0.12 * sign, y - 0.09), (x + 0.17 * sign, y + 0.02), (x + 0.02, y)]
        shoe.add(tube(loop, [0.011, 0.011]), cloth=cloth, rounding=0.010, shadow=0.5)


def _sole(shoe: Garment, thick: float, chunky: bool, rng: Rng) -> None:
    flare = 0.05 if chunky else 0.015
    top: Run = [
        (-0.75 - flare, -thick),
        (-0.3, -thick * 0.95),
        (0.1, -thick * 0.82),
        (0.76 + flare, -thick * 1.05),
    ]
    sole = outline(
        top,
        [
            (0.76 + flare, -thick * 1.05),
            (0.81 + flare, -0.7 * thick),
            (0.80 + flare, -0.25 * thick),
            (0.72, -0.01),
        ],
        [(0.72, -0.01), (0.0, 0.0), (-0.72, 0.0)],
        [
            (-0.72, 0.0),
            (-0.79 - flare, -0.25 * thick),
            (-0.79 - flare, -0.7 * thick),
            (-0.75 - flare, -thick),
        ],
    )
    shoe.add(sole, cloth="sole", rounding=0.05, bulge=0.9, shadow=0.4)
    middle = curve([(-0.79, -0.42 * thick), (0.0, -0.36 * thick), (0.80, -0.5 * thick)])
    if chunky:
        for k in range(6):
            x = -0.62 + 0.25 * k
            shoe.add(
                tube(
                    [(x, -0.12 * thick), (x + 0.07, -0.62 * thick), (x + 0.2, -0.78 * thick)], [0.014, 0.010]
                ),
                cloth="accent" if k % 2 else "shade",
                rounding=0.008,
                shadow=0,
            )
    shoe.pieces.append(details.seam(middle, 0.9))
