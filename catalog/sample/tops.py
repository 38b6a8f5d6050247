"""T-shirts, long sleeves, knits, shirts and blouses, and dresses."""

from dataclasses import replace

import numpy as np

from catalog.sample import details, fronts, measures, torso
from catalog.sample.geometry import Run, by
from catalog.sample.look import Look
from catalog.sample.pieces import Garment, Piece
from catalog.sample.skirts import skirt

Rng = np.random.Generator


def build_top(garment: Garment, look: Look, rng: Rng) -> None:
    m = measures.measure(look, rng)
    if look.neckline == "straps":
        torso.straps(garment, m, rng, bottom=m.length, half=m.hem)
        _hem_trim(garment, look, m, rng)
        _chest(garment, look, m, rng)
        return
    if look.neckline == "off-shoulder":
        _off_shoulder(garment, look, m, rng, bottom=m.length, half=m.hem)
        _hem_trim(garment, look, m, rng)
        return
    if look.has("hood"):
        fronts.hood(garment, m, rng)
    torso.inside(garment, m)
    if look.has("hanger"):
        fronts.hanger(garment, m, "wood")
    torso.sleeves(garment, m, look, rng)
    torso.body(garment, m, rng, bottom=m.length, half=m.hem)
    _collars(garment, look, m, rng)
    _chest(garment, look, m, rng)
    _hem_trim(garment, look, m, rng)
    if look.has("hood"):
        fronts.hood_front(garment, m, rng)
        fronts.kangaroo_pocket(garment, m)


def _collars(garment: Garment, look: Look, m: measures.Measures, rng: Rng) -> None:
    bottom = m.length
    if look.has("buttons") and look.neckline != "collar":
        fronts.placket(garment, m.depth + 0.01, bottom, rng, n=int(rng.integers(5, 8)))
    if look.neckline == "collar":
        polo = look.has("polo")
        fronts.placket(
            garment, m.depth, 0.38 if polo else bottom, rng, n=3 if polo else int(rng.integers(5, 8))
        )
        fronts.shirt_collar(garment, m, rng, cloth="second" if look.has("contrast-collar") else "main")
    elif look.has("peter-pan"):
        fronts.shirt_collar(garment, m, rng, cloth="contrast", round_tips=True)
        if look.has("lace"):
            garment.pieces.append(
                details.lace_trim([(-0.2, m.depth + 0.14), (0, m.depth + 0.13), (0.2, m.depth + 0.14)], 0.05)
            )
    elif look.neckline == "high":
        fronts.turtleneck(garment, m, rng)
    elif look.has("ruffle") and look.category in ("shirt", "dress"):
        garment.pieces.append(details.ruffle(m.neck_edge(), rng.uniform(0.07, 0.12), rng))
    elif look.has("lace") and look.category in ("shirt", "dress"):
        garment.pieces.append(details.lace_trim(m.neck_edge(), 0.075))
    elif look.fabric in ("satin", "chiffon", "linen", "lace", "velvet"):
        garment.pieces.append(details.binding(m.neck_edge(), 0.018))
    elif not look.has("hood"):
        fronts.rib_neck(garment, m, "second" if look.has("ringer") else "rib")


def _chest(garment: Garment, look: Look, m: measures.Measures, rng: Rng) -> None:
    if look.has("jabot"):
        for x in (-0.085, 0.085):
            edge: Run = [(x, m.depth + 0.03), (x * 1.1, 0.42), (x * 0.9, 0.62)]
            garment.pieces.append(details.ruffle(edge, 0.075, rng, side=1.0 if x < 0 else -1.0, pitch=0.06))
    if look.has("lace") and look.category == "shirt":
        for y in (0.42, 0.50):
            garment.pieces.append(
                details.lace_trim([(-0.9 * m.waist, y), (0, y + 0.015), (0.9 * m.waist, y)], 0.055)
            )
    if look.has("pockets") and look.category in ("shirt", "t-shirt", "longsleeve"):
        details.pocket(garment, 0.22, 0.34, 0.17, 0.20, flap=look.has("cargo"))
    if look.has("bow"):
        garment.pieces += details.bow(
            0, m.depth + 0.05, rng.uniform(0.11, 0.17), rng, tails=rng.uniform(0.9, 2.2)
        )
    if look.has("studs"):
        spots = details.rows(
            [(-m.shoulder * 0.9, m.slope + 0.02), (-m.neck * 1.2, 0.05)],
            [(-m.shoulder * 0.85, m.slope + 0.10), (-m.neck * 1.3, 0.14)],
            7,
            3,
        )
        garment.pieces += [details.studs(spots), details.studs([(-x, y) for x, y in spots])]
    if look.has("fringe"):
        garment.pieces.append(
            details.fringe([(-0.86 * m.bust, 0.42), (0, 0.58), (0.86 * m.bust, 0.42)], 0.2, rng)
        )
    if look.has("zip"):
        details.zipper(garment, [(0, m.depth), (0, 0.36)])


def _hem_trim(garment: Garment, look: Look, m: measures.Measures, rng: Rng) -> None:
    y, half = m.length, m.hem
    edge: Run = [(-half, y), (0, y + 0.018), (half, y)]
    if look.category == "knit" or look.fabric == "sweat":
        fronts.hem_rib(garment, m, half, rng)
    elif look.has("peplum", "ruffle-hem"):
        garment.pieces.append(details.ruffle(edge, rng.uniform(0.1, 0.17), rng))
    elif look.has("lace") and look.neckline == "straps":
        garment.pieces.append(details.lace_trim(edge, 0.07))
    else:
        garment.pieces.append(
            details.stitching([(-half * 0.99, y - 0.025), (0, y - 0.008), (half * 0.99, y - 0.025)])
        )


