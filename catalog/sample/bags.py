"""Bags from the front."""

import numpy as np

from catalog.sample import details
from catalog.sample.drape import hanging, pulled
from catalog.sample.geometry import Run, box, by, curve, dashes, ellipse, mirrored, symmetric, tube
from catalog.sample.look import Look
from catalog.sample.pieces import Garment

Rng = np.random.Generator


def build_bag(garment: Garment, look: Look, rng: Rng) -> None:
    SHAPES[look.cut](garment, look, rng)
    garment.focus = (0, 0.2)


def _handles(
    garment: Garment, *, half: float, top: float, rise: float, cloth: str, width: float = 0.028
) -> None:
    back = curve(
        [
            (-half, top),
            (-half * 0.9, top - 0.75 * rise),
            (0, top - rise * 1.05),
            (half * 0.9, top - 0.75 * rise),
            (half, top),
        ]
    )
    garment.add(tube(back + by(0.03, -0.03), [width, width]), cloth=cloth, tone=0.7, rounding=0.02, shadow=0)


def _tote(garment: Garment, look: Look, rng: Rng) -> None:
    wide, low, rise = rng.uniform(0.50, 0.60), rng.uniform(0.95, 1.15), rng.uniform(0.42, 0.58)
    strap = "leather" if look.has("leather-handle") else "main"
    _handles(garment, half=0.52 * wide, top=0.02, rise=rise, cloth=strap)
    shape = symmetric(
        [(0, 0.012), (wide, 0)],
        [(wide, 0), (wide * 1.02, low * 0.5), (wide * 0.96, low)],
        [(wide * 0.96, low), (0, low + 0.03)],
    )
    folds = pulled((-0.5 * wide, 0.06), (1.3, 0.9), 0.5, 4, rng, height=0.7) + pulled(
        (0.5 * wide, 0.06), (1.8, 0.9), 0.5, 4, rng, height=0.7
    )
    garment.add(
        symmetric([(0, -0.035), (wide * 0.98, 0.0)], [(wide * 0.98, 0.0), (0, 0.03)]),
        cloth="lining",
        tone=0.45,
        shadow=0,
    )
    garment.add(shape, rounding=0.07, bulge=0.8, folds=folds, shadow=0.3)
    front = curve(
        [
            (-0.52 * wide, 0.16),
            (-0.52 * wide, 0.0),
            (-0.47 * wide, -0.72 * rise),
            (0, -rise),
            (0.47 * wide, -0.72 * rise),
            (0.52 * wide, 0.0),
            (0.52 * wide, 0.16),
        ]
    )
    garment.add(tube(front, [0.03, 0.03]), cloth=strap, rounding=0.02, shadow=0.4)
    garment.pieces.append(details.stitching([(-wide * 0.97, 0.055), (0, 0.065), (wide * 0.97, 0.055)]))
    _ornaments(garment, look, wide, low, rng)


def _handbag(garment: Garment, look: Look, rng: Rng) -> None:
    top, wide, low, rise = (
        rng.uniform(0.46, 0.54),
        rng.uniform(0.62, 0.74),
        rng.uniform(0.66, 0.8),
        rng.uniform(0.36, 0.5),
    )
    _handles(garment, half=0.5 * top, top=0.04, rise=rise, cloth="main", width=0.03)
    shape = symmetric(
        [(0, 0), (top, 0.0)],
        [(top, 0), (0.9 * wide, 0.3 * low), (wide, 0.9 * low), (wide * 0.93, low)],
        [(wide * 0.93, low), (0, low + 0.03)],
    )
    garment.add(
        shape,
        rounding=0.09,
        bulge=1.0,
        folds=pulled((0, 0.1), (1.57, 2.2), 0.4, 4, rng, height=0.45),
        shadow=0.3,
    )
    flap = symmetric(
        [(0, -0.02), (top * 1.01, -0.012)],
        [(top * 1.01, -0.012), (0.9 * wide * 0.93, 0.34 * low)],
        [(0.9 * wide * 0.93, 0.34 * low), (0.4, 0.50 * low), (0, 0.54 * low)],
    )
    garment.add(flap, rounding=0.05, bulge=0.8, shadow=0.5)
    rim = curve([(0.9 * wide * 0.9, 0.335 * low), (0.4, 0.47 * low), (0, 0.51 * low)])
    garment.pieces += [details.stitching(rim), details.stitching(mirrored(rim))]
    garment.add(
        tube(
            [
                (-0.5 * top, 0.10),
                (-0.5 * top, 0.0),
                (-0.42 * top, -0.7 * rise),
                (0, -rise),
                (0.42 * top, -0.7 * rise),
                (0.5 * top, 0.0),
                (0.5 * top, 0.10),
            ],
            [0.032, 0.032],
        ),
        rounding=0.025,
        shadow=0.4,
    )
    garment.add(box(-0.055, 0.46 * low, 0.055, 0.62 * low), cloth="metal", rounding=0.025, shadow=0.5)
    garment.add(ellipse(0, 0.53 * low, 0.016), cloth="dark", rounding=0, shadow=0)
    garment.add(
        *(ellipse(x * top, 0.06, 0.026) for x in (-0.5, 0.5)), cloth="metal", rounding=0.02, shadow=0.5
    )
    _ornaments(garment, look, wide, low, rng)


