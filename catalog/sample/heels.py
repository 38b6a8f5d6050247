"""Pumps, loafers, flats and sandals. Toe to the right, the ground at y = 0."""

import numpy as np

from catalog.sample import details
from catalog.sample.drape import pulled
from catalog.sample.geometry import Run, along, outline, tube
from catalog.sample.look import Look
from catalog.sample.pieces import Garment

Rng = np.random.Generator


def pump(shoe: Garment, look: Look, rng: Rng) -> None:
    """High or kitten heel; with `strap` an ankle strap."""
    rise = 0.52 if look.cut == "pump" else 0.28
    stiletto = rng.random() < 0.6
    heel_w = 0.035 if stiletto else 0.09
    heel = outline(
        [(-0.74, -rise - 0.06), (-0.70, -0.5 * rise), (-0.68, 0)],
        [(-0.68, 0), (-0.68 + 2 * heel_w, 0)],
        [(-0.68 + 2 * heel_w, 0), (-0.62 + 1.6 * heel_w, -0.6 * rise), (-0.42, -rise + 0.03)],
        [(-0.42, -rise + 0.03), (-0.74, -rise - 0.06)],
    )
    shoe.add(heel, rounding=0.04, bulge=1.0, shadow=0.2)
    inside = outline(
        [(-0.66, -rise - 0.28), (-0.25, -0.72 * rise - 0.11), (0.20, -0.2)],
        [(0.20, -0.2), (-0.1, -0.3 * rise - 0.12), (-0.66, -rise - 0.18)],
    )
    shoe.add(inside, cloth="lining", tone=0.7, rounding=0.03, shadow=0)
    upper = outline(
        [
            (-0.70, -rise - 0.29),
            (-0.55, -rise - 0.19),
            (-0.25, -0.55 * rise - 0.12),
            (0.12, -0.17),
            (0.30, -0.25),
        ],
        [(0.30, -0.25), (0.58, -0.18), (0.86, -0.035)],
        [(0.86, -0.035), (0.55, -0.005), (0.22, -0.012)],
        [(0.22, -0.012), (-0.10, -0.42 * rise), (-0.45, -rise + 0.02), (-0.74, -rise - 0.03)],
        [(-0.74, -rise - 0.03), (-0.745, -rise - 0.16), (-0.70, -rise - 0.29)],
    )
    shoe.add(upper, rounding=0.08, bulge=1.2, shadow=0.35)
    shoe.add(
        tube(
            [(0.86, -0.02), (0.50, 0.004), (0.2, 0.0), (-0.1, -0.38 * rise), (-0.42, -0.95 * rise)],
            [0.012, 0.014, 0.010],
        ),
        cloth="dark",
        rounding=0.01,
        shadow=0.2,
    )
    if look.has("strap"):
        strap: Run = [
            (-0.70, -rise - 0.27),
            (-0.50, -rise - 0.36),
            (-0.22, -rise - 0.30),
            (-0.10, -rise - 0.22),
        ]
        shoe.add(tube(strap, [0.02, 0.02]), rounding=0.015, shadow=0.35)
        shoe.pieces.append(details.studs([(-0.3, -rise - 0.325)], 0.026))
    _toe_ornament(shoe, look, 0.36, -0.21, rng)


def _toe_ornament(shoe: Garment, look: Look, x: float, y: float, rng: Rng) -> None:
    if look.has("bow"):
        shoe.pieces += details.bow(x, y, 0.13, rng, tails=0.8)
    if look.has("studs"):
        shoe.pieces.append(
            details.studs(along([(x - 0.1, y + 0.02), (x + 0.16, y + 0.05), (x + 0.4, y + 0.14)], 9), 0.017)
        )


