"""Pants and shorts, laid flat with the legs a little apart."""

import numpy as np

from catalog.sample import details
from catalog.sample.drape import crossing, hanging, pulled
from catalog.sample.geometry import Run, by, curve, mirrored, outline, tube
from catalog.sample.look import Look
from catalog.sample.pieces import Garment, Piece
from catalog.sample.skirts import waistband

Rng = np.random.Generator
# Half widths of one leg at thigh, knee and hem, and how far apart the hems lie.
LEGS = {
    "skinny": (0.170, 0.115, 0.085, 0.05),
    "straight": (0.185, 0.155, 0.145, 0.06),
    "wide": (0.200, 0.215, 0.240, 0.03),
    "flare": (0.180, 0.125, 0.215, 0.04),
    "jogger": (0.195, 0.160, 0.105, 0.08),
    "cargo": (0.205, 0.195, 0.180, 0.07),
    "slacks": (0.190, 0.160, 0.125, 0.05),
    "shorts": (0.205, 0.220, 0.225, 0.05),
    "bermuda": (0.200, 0.200, 0.195, 0.06),
    "flowy": (0.215, 0.250, 0.275, 0.02),
    "leggings": (0.160, 0.105, 0.070, 0.05),
}


def build_bottoms(garment: Garment, look: Look, rng: Rng) -> None:
    waist, rise = rng.uniform(0.27, 0.30), rng.uniform(0.40, 0.46)
    length = {"mini": 0.62, "knee": 0.86, "regular": 1.62, "crop": 1.38}[look.length] * rng.uniform(
        0.96, 1.04
    )
    leg = _leg(look, waist, rise, length, rng)
    for piece in [part.mirrored() for part in leg] + leg:
        garment.pieces.append(piece)
    garment.pieces.append(details.seam([(0, 0.0), (0.012, 0.5 * rise), (0, rise)], 0.55))
    _front(garment, look, waist, rise, rng)
    elastic = look.cut in ("jogger", "leggings", "flowy") or look.has("elastic")
    waistband(
        garment, 0.0, waist, 0.075, cloth="rib" if look.cut == "jogger" else "main", gathered=elastic, rng=rng
    )
    _waist(garment, look, waist, rng)
    garment.focus = (0, 0.3)


def _leg(look: Look, waist: float, rise: float, length: float, rng: Rng) -> list[Piece]:
    """The right leg from the waist down, with what is sewn on it."""
    thigh, knee, hem, apart = (value * rng.uniform(0.95, 1.06) for value in LEGS[look.cut])
    middle: Run = [
        (waist * 0.5, 0.0),
        (apart * 0.5 + thigh * 0.98, rise),
        (apart + knee, (rise + length) / 2),
        (apart * 1.8 + hem, length),
    ]
    outer = curve(
        [
            (waist, 0),
            (middle[1][0] + thigh, rise * 0.9),
            (middle[2][0] + knee, middle[2][1]),
            (middle[3][0] + hem, length),
        ]
    )
    inner = curve(
        [
            (middle[3][0] - hem, length),
            (middle[2][0] - knee, middle[2][1]),
            (max(0.012, middle[1][0] - thigh), rise * 1.05),
        ]
    )
    lower = curve(
        [(middle[3][0] + hem, length), (middle[3][0], length + 0.016), (middle[3][0] - hem, length)]
    )
    shape = np.vstack([[(-0.005, 0.0)], outer, lower, inner, [(-0.005, rise)]])
    folds = pulled((0.02, rise), (0.55, 1.0), 0.42, 5, rng, height=0.8) + pulled(
        (waist, 0.15), (2.2, 0.8), 0.25, 2, rng, height=0.5
    )
    folds += crossing(outer[8:], inner[::-1], 3 if length < 1 else 8, rng, 0.75)
    if look.cut in ("wide", "flowy", "flare", "shorts"):
        folds += hanging(
            [(0.3 * waist, 0.1), (waist, 0.1)],
            [tuple(lower[-1]), tuple(lower[0])],
            4,
            rng,
            height=0.85,
            width=0.05,
        )
    pieces = [Piece((shape,), rounding=0.055, bulge=0.85, folds=folds, shadow=0.35)]
    if look.cut == "slacks" or look.has("crease"):
        pieces.append(details.seam([(waist * 0.55, 0.1), middle[2], (middle[3][0], length)], 0.8))
    if look.has("side-stripe"):
        for inset in (0.035, 0.085):
            pieces.append(
                Piece((tube(outer - (inset, 0.0), [0.014, 0.014]),), "second", rounding=0, shadow=0)
            )
    return pieces + _hem(look, lower, length, rng) + _ripped(look, middle, rng)