def _flap_bag(garment: Garment, look: Look, rng: Rng) -> None:
    """A small shoulder bag on a chain or a thin strap."""
    wide, low = rng.uniform(0.56, 0.66), rng.uniform(0.64, 0.78)
    drop = rng.uniform(0.55, 0.75)
    line = curve(
        [
            (-wide * 0.92, 0.08),
            (-wide * 0.75, -0.55 * drop),
            (rng.uniform(-0.1, 0.1), -drop),
            (wide * 0.75, -0.55 * drop),
            (wide * 0.92, 0.08),
        ]
    )
    if look.has("chain"):
        garment.add(*dashes(line, 0.017, 0.034, 0.008), cloth="metal", rounding=0.012, shadow=0.35)
    else:
        garment.add(tube(line, [0.02, 0.02]), rounding=0.016, shadow=0.35)
    shape = symmetric(
        [(0, 0), (wide * 0.94, 0.0)],
        [(wide * 0.94, 0.0), (wide, 0.1), (wide, low - 0.1), (wide * 0.93, low)],
        [(wide * 0.93, low), (0, low + 0.015)],
    )
    garment.add(shape, rounding=0.06, bulge=1.0, shadow=0.3)
    tip = rng.uniform(0.52, 0.68) * low
    flap = symmetric(
        [(0, -0.02), (wide * 0.95, -0.015)],
        [(wide * 0.95, -0.015), (wide * 1.0, 0.10), (wide * 0.98, 0.7 * tip)],
        [(wide * 0.98, 0.7 * tip), (wide * 0.6, 0.92 * tip), (0, tip)],
    )
    garment.add(flap, rounding=0.05, bulge=1.0, shadow=0.55)
    rim = curve([(wide * 0.95, 0.68 * tip), (wide * 0.6, 0.88 * tip), (0, 0.955 * tip)])
    garment.pieces += [details.stitching(rim), details.stitching(mirrored(rim))]
    garment.add(
        tube(
            [
                (-0.05, tip - 0.07),
                (0.05, tip - 0.07),
                (0.05, tip + 0.02),
                (-0.05, tip + 0.02),
                (-0.05, tip - 0.07),
            ],
            [0.015, 0.015],
        ),
        cloth="metal",
        rounding=0.012,
        shadow=0.5,
    )
    _ornaments(garment, look, wide, low, rng)


def _bucket_bag(garment: Garment, look: Look, rng: Rng) -> None:
    top, wide, low = rng.uniform(0.36, 0.42), rng.uniform(0.48, 0.56), rng.uniform(0.85, 1.0)
    garment.add(
        tube(
            [(-top * 0.9, 0.12), (-top * 0.8, -0.45), (0, -0.68), (top * 0.8, -0.45), (top * 0.9, 0.12)],
            [0.026, 0.026],
        ),
        rounding=0.02,
        shadow=0.3,
    )
    shape = symmetric(
        [(0, 0.01), (top, 0.03)],
        [(top, 0.03), (top * 0.98, 0.16), (wide, 0.5 * low), (wide * 0.94, low)],
        [(wide * 0.94, low), (0, low + 0.06)],
    )
    folds = hanging(
        [(-top, 0.12), (top, 0.12)], [(-wide, 0.6 * low), (wide, 0.6 * low)], 9, rng, height=1.1, width=0.03
    )
    garment.add(shape, rounding=0.09, bulge=1.0, folds=folds, shadow=0.35)
    garment.add(
        tube([(-top, 0.135), (0, 0.16), (top, 0.135)], [0.014, 0.014]),
        cloth="leather",
        rounding=0.012,
        shadow=0.45,
    )
    for sign in (1, -1):
        cord: Run = [(sign * 0.02, 0.155), (sign * 0.07, 0.30), (sign * 0.05, 0.44)]
        garment.add(tube(cord, [0.012, 0.012]), cloth="leather", rounding=0.01, shadow=0.4)
        garment.pieces.append(
            details.fringe([(sign * 0.05 - 0.02, 0.44), (sign * 0.05 + 0.02, 0.44)], 0.10, rng, "leather")
        )
    garment.add(
        symmetric(
            [(0, low - 0.14), (wide * 0.985, low - 0.17)],
            [(wide * 0.985, low - 0.17), (wide * 0.94, low)],
            [(wide * 0.94, low), (0, low + 0.06)],
        ),
        cloth="leather",
        rounding=0.03,
        shadow=0.3,
    )
    _ornaments(garment, look, wide, low, rng)


