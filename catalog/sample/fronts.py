"""What happens at the front of a top: collars, plackets, lapels, hoods, belts, and the hanger behind it."""

import numpy as np

from catalog.sample import details
from catalog.sample.drape import hanging, pulled
from catalog.sample.geometry import Run, curve, mirrored, outline, symmetric, tube
from catalog.sample.look import Look
from catalog.sample.measures import Measures
from catalog.sample.pieces import Garment, Piece

Rng = np.random.Generator


def hanger(garment: Garment, m: Measures, cloth: str) -> None:
    """Lies between back and front; only its middle and the hook are seen."""
    arm = tube(
        [(0, -0.03), (0.5 * m.shoulder, 0.03), (0.92 * m.shoulder, m.slope + 0.02)], [0.022, 0.024, 0.016]
    )
    garment.add(arm, mirrored(arm), cloth=cloth, rounding=0.015, bulge=1.0, shadow=0.45)
    hook = tube(
        [
            (0, -0.03),
            (0, -0.15),
            (0.035, -0.19),
            (0.075, -0.24),
            (0.04, -0.31),
            (-0.03, -0.30),
            (-0.055, -0.26),
        ],
        [0.0075, 0.0075],
    )
    garment.add(hook, cloth="metal", rounding=0.006, bulge=0.8, shadow=0.3)
    garment.hook = (0.01, -0.31)


def rib_neck(garment: Garment, m: Measures, cloth: str = "rib") -> None:
    garment.pieces.append(details.binding(m.neck_edge(), 0.042, cloth))


def turtleneck(garment: Garment, m: Measures, rng: Rng) -> None:
    tall = rng.uniform(0.13, 0.19)
    n = m.neck
    shape = symmetric(
        [(0, -tall + 0.012), (0.9 * n, -tall)],
        [(0.9 * n, -tall), (1.0 * n, -0.5 * tall), (1.1 * n, 0.03)],
        [(1.1 * n, 0.03), (0.5 * n, 0.055), (0, 0.06)],
    )
    folds = pulled((0.9 * n, -0.3 * tall), (np.pi, 0.7), 0.25, 2, rng) + pulled(
        (-0.9 * n, -0.4 * tall), (0, 0.7), 0.25, 2, rng
    )
    garment.add(
        symmetric([(0, -tall - 0.02), (0.9 * n, -tall)], [(0.9 * n, -tall), (0, -tall + 0.04)]),
        cloth="rib",
        tone=0.55,
        shadow=0,
    )
    garment.add(shape, cloth="rib", rounding=0.05, folds=folds, shadow=0.4)


def shirt_collar(
    garment: Garment, m: Measures, rng: Rng, *, cloth: str = "main", round_tips: bool = False
) -> None:
    n, d = m.neck, m.depth
    drop, wide = (0.13, 0.9) if round_tips else (rng.uniform(0.15, 0.20), rng.uniform(0.75, 1.0))
    stand = symmetric(
        [(0, 0.0), (0.6 * n, -0.035), (n * 0.98, -0.04)], [(n * 0.98, -0.04), (n * 1.04, 0.02), (0, 0.055)]
    )
    garment.add(stand, cloth=cloth, tone=0.72, rounding=0.02, shadow=0)
    tip = (n * wide, d + drop * 0.62)
    if round_tips:
        leaf = outline(
            [(0.0, d - 0.01), (0.55 * n, 0.6 * d), (0.96 * n, -0.045)],
            [(0.96 * n, -0.045), (1.22 * n, 0.02), (1.5 * n, 0.10)],
            [
                (1.5 * n, 0.10),
                (1.4 * n, d + drop * 0.7),
                (0.75 * n, d + drop),
                (0.12, d + drop * 0.75),
                (0.0, d - 0.01),
            ],
        )
    else:
        leaf = outline(
            [(0.0, d - 0.005), (0.6 * n, 0.55 * d), (0.95 * n, -0.05)],
            [(0.95 * n, -0.05), (1.15 * n, -0.02), (1.28 * n, 0.05)],
            [(1.28 * n, 0.05), tip],
            [tip, (0.0, d - 0.005)],
        )
    garment.add(leaf, cloth=cloth, rounding=0.018, bulge=0.9, shadow=0.5)
    garment.add(mirrored(leaf), cloth=cloth, rounding=0.018, bulge=0.9, shadow=0.5)
    garment.pieces += [
        details.stitching(0.94 * line + np.array([0.0, 0.06 * d]))
        for line in ([] if round_tips else [_edge(leaf), mirrored(_edge(leaf))])
    ]