def flat(shoe: Garment, look: Look, rng: Rng) -> None:
    """Loafers, ballet flats and mary janes share one last."""
    loafer = look.cut == "loafer"
    top = -0.40 if loafer else -0.33
    heel = 0.09 if loafer else 0.055
    inner = outline(
        [(-0.68, top), (-0.3, top - 0.04), (0.15, top + 0.08), (0.2, top + 0.16)],
        [(0.2, top + 0.16), (-0.3, top + 0.14), (-0.68, top + 0.08)],
    )
    shoe.add(inner, cloth="lining", tone=0.65, rounding=0.03, shadow=0)
    front: Run = (
        [(-0.73, top), (-0.66, top - 0.02), (-0.50, top + 0.06), (-0.15, top + 0.14), (0.05, top + 0.10)]
        if loafer
        else [(-0.73, top), (-0.66, top - 0.02), (-0.50, top + 0.10), (-0.05, top + 0.20), (0.30, top + 0.12)]
    )
    end = front[-1]
    upper = outline(
        front,
        [(float(end[0]), float(end[1])), (0.45, -0.27), (0.66, -0.22), (0.77, -0.13), (0.775, -0.05)],
        [(0.775, -0.05), (0.3, -0.03), (-0.72, -heel + 0.02)],
        [(-0.72, -heel + 0.02), (-0.77, -0.2), (-0.73, top)],
    )
    shoe.add(
        upper,
        rounding=0.09,
        bulge=1.1,
        folds=pulled((0.3, -0.12), (-1.7, 0.8), 0.16, 2, rng, height=0.5),
        shadow=0.35,
    )
    sole = outline(
        [(-0.76, -heel), (-0.35, -heel * 0.9), (-0.25, -0.04), (0.78, -0.055)],
        [(0.78, -0.055), (0.80, -0.025), (0.74, 0.0)],
        [(0.74, 0.0), (-0.28, 0.0), (-0.75, 0.0)],
        [(-0.75, 0.0), (-0.78, -0.5 * heel), (-0.76, -heel)],
    )
    shoe.add(sole, cloth="sole" if look.has("platform") else "dark", rounding=0.02, shadow=0.4)
    if loafer:
        strap = outline(
            [(-0.02, top + 0.09), (0.16, top + 0.07), (0.30, -0.12)],
            [(0.30, -0.12), (0.20, -0.09), (0.06, top + 0.2), (-0.02, top + 0.09)],
        )
        shoe.add(strap, rounding=0.03, shadow=0.45)
        shoe.pieces += [
            details.stitching([(0.08, top + 0.11), (0.40, top + 0.14), (0.66, -0.16)]),
            details.seam([(0.10, top + 0.12), (0.42, top + 0.16), (0.68, -0.14)], 0.6),
        ]
        if look.has("fringe"):
            shoe.pieces.append(details.fringe([(0.02, top + 0.1), (0.3, top + 0.13)], 0.14, rng, pitch=0.028))
        elif look.has("metal"):
            shoe.add(
                tube([(0.04, top + 0.13), (0.14, top + 0.09), (0.24, top + 0.17)], [0.02, 0.02]),
                cloth="metal",
                rounding=0.015,
                shadow=0.5,
            )
    elif look.cut == "mary jane":
        shoe.add(
            tube(
                [(-0.38, top + 0.16), (-0.30, top - 0.03), (-0.15, top - 0.06), (-0.05, top + 0.02)],
                [0.026, 0.026],
            ),
            rounding=0.02,
            shadow=0.4,
        )
        shoe.pieces += details.buttons([(-0.34, top + 0.07)] * 2, 1, 0.028, "metal")
    if not loafer:
        _toe_ornament(shoe, look, 0.36, top + 0.13, rng)


def sandal(shoe: Garment, look: Look, rng: Rng) -> None:
    """A broad band over the foot and, on some, a strap around the heel."""
    thick = 0.24 if look.has("platform") else 0.10
    if look.has("strap"):
        back: Run = [
            (-0.30, -thick),
            (-0.60, -0.20 - thick),
            (-0.70, -0.34 - thick),
            (-0.52, -0.40 - thick),
            (-0.22, -0.33 - thick),
            (0.0, -thick),
        ]
        shoe.add(tube(back, [0.03, 0.03]), rounding=0.022, shadow=0.3)
    bed = outline(
        [(-0.76, -thick - 0.02), (-0.2, -thick + 0.015), (0.4, -thick), (0.76, -thick - 0.03)],
        [(0.76, -thick - 0.03), (0.82, -0.6 * thick), (0.80, -0.2 * thick), (0.72, 0)],
        [(0.72, 0), (0, 0.0), (-0.70, 0)],
        [(-0.70, 0), (-0.79, -0.3 * thick), (-0.76, -thick - 0.02)],
    )
    shoe.add(bed, cloth="wood", rounding=0.04, shadow=0.3)
    shoe.add(
        tube([(-0.74, -0.35 * thick), (0.0, -0.32 * thick), (0.78, -0.4 * thick)], [0.012, 0.012]),
        cloth="sole",
        rounding=0.008,
        shadow=0,
    )
    _slide_band(shoe, thick)
    _toe_ornament(shoe, look, 0.12, -0.32 - thick, rng)
    if look.has("fringe"):
        shoe.pieces.append(details.fringe([(-0.12, -0.28 - thick), (0.34, -0.26 - thick)], 0.22, rng))


def _slide_band(shoe: Garment, thick: float) -> None:
    """One broad band over the instep; behind it and before it one looks inside."""
    inside = outline(
        [(-0.20, -thick), (-0.16, -0.26 - thick), (-0.02, -0.40 - thick)],
        [(-0.02, -0.40 - thick), (0.30, -0.36 - thick), (0.56, -0.23 - thick)],
        [(0.56, -0.23 - thick), (0.68, -0.13 - thick), (0.70, -thick)],
    )
    shoe.add(inside, cloth="lining", tone=0.6, rounding=0.03, shadow=0.1)
    back: Run = [(-0.38, -0.55 * thick), (-0.33, -0.16 - thick), (-0.20, -0.29 - thick), (0.0, -0.36 - thick)]
    front: Run = [(0.50, -0.22 - thick), (0.57, -0.13 - thick), (0.58, -0.55 * thick)]
    band = outline(
        back,
        [(0.0, -0.36 - thick), (0.16, -0.365 - thick), (0.34, -0.31 - thick), (0.50, -0.22 - thick)],
        front,
    )
    shoe.add(band, rounding=0.09, bulge=1.2, shadow=0.4)
    shoe.pieces += [
        details.stitching([(x + 0.035, y + 0.005) for x, y in back]),
        details.stitching([(x - 0.035, y + 0.005) for x, y in front]),
        details.studs([(0.12, -0.17 - thick)], 0.034),
    ]