def build_dress(garment: Garment, look: Look, rng: Rng) -> None:
    m = measures.measure(
        replace(look, fit="regular" if look.fit == "oversized" else "slim", length="regular"), rng
    )
    waist_y = {"empire": 0.60, "waist": rng.uniform(0.72, 0.78), "drop": 1.05, "shift": 0.8}[
        look.cut.split()[-1]
    ]
    loose = look.cut.endswith(("drop", "shift"))
    waist = m.bust * 0.98 if loose else rng.uniform(0.33, 0.36) + (0.04 if "empire" in look.cut else 0)
    m = replace(m, waist=waist, waist_y=waist_y, bust=min(m.bust, 0.43), shoulder=min(m.shoulder, 0.42))
    style = look.cut.split()[0]
    length = {"mini": 1.45, "midi": 1.9, "maxi": 2.25}[look.length] * rng.uniform(0.96, 1.04) - waist_y
    if look.neckline not in ("straps", "off-shoulder"):
        if look.has("hood"):
            fronts.hood(garment, m, rng)
        torso.inside(garment, m)
        if look.has("hanger"):
            fronts.hanger(garment, m, "wood")
        torso.sleeves(garment, m, look, rng)
    skirt(garment, look, rng, style=style, top=waist_y - 0.01, waist=waist, length=length)
    _bodice(garment, look, m, rng, waist_y=waist_y, waist=waist)
    _waist(garment, look, rng, waist_y, waist)
    garment.focus = (0, waist_y * 0.75)


def _bodice(
    garment: Garment, look: Look, m: measures.Measures, rng: Rng, *, waist_y: float, waist: float
) -> None:
    if look.neckline == "straps":
        torso.straps(garment, m, rng, bottom=waist_y, half=waist)
        if look.has("ruffle", "lace"):
            edge: Run = [(-m.neck * 1.1, 0.21), (0, 0.25), (m.neck * 1.1, 0.21)]
            garment.pieces.append(
                details.ruffle(edge, 0.09, rng) if look.has("ruffle") else details.lace_trim(edge, 0.07)
            )
        if look.has("bow"):
            garment.pieces += details.bow(0, 0.27, 0.13, rng, tails=1.3)
    elif look.neckline == "off-shoulder":
        _off_shoulder(garment, look, m, rng, bottom=waist_y, half=waist)
    else:
        torso.body(garment, m, rng, bottom=waist_y, half=waist)
        _collars(
            garment,
            replace(look, extras=look.extras - {"buttons"}) if look.neckline != "collar" else look,
            replace(m, length=waist_y),
            rng,
        )
        _chest(garment, replace(look, extras=look.extras - {"fringe"}), m, rng)
    if look.has("buttons") and look.neckline != "collar":
        garment.pieces += details.buttons([(0, max(m.depth, 0.2) + 0.07), (0, waist_y - 0.05)], 4, 0.015)


def _waist(garment: Garment, look: Look, rng: Rng, y: float, half: float) -> None:
    if look.has("belt"):
        fronts.belt(garment, y, half + 0.004)
    elif look.has("ribbon"):
        fronts.waist_tie(garment, y - 0.02, half + 0.004, rng, "accent")
    elif look.cut.startswith("wrap"):
        garment.pieces += details.bow(-0.7 * half, y + 0.01, 0.11, rng, "main", tails=2.4)
    elif not look.cut.endswith("shift"):
        garment.pieces.append(details.binding([(-half, y - 0.012), (0, y + 0.008), (half, y - 0.012)], 0.022))


def _off_shoulder(
    garment: Garment, look: Look, m: measures.Measures, rng: Rng, *, bottom: float, half: float
) -> None:
    """A neckline below the shoulders with short sleeves and usually a deep frill."""
    wide = m.bust * 1.06
    lower = replace(
        m,
        neck=wide * 0.94,
        depth=0.05,
        shoulder=wide,
        slope=0.012,
        armpit=0.24,
        waist_y=max(0.4, m.waist_y - 0.12),
        neckline="round",
    )
    sub = replace(look, sleeve="puff-sleeve" if look.sleeve == "puff-sleeve" else "short-sleeve")
    start = len(garment.pieces)
    torso.inside(garment, replace(lower, depth=0.06))
    del garment.pieces[start + 1 :]
    torso.sleeves(garment, lower, sub, rng)
    torso.body(garment, lower, rng, bottom=bottom - 0.10, half=half)
    _moved_down(garment, start, 0.10)
    edge: Run = [
        (-wide * 0.98, 0.115),
        (-0.5 * wide, 0.15),
        (0, 0.16),
        (0.5 * wide, 0.15),
        (wide * 0.98, 0.115),
    ]
    garment.pieces.append(details.ruffle(edge, rng.uniform(0.12, 0.18), rng))
    if look.has("lace"):
        garment.pieces.append(details.lace_trim(edge, 0.06))


def _moved_down(garment: Garment, start: int, shift: float) -> None:
    for at in range(start, len(garment.pieces)):
        piece = garment.pieces[at]
        if not isinstance(piece, Piece):
            continue
        folds = tuple(replace(fold, line=fold.line + by(0, shift)) for fold in piece.folds)
        garment.pieces[at] = replace(
            piece, shapes=tuple(shape + by(0, shift) for shape in piece.shapes), folds=folds
        )
