"""Coats, blazers, jackets: open or closed at the front, always with sleeves."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from catalog.sample import details, fronts, measures, torso
from catalog.sample.drape import pulled
from catalog.sample.geometry import Run, box, by, mirrored, outline
from catalog.sample.look import Look
from catalog.sample.pieces import Garment, Piece

Rng = np.random.Generator


def build_outwear(garment: Garment, look: Look, rng: Rng) -> None:
    m = measures.measure(look, rng)
    length = {"crop": 1.08, "regular": 1.2, "long": 1.85}[look.length] * rng.uniform(0.96, 1.04)
    m = replace(m, length=length, hem=m.hem * (1.14 if look.length == "long" else 1.0))
    if look.has("hood"):
        fronts.hood(garment, m, rng)
    torso.inside(garment, m)
    if look.has("hanger"):
        fronts.hanger(garment, m, "wood")
    torso.sleeves(garment, m, look, rng)
    torso.body(garment, m, rng, bottom=length, half=m.hem)
    FRONTS[look.cut](garment, m, look, rng)
    _extras(garment, m, look, rng)
    garment.focus = (0, 0.4)


def _blazer(garment: Garment, m: measures.Measures, look: Look, rng: Rng) -> None:
    fronts.lapels(garment, m, look, rng)
    garment.pieces.append(
        details.seam([(0.012, m.depth), (0.014, 0.8 * m.length), (0.09, m.length + 0.02)], 0.4)
    )
    spread = 0.085 if look.has("double-breasted") else 0.0
    for x in {spread, -spread}:
        garment.pieces += details.buttons(
            [(x + 0.012, m.depth + 0.09), (x + 0.012, m.depth + 0.29)],
            2 if look.length != "long" else 3,
            0.02,
            "button",
        )
    y = 0.68 * m.length
    for sign in (1, -1):
        garment.add(box(sign * 0.27 - 0.10, y, sign * 0.27 + 0.10, y + 0.055), rounding=0.013, shadow=0.4)
    if look.length == "regular":
        garment.add(box(0.19, 0.36, 0.30, 0.385), rounding=0.008, shadow=0.3)


def _biker(garment: Garment, m: measures.Measures, look: Look, rng: Rng) -> None:
    fronts.lapels(garment, replace(m, depth=0.4), look, rng)
    details.zipper(garment, [(0.17, 0.34), (0.10, 0.7 * m.length), (0.05, m.length)])
    for run in ([(-0.32, 0.62), (-0.20, 0.50)], [(0.24, 0.66), (0.36, 0.72)]):
        details.zipper(garment, run)
    garment.add(box(-m.hem, m.length - 0.06, m.hem, m.length + 0.02), rounding=0.02, shadow=0.4)
    spots = [(sign * (m.neck + 0.07 + 0.05 * k), 0.05 + 0.018 * k) for sign in (1, -1) for k in range(5)]
    garment.pieces.append(details.studs(spots, 0.011))


def _bomber(garment: Garment, m: measures.Measures, look: Look, rng: Rng) -> None:
    details.zipper(garment, [(0, m.depth), (0, m.length + 0.05)])
    fronts.rib_neck(garment, m)
    fronts.hem_rib(garment, m, m.hem * 0.98, rng)
    for sign in (1, -1):
        garment.pieces.append(
            details.binding([(sign * 0.33, 0.68 * m.length), (sign * 0.22, 0.82 * m.length)], 0.028, "rib")
        )


def _varsity(garment: Garment, m: measures.Measures, look: Look, rng: Rng) -> None:
    _bomber(garment, m, look, rng)
    for y in (m.length + 0.015, m.length + 0.05):
        garment.add(box(-m.hem * 0.95, y, m.hem * 0.95, y + 0.014), cloth="second", rounding=0, shadow=0)
    garment.pieces += details.buttons([(0.0, m.depth + 0.08), (0.0, m.length - 0.06)], 6, 0.017, "contrast")


def _trucker(garment: Garment, m: measures.Measures, look: Look, rng: Rng) -> None:
    fronts.placket(garment, m.depth, m.length, rng, n=6, width=0.04)
    for sign in (1, -1):
        yoke: Run = [(sign * 0.04, 0.36), (sign * m.bust * 0.93, 0.33)]
        panel: Run = [(sign * 0.15, 0.46), (sign * 0.10, m.length - 0.06)]
        outer: Run = [(sign * 0.30, 0.46), (sign * 0.27, m.length - 0.06)]
        garment.pieces += [
            piece
            for run in (yoke, panel, outer)
            for piece in (details.seam(run, 0.5), details.stitching(np.asarray(run) + by(0.012, 0.012)))
        ]
        flap = outline(
            [(0.12, 0.345), (0.33, 0.335)],
            [(0.33, 0.335), (0.33, 0.39), (0.225, 0.44)],
            [(0.225, 0.44), (0.12, 0.40), (0.12, 0.345)],
        )
        garment.add(flap if sign > 0 else mirrored(flap), rounding=0.013, shadow=0.4)
        garment.pieces += details.buttons([(sign * 0.225, 0.405), (sign * 0.225, 0.405)], 1, 0.014, "metal")
    garment.add(box(-m.hem, m.length - 0.05, m.hem, m.length + 0.015), rounding=0.016, shadow=0.35)
    fronts.shirt_collar(garment, m, rng, cloth="teddy" if look.has("teddy-collar") else "main")


def _padded(garment: Garment, m: measures.Measures, look: Look, rng: Rng) -> None:
    """Baffles: each one is a swollen band; the body beneath only lends its outline."""
    body = next(
        at
        for at, piece in enumerate(garment.pieces)
        if isinstance(piece, Piece) and piece.shapes[0][:, 1].max() >= m.length - 0.05
    )
    shape = garment.pieces[body].shapes[0]  # type: ignore[union-attr]
    edges = np.linspace(0.12, m.length, int(rng.integers(6, 10)))
    right = shape[: len(shape) // 2]
    for y0, y1 in pairwise(edges):
        x0, x1 = (
            float(
                np.interp(
                    y, [m.slope, m.armpit, m.waist_y, m.length], [m.shoulder * 0.96, m.bust, m.waist, m.hem]
                )
            )
            for y in (y0, y1)
        )
        swell = 0.016 if y0 > m.armpit else 0.0
        band = outline(
            [(-x0, y0), (0, y0 + 0.012), (x0, y0)],
            [(x0, y0), (max(x0, x1) + swell, (y0 + y1) / 2), (x1, y1)],
            [(x1, y1), (0, y1 + 0.012), (-x1, y1)],
            [(-x1, y1), (-max(x0, x1) - swell, (y0 + y1) / 2), (-x0, y0)],
        )
        start = m.depth + 0.02
        if y0 > start or len(right) == 0:
            folds = tuple(
                f
                for sign in (1, -1)
                for f in pulled((sign * 0.03, y1), (-np.pi / 2 + sign * 0.9, 1.2), 0.12, 3, rng, height=0.6)
            )
            garment.add(band, rounding=0.07, bulge=1.1, folds=folds, shadow=0.45)
    details.zipper(garment, [(0, m.depth), (0, m.length)])
    if not look.has("hood"):
        fronts.turtleneck(garment, m, rng)


def _coat(garment: Garment, m: measures.Measures, look: Look, rng: Rng) -> None:
    _blazer(garment, m, look, rng)
    if look.has("belt"):
        fronts.waist_tie(garment, 0.5 * m.length, m.waist + 0.025, rng)


def _cardigan(garment: Garment, m: measures.Measures, look: Look, rng: Rng) -> None:
    fronts.placket(garment, m.depth + 0.01, m.length, rng, n=5, width=0.032)
    garment.pieces.append(details.binding(m.neck_edge(), 0.05, "second" if look.has("ringer") else "rib"))
    fronts.hem_rib(garment, m, m.hem, rng, tall=0.06)
    for sign in (1, -1):
        details.pocket(garment, sign * 0.26, 0.66 * m.length, 0.2, 0.2)


def _windbreaker(garment: Garment, m: measures.Measures, look: Look, rng: Rng) -> None:
    block = outline(
        [(-m.shoulder * 0.93, m.slope + 0.05), (-m.neck, 0.02)],
        m.neck_edge(),
        [(m.neck, 0.02), (m.shoulder * 0.93, m.slope + 0.05)],
        [(m.bust * 0.93, m.armpit * 0.95), (0, 0.56), (-m.bust * 0.93, m.armpit * 0.95)],
    )
    garment.add(block, cloth="second", rounding=0.03, bulge=0.5, shadow=0.25)
    details.zipper(garment, [(0, m.depth), (0, m.length)])
    if not look.has("hood"):
        fronts.turtleneck(garment, m, rng)
    garment.pieces.append(details.stitching([(-m.hem, m.length - 0.05), (m.hem, m.length - 0.05)]))


FRONTS = {
    "blazer": _blazer,
    "biker": _biker,
    "bomber": _bomber,
    "varsity": _varsity,
    "trucker": _trucker,
    "padded": _padded,
    "coat": _coat,
    "cardigan": _cardigan,
    "windbreaker": _windbreaker,
}


def _extras(garment: Garment, m: measures.Measures, look: Look, rng: Rng) -> None:
    if look.has("hood"):
        fronts.hood_front(garment, m, rng)
    if look.has("fringe"):
        for sign in (1, -1):
            garment.pieces.append(
                details.fringe([(sign * 0.10, 0.46), (sign * m.bust * 0.92, 0.43)], 0.22, rng)
            )
    if look.has("studs") and look.cut != "biker":
        spots = [
            (sign * (m.neck + 0.06 + 0.055 * k), 0.075 + 0.012 * k) for sign in (1, -1) for k in range(5)
        ]
        garment.pieces.append(details.studs(spots))
    if look.has("bow"):
        garment.pieces += details.bow(0, m.depth + 0.02, 0.14, rng, tails=1.6)
    if look.has("patch"):
        for x, y in ((-0.24, 0.46), (0.26, 0.40)):
            garment.add(
                box(x - 0.05, y - 0.05, x + 0.05, y + 0.05), cloth="accent", rounding=0.01, shadow=0.25
            )