def _edge(leaf: np.ndarray) -> np.ndarray:
    return leaf[-2:]


def placket(
    garment: Garment, top: float, bottom: float, rng: Rng, *, n: int = 6, width: float = 0.036
) -> None:
    strip = np.array([(-width, top), (width, top), (width, bottom + 0.012), (-width, bottom + 0.012)])
    garment.add(strip, rounding=0.012, bulge=0.6, shadow=0.28)
    for x in (-0.78 * width, 0.78 * width):
        garment.pieces.append(details.stitching([(x, top + 0.01), (x, bottom)]))
    garment.pieces += details.buttons([(0, top + 0.06), (0, bottom - 0.08)], n, rng.uniform(0.012, 0.016))


def lapels(garment: Garment, m: Measures, look: Look, rng: Rng) -> None:
    """A jacket's opening: an inner shirt or lining in the v, two lapels and a collar."""
    n, d = m.neck, m.depth
    inner = symmetric([(0, 0.04), (0.98 * n, -0.02)], [(0.98 * n, -0.02), (0.6 * n, 0.6 * d), (0, d + 0.02)])
    garment.add(inner, cloth="lining", tone=0.62, rounding=0.03, shadow=0)
    wide, notch = rng.uniform(1.75, 2.15), rng.uniform(0.40, 0.5) * d
    right = outline(
        [(0.012, d + 0.03), (0.55 * n, 0.55 * d), (0.98 * n, -0.03)],
        [(0.98 * n, -0.03), (1.2 * n, 0.03), (1.35 * n, notch * 0.72)],
        [(1.35 * n, notch * 0.72), (wide * n, notch * 0.62)],
        [(wide * n, notch * 0.62), (1.45 * n, 0.75 * d), (0.012, d + 0.05)],
    )
    collar = outline(
        [(0.55 * n, 0.30 * d), (0.97 * n, -0.05)],
        [(0.97 * n, -0.05), (1.25 * n, -0.02), (1.55 * n, 0.07)],
        [(1.55 * n, 0.07), (1.62 * n, notch * 0.62)],
        [(1.62 * n, notch * 0.62), (1.3 * n, notch * 0.78)],
        [(1.3 * n, notch * 0.78), (0.55 * n, 0.30 * d)],
    )
    cloth = "dark" if look.has("satin-lapel") else "main"
    for side in (right, mirrored(right)):
        garment.add(side, cloth=cloth, grain=0.3, rounding=0.02, bulge=0.8, shadow=0.5)
    for side in (collar, mirrored(collar)):
        garment.add(side, cloth=cloth, grain=0.9, rounding=0.02, bulge=0.8, shadow=0.4)
    back = symmetric(
        [(0, -0.075), (0.7 * n, -0.07), (1.05 * n, -0.03)], [(1.05 * n, -0.03), (0.7 * n, 0.02), (0, 0.035)]
    )
    garment.add(back, cloth=cloth, tone=0.85, rounding=0.03, shadow=0.3)


HOOD = 0.38


def hood(garment: Garment, m: Measures, rng: Rng) -> None:
    n = m.neck
    tall = HOOD
    outer = symmetric(
        [(0, -tall), (0.95 * n, -0.93 * tall), (1.7 * n, -0.45 * tall), (1.5 * n, 0.08)],
        [(1.45 * n, 0.08), (0.6 * n, 0.16), (0, 0.19)],
    )
    folds = pulled((-1.3 * n, 0.05), (-0.9, 0.9), 0.3, 4, rng) + pulled(
        (1.3 * n, 0.05), (np.pi + 0.9, 0.9), 0.3, 4, rng
    )
    garment.add(outer, rounding=0.07, bulge=1.1, folds=folds, shadow=0.4)
    hollow = symmetric(
        [
            (0, -0.78 * tall),
            (0.8 * n, -0.66 * tall),
            (1.12 * n, -0.15 * tall),
            (0.85 * n, 0.06),
            (0.3 * n, 0.13),
            (0, 0.15),
        ]
    )
    garment.add(hollow, cloth="lining", tone=0.5, rounding=0.05, bulge=0.6, shadow=0)