def _hem(look: Look, lower: np.ndarray, length: float, rng: Rng) -> list[Piece]:
    right, left = lower[0], lower[-1]
    if look.cut == "jogger":
        cuff = np.array(
            [left, right, right * 0.93 + left * 0.07 + (0, 0.09), left * 0.93 + right * 0.07 + (0, 0.09)]
        )
        return [Piece((cuff,), "rib", rounding=0.025, shadow=0.35)]
    if look.has("rolled"):
        band = outline(
            [tuple(left - (0.012, 0.07)), tuple(right + by(0.012, -0.07))],
            [
                tuple(right + by(0.012, 0.01)),
                tuple((left + right) / 2 + (0, 0.025)),
                tuple(left - (0.012, -0.01)),
            ],
        )
        return [Piece((band,), "main", rounding=0.02, shadow=0.45, tone=1.12)]
    if look.has("ruffle"):
        return [details.ruffle(lower[::-1], 0.09, rng)]
    if look.has("fringe"):
        return [
            details.fringe(
                lower[::-1] - (0, 0.01), 0.05 if look.fabric == "denim" else 0.13, rng, pitch=0.012
            )
        ]
    if look.has("lace"):
        return [details.lace_trim(lower[::-1], 0.06)]
    return [details.stitching(lower - (0.0, 0.03))]


def _ripped(look: Look, middle: Run, rng: Rng) -> list[Piece]:
    if not look.has("ripped"):
        return []
    pieces = []
    for x, y in (middle[2], (middle[1][0], middle[1][1] + 0.15)):
        wide, tall = rng.uniform(0.06, 0.09), rng.uniform(0.03, 0.05)
        t = np.linspace(0, 2 * np.pi, 26, endpoint=False)
        ragged = 1 + rng.uniform(-0.18, 0.12, 26)
        hole = np.stack([x + wide * np.cos(t) * ragged, y + tall * np.sin(t) * ragged], axis=1)
        pieces.append(Piece((hole,), "shade", rounding=0, shadow=0))
        threads = tuple(
            tube([(x - wide, y + dy), (x + wide, y + dy + rng.normal(0, 0.004))], [0.0035, 0.0035])
            for dy in np.linspace(-0.6 * tall, 0.6 * tall, 4)
        )
        pieces.append(Piece(threads, "contrast", rounding=0, shadow=0.2))
    return pieces


def _front(garment: Garment, look: Look, waist: float, rise: float, rng: Rng) -> None:
    if look.cut in ("leggings", "flowy"):
        return
    if look.cut not in ("jogger",):
        fly: Run = [(0.045, 0.0), (0.045, 0.6 * rise), (0.006, 0.78 * rise)]
        garment.pieces += [details.stitching(fly), details.seam([(0, 0.01), (0, 0.75 * rise)], 0.6)]
    slanted = look.cut in ("slacks", "wide", "jogger", "cargo", "shorts")
    line = curve(
        [(waist * 0.68, 0.0), (waist * 1.02, 0.2)]
        if slanted
        else [(waist * 0.45, 0.0), (waist * 0.6, 0.10), (waist * 1.02, 0.13)]
    )
    for edge in (line, mirrored(line)):
        garment.pieces += [details.seam(edge, 0.5), details.stitching(edge + by(0.0, 0.016))]
    if look.has("cargo") or look.cut == "cargo":
        for sign in (1, -1):
            details.pocket(garment, sign * 0.33, rise + 0.28, 0.22, 0.27, flap=True)


def _waist(garment: Garment, look: Look, waist: float, rng: Rng) -> None:
    if look.has("drawstring") or look.cut == "jogger":
        for sign in (1, -1):
            cord: Run = [
                (sign * 0.02, -0.03),
                (sign * rng.uniform(0.03, 0.06), 0.09),
                (sign * rng.uniform(0.02, 0.07), rng.uniform(0.18, 0.24)),
            ]
            garment.add(tube(cord, [0.0085, 0.0085]), cloth="second", rounding=0.007, shadow=0.45)
    elif look.has("belt"):
        band = np.array(
            [
                (-waist - 0.004, -0.062),
                (waist + 0.004, -0.062),
                (waist + 0.004, -0.008),
                (-waist - 0.004, -0.008),
            ]
        )
        garment.add(band, cloth="leather", rounding=0.016, shadow=0.4)
        garment.add(
            np.array([(-0.045, -0.072), (0.045, -0.072), (0.045, 0.002), (-0.045, 0.002)]),
            cloth="metal",
            rounding=0.012,
            shadow=0.4,
        )
    elif look.cut not in ("leggings", "flowy"):
        garment.pieces += details.buttons(
            [(0.0, -0.035), (0.0, -0.035)], 1, 0.018, "metal" if look.fabric == "denim" else "button"
        )
    if look.cut not in ("leggings", "flowy", "jogger"):
        loops = tuple(
            np.array([(x - 0.009, -0.08), (x + 0.009, -0.08), (x + 0.009, 0.015), (x - 0.009, 0.015)])
            for x in (-0.72 * waist, -0.28 * waist, 0.28 * waist, 0.72 * waist)
        )
        garment.add(*loops, rounding=0.006, shadow=0.45)
    if look.has("bow"):
        garment.pieces += details.bow(0, 0.0, 0.15, rng, "main", tails=1.8)
    if look.has("chain"):
        garment.add(
            tube([(waist * 0.3, 0.0), (waist * 0.75, 0.34), (waist * 1.05, 0.08)], [0.0075, 0.0075]),
            cloth="metal",
            rounding=0.007,
            shadow=0.5,
        )
    if look.has("studs"):
        garment.pieces.append(
            details.studs([(x, -0.035) for x in np.linspace(-0.9 * waist, 0.9 * waist, 11)], 0.013)
        )