def _backpack(garment: Garment, look: Look, rng: Rng) -> None:
    wide, low = rng.uniform(0.46, 0.54), rng.uniform(1.0, 1.15)
    for sign in (1, -1):
        strap: Run = [
            (sign * 0.2, 0.08),
            (sign * (wide + 0.1), 0.30),
            (sign * (wide + 0.09), 0.72),
            (sign * wide * 0.9, low - 0.08),
        ]
        garment.add(
            tube(strap, [0.05, 0.055, 0.02]),
            cloth="second" if look.has("colour-block") else "main",
            tone=0.8,
            rounding=0.03,
            shadow=0.2,
        )
    garment.add(
        tube([(-0.11, 0.03), (-0.09, -0.11), (0.09, -0.11), (0.11, 0.03)], [0.022, 0.022]),
        rounding=0.018,
        shadow=0.3,
    )
    shape = symmetric(
        [(0, -0.02), (0.62 * wide, 0.01), (0.97 * wide, 0.22)],
        [(0.97 * wide, 0.22), (wide * 1.02, 0.6), (wide, low - 0.08), (0.88 * wide, low)],
        [(0.88 * wide, low), (0, low + 0.015)],
    )
    garment.add(
        shape,
        rounding=0.10,
        bulge=1.0,
        folds=pulled((0, 0.5), (1.57, 3.0), 0.5, 4, rng, height=0.5),
        shadow=0.4,
    )
    half: Run = [(-0.93 * wide, 0.42), (-0.75 * wide, 0.15), (0, 0.07)]
    arc: Run = [*half, (0.75 * wide, 0.15), (0.93 * wide, 0.42)]
    details.zipper(garment, arc)
    front = symmetric(
        [(0, 0.52), (0.72 * wide, 0.54)],
        [(0.72 * wide, 0.54), (0.8 * wide, 0.75), (0.76 * wide, low - 0.06)],
        [(0.76 * wide, low - 0.06), (0, low - 0.04)],
    )
    garment.add(
        front, cloth="second" if look.has("colour-block") else "main", rounding=0.06, bulge=1.0, shadow=0.5
    )
    details.zipper(garment, [(-0.62 * wide, 0.60), (0.62 * wide, 0.60)])
    garment.add(box(-0.09, 0.30, 0.09, 0.40), cloth="leather", rounding=0.015, shadow=0.4)
    _ornaments(garment, look, wide, low + 0.5, rng)


def _ornaments(garment: Garment, look: Look, wide: float, low: float, rng: Rng) -> None:
    if look.has("bow"):
        garment.pieces += details.bow(0.62 * wide, 0.02, 0.20, rng, tails=1.9)
    if look.has("studs"):
        garment.pieces.append(
            details.studs([(x, 0.87 * low) for x in np.linspace(-0.8 * wide, 0.8 * wide, 15)], 0.017)
        )
    if look.has("fringe"):
        garment.pieces.append(
            details.fringe(
                [(-0.9 * wide, 0.68 * low), (0, 0.72 * low), (0.9 * wide, 0.68 * low)], 0.42, rng, pitch=0.024
            )
        )
    if look.has("ruffle"):
        garment.pieces.append(
            details.ruffle(
                [(-0.95 * wide, 0.55 * low), (0, 0.60 * low), (0.95 * wide, 0.55 * low)], 0.13, rng
            )
        )
    if look.has("lace"):
        garment.pieces.append(details.lace_trim([(-0.97 * wide, 0.12), (0, 0.13), (0.97 * wide, 0.12)], 0.09))
    if look.has("charm"):
        x = -0.55 * wide
        garment.add(
            tube([(x, 0.05), (x - 0.02, 0.24)], [0.006, 0.006]), cloth="metal", rounding=0.005, shadow=0.4
        )
        garment.add(ellipse(x - 0.02, 0.34, 0.10), cloth="fluff", rounding=0.06, shadow=0.45)


SHAPES = {
    "tote": _tote,
    "handbag": _handbag,
    "flap bag": _flap_bag,
    "bucket bag": _bucket_bag,
    "backpack": _backpack,
}