def hood_front(garment: Garment, m: Measures, rng: Rng) -> None:
    """The two edges that cross under the chin, and the cords."""
    n, tall = m.neck, HOOD
    for sign in (1, -1):
        flap = outline(
            [(sign * 0.02, 0.20), (sign * 0.8 * n, 0.08), (sign * 1.12 * n, -0.3 * tall)],
            [(sign * 1.12 * n, -0.3 * tall), (sign * 1.66 * n, -0.3 * tall), (sign * 1.5 * n, 0.09)],
            [(sign * 1.5 * n, 0.09), (sign * 0.8 * n, 0.2), (sign * 0.02, 0.24)],
        )
        garment.add(flap, rounding=0.035, bulge=1.0, shadow=0.4)
    for sign in (1, -1):
        cord: Run = [
            (sign * 0.055, 0.19),
            (sign * 0.075, 0.32),
            (sign * (0.06 + rng.uniform(0, 0.03)), rng.uniform(0.42, 0.52)),
        ]
        garment.add(tube(cord, [0.0085, 0.0085]), cloth="second", rounding=0.007, shadow=0.5)
        x, y = cord[-1]
        garment.add(
            tube([(float(x), float(y) - 0.03), (float(x), float(y) + 0.005)], [0.0105, 0.0105]),
            cloth="metal",
            rounding=0.008,
            shadow=0.4,
        )


def kangaroo_pocket(garment: Garment, m: Measures) -> None:
    y = m.length - 0.09
    shape = symmetric(
        [(0, y - 0.30), (0.17, y - 0.30)],
        [(0.17, y - 0.30), (0.30, y - 0.08)],
        [(0.30, y - 0.08), (0.30, y)],
        [(0.30, y), (0, y)],
    )
    garment.add(shape, rounding=0.02, bulge=0.8, shadow=0.4)
    garment.pieces.append(details.stitching([(0.155, y - 0.29), (0.285, y - 0.08)]))
    garment.pieces.append(details.stitching([(-0.155, y - 0.29), (-0.285, y - 0.08)]))


def hem_rib(garment: Garment, m: Measures, half: float, rng: Rng, tall: float = 0.085) -> None:
    y = m.length
    shape = symmetric(
        [(0, y - 0.01), (half, y - 0.015)],
        [(half, y - 0.015), (half * 0.94, y + tall)],
        [(half * 0.94, y + tall), (0, y + tall + 0.015)],
    )
    folds = hanging(
        [(-half, y), (half, y)], [(-half, y + tall), (half, y + tall)], 14, rng, height=0.5, width=0.012
    )
    garment.add(shape, cloth="rib", rounding=0.03, folds=folds, shadow=0.35)


def waist_tie(garment: Garment, y: float, half: float, rng: Rng, cloth: str = "main") -> None:
    garment.add(
        curve(
            [
                (-half, y - 0.02),
                (0, y + 0.005),
                (half, y - 0.02),
                (half, y + 0.03),
                (0, y + 0.055),
                (-half, y + 0.03),
            ]
        ),
        cloth=cloth,
        rounding=0.02,
        shadow=0.4,
    )
    garment.pieces += details.bow(rng.uniform(-0.08, 0.08), y + 0.025, 0.15, rng, cloth, tails=1.6)


def belt(garment: Garment, y: float, half: float) -> Piece:
    band = np.array([(-half, y - 0.025), (half, y - 0.025), (half, y + 0.03), (-half, y + 0.03)])
    garment.add(band, cloth="leather", rounding=0.016, shadow=0.45)
    buckle = outline(
        [(-0.05, y - 0.04), (0.05, y - 0.04)],
        [(0.05, y - 0.04), (0.05, y + 0.045)],
        [(0.05, y + 0.045), (-0.05, y + 0.045)],
        [(-0.05, y + 0.045), (-0.05, y - 0.04)],
    )
    garment.add(buckle, cloth="metal", rounding=0.012, shadow=0.4)
    return garment.add(
        buckle * (0.55, 0.55) + (0, 0.45 * y + 0.001), cloth="leather", rounding=0.01, shadow=0
    )
