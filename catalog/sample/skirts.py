"""Skirts, alone or as the lower half of a dress."""

import numpy as np

from catalog.sample import details
from catalog.sample.drape import hanging, pulled
from catalog.sample.geometry import Run, by, curve, outline, symmetric, tube
from catalog.sample.look import Look
from catalog.sample.pieces import Fold, Garment

Rng = np.random.Generator

FLARE = {
    "pencil": 0.04,
    "slip": 0.13,
    "a-line": 0.30,
    "wrap": 0.26,
    "gathered": 0.42,
    "pleated": 0.36,
    "tiered": 0.42,
    "tulle": 0.50,
    "denim": 0.20,
}


def skirt(
    garment: Garment, look: Look, rng: Rng, *, style: str, top: float, waist: float, length: float
) -> None:
    """From a waist of half width `waist` at height `top`, falling `length`."""
    hem = waist + FLARE[style] * (0.55 + 0.45 * min(length, 1.2)) * rng.uniform(0.85, 1.15)
    bottom = top + length
    if style == "tiered":
        _tiers(garment, look, rng, top=top, waist=waist, hem=hem, length=length)
    elif style == "tulle":
        _layers(garment, rng, top=top, waist=waist, hem=hem, bottom=bottom)
    elif style == "pleated":
        _pleats(garment, rng, top=top, waist=waist, hem=hem, bottom=bottom)
    else:
        _panel(garment, look, rng, style=style, top=top, waist=waist, hem=hem, bottom=bottom)
    if style != "tiered":
        _border(garment, look, rng, hem=hem, bottom=bottom)


def _panel(
    garment: Garment, look: Look, rng: Rng, *, style: str, top: float, waist: float, hem: float, bottom: float
) -> None:
    length = bottom - top
    hip = (
        waist + (hem - waist) * (0.62 if style in ("pencil", "slip", "denim") else 0.42) + 0.012,
        top + 0.42 * min(length, 0.8),
    )
    fullness = {"pencil": 0.35, "denim": 0.35, "slip": 0.8, "a-line": 0.9, "wrap": 0.9}.get(style, 1.25)
    n = int(rng.integers(4, 7) + 7 * (style == "gathered") + 3 * (style in ("a-line", "wrap")))
    waves = _hem(hem, bottom, n // 2, 0.012 * fullness + 0.004, rng)
    shape = np.vstack(
        [
            outline([(-waist, top), (waist, top)], [(waist, top), hip, (hem, bottom)]),
            waves,
            outline([(-hem, bottom), (-hip[0], hip[1]), (-waist, top)]),
        ]
    )
    folds = hanging(
        [(-waist, top), (waist, top)],
        [(-hem, bottom), (hem, bottom)],
        n,
        rng,
        height=1.05 * fullness,
        width=0.05,
    )
    if style == "gathered":
        folds += hanging(
            [(-waist, top), (waist, top)],
            [(-hip[0], top + 0.2), (hip[0], top + 0.2)],
            16,
            rng,
            height=1.0,
            width=0.014,
        )
    if style in ("pencil", "denim"):
        folds += pulled((0, top + 0.38), (0.0, 0.5), waist, 2, rng, height=0.6) + pulled(
            (0, top + 0.38), (np.pi, 0.5), waist, 2, rng, height=0.6
        )
    garment.add(shape, rounding=0.05, bulge=0.7, folds=folds, flares=fullness > 0.85, shadow=0.4)
    if style == "wrap":
        edge: Run = [(-0.35 * waist, top), (0.1 * hem, top + 0.55 * length), (0.55 * hem, bottom + 0.005)]
        over = outline(
            [(-waist, top), (-0.35 * waist, top)],
            edge,
            [(0.55 * hem, bottom), (-0.2 * hem, bottom + 0.02), (-hem, bottom)],
            [(-hem, bottom), (-hip[0], hip[1]), (-waist, top)],
        )
        left = hanging(
            [(-waist, top), (-0.3 * waist, top)],
            [(-hem, bottom), (0.5 * hem, bottom)],
            5,
            rng,
            height=1.0,
            width=0.05,
        )
        garment.add(over, rounding=0.05, bulge=0.7, folds=left, flares=True, shadow=0.45)
        if look.has("ruffle"):
            garment.pieces.append(details.ruffle(edge, 0.10, rng, side=-1))


def _hem(hem: float, bottom: float, n: int, depth: float, rng: Rng) -> np.ndarray:
    """The lower edge, right to left, rising and falling with the folds."""
    t = np.linspace(1, -1, 60)
    wave = depth * np.sin(np.pi * n * t + rng.uniform(0, 6)) + 0.5 * depth * np.sin(
        np.pi * n * 1.7 * t + rng.uniform(0, 6)
    )
    sag = 0.05 * hem * (1 - t**2)
    return np.stack([hem * t, bottom + sag + wave], axis=1)


def _pleats(garment: Garment, rng: Rng, *, top: float, waist: float, hem: float, bottom: float) -> None:
    n = int(rng.integers(9, 16))
    lower = np.stack([np.linspace(-hem, hem, n + 1), np.full(n + 1, bottom)], axis=1)
    lower[:, 1] += 0.05 * hem * (1 - (lower[:, 0] / hem) ** 2)
    upper = np.linspace(-waist, waist, n + 1)
    for k in range(n):
        x0, x1, (a, ya), (b, yb) = upper[k], upper[k + 1], lower[k], lower[k + 1]
        drop = 0.014 * (1 if k % 2 else 0.2)
        shape = outline(
            [(x0 - 0.004, top), (x1, top)],
            [(x1, top), (b + 0.003, yb - drop)],
            [(b, yb - drop), (a - 0.012, ya + 0.012)],
            [(a - 0.012, ya + 0.012), (x0 - 0.004, top)],
        )
        middle = np.array([(0.6 * x0 + 0.4 * x1, top), (0.65 * a + 0.35 * b, ya)])
        folds = (Fold(middle, 0.35 * (b - a), 0.9),)
        garment.add(shape, rounding=0.35 * float(b - a), bulge=0.55, folds=folds, shadow=0.45)


def _tiers(
    garment: Garment, look: Look, rng: Rng, *, top: float, waist: float, hem: float, length: float
) -> None:
    n = 2 if length < 0.6 else int(rng.integers(3, 5))
    edges = top + length * (np.linspace(0, 1, n + 1) ** 0.92)
    for k in range(n - 1, -1, -1):
        y0, y1 = edges[k], edges[k + 1] + 0.03
        w0, w1 = (waist + (hem - waist) * ((y - top) / length) for y in (y0, y1))
        w0 -= 0.02 if k else 0.0
        lower = _hem(w1, y1, 7 + 2 * k, 0.011, rng)
        shape = np.vstack([outline([(-w0, y0), (0, y0 + 0.02), (w0, y0)]), lower])
        folds = hanging(
            [(-w0, y0), (w0, y0)], [(-w1, y1), (w1, y1)], 13 + 4 * k, rng, height=1.1, width=0.024
        )
        garment.add(
            shape,
            cloth="second" if look.has("colour-block") and k % 2 else "main",
            rounding=0.05,
            bulge=0.9,
            folds=folds,
            flares=True,
            shadow=0.5,
        )
        if look.has("lace"):
            garment.pieces.append(details.lace_trim(lower[::-1], 0.045))


def _layers(garment: Garment, rng: Rng, *, top: float, waist: float, hem: float, bottom: float) -> None:
    """Tulle over a lining."""
    under = np.vstack(
        [outline([(-waist, top), (waist, top)]), _hem(0.82 * hem, top + 0.88 * (bottom - top), 5, 0.01, rng)]
    )
    garment.add(under, cloth="main", rounding=0.08, shadow=0.3)
    for k, reach in enumerate((1.0, 0.96, 0.91)):
        low = top + reach * (bottom - top)
        side: Run = [
            (waist, top),
            (waist + 0.62 * (hem - waist), top + 0.4 * (low - top)),
            (hem * reach, low),
        ]
        right = curve(side)
        shape = np.vstack(
            [[(-waist, top)], right, _hem(hem * reach, low, 9 + k, 0.02, rng), (right * (-1, 1))[::-1]]
        )
        folds = hanging(
            [(-waist, top), (waist, top)], [(-hem, low), (hem, low)], 17, rng, height=1.3, width=0.028
        )
        garment.add(shape, cloth="tulle", rounding=0.05, bulge=0.8, folds=folds, shadow=0.12)


def _border(garment: Garment, look: Look, rng: Rng, *, hem: float, bottom: float) -> None:
    t = np.linspace(-1, 1, 24)
    edge = np.stack([hem * t * 0.995, bottom + 0.05 * hem * (1 - t**2) - 0.008], axis=1)
    if look.has("ruffle"):
        garment.pieces.append(details.ruffle(edge, rng.uniform(0.09, 0.14), rng))
    elif look.has("lace"):
        garment.pieces.append(details.lace_trim(edge, 0.07))
    elif look.has("fringe"):
        garment.pieces.append(details.fringe(edge, 0.17, rng))


def waistband(
    garment: Garment,
    top: float,
    waist: float,
    tall: float = 0.07,
    *,
    cloth: str = "main",
    gathered: bool = False,
    rng: Rng,
) -> None:
    shape = symmetric(
        [(0, top - tall + 0.012), (waist * 0.985, top - tall)],
        [(waist * 0.985, top - tall), (waist * 1.005, top + 0.008)],
        [(waist, top + 0.008), (0, top + 0.02)],
    )
    inner = symmetric(
        [(0, top - tall - 0.012), (waist * 0.97, top - tall + 0.002)],
        [(waist * 0.97, top - tall), (0, top - tall + 0.03)],
    )
    garment.add(inner, cloth=cloth, tone=0.5, shadow=0)
    folds = (
        hanging(
            [(-waist, top - tall), (waist, top - tall)],
            [(-waist, top), (waist, top)],
            24,
            rng,
            height=1.0,
            width=0.0105,
        )
        if gathered
        else ()
    )
    garment.add(shape, cloth=cloth, rounding=0.022, bulge=0.8, folds=folds, shadow=0.4)


def build_skirt(garment: Garment, look: Look, rng: Rng) -> None:
    waist = rng.uniform(0.27, 0.31)
    length = {"mini": 0.62, "midi": 1.0, "maxi": 1.30}[look.length] * rng.uniform(0.93, 1.07)
    skirt(garment, look, rng, style=look.cut, top=0.0, waist=waist, length=length)
    waistband(
        garment,
        0.0,
        waist,
        gathered=look.cut in ("gathered", "tiered", "tulle") or look.has("elastic"),
        cloth="second" if look.cut == "tulle" and look.has("bow") else "main",
        rng=rng,
    )
    if look.cut == "denim" or look.has("pockets"):
        for sign in (1, -1):
            line: Run = [(sign * waist * 0.95, 0.12), (sign * waist * 0.62, 0.10), (sign * waist * 0.52, 0.0)]
            garment.pieces += [details.seam(line), details.stitching(curve(line) + by(0, 0.014))]
    if look.has("buttons"):
        garment.pieces += details.buttons([(0, 0.05), (0, length * 0.9)], 6, 0.02)
    if look.has("zip") or look.cut == "denim":
        garment.pieces += [
            details.seam([(0, 0.0), (0, 0.24)]),
            details.stitching([(0.03, 0.0), (0.03, 0.2), (0.0, 0.25)]),
        ]
        garment.pieces += details.buttons([(0, -0.035), (0, -0.035)], 1, 0.018, "metal")
    if look.has("bow"):
        garment.pieces += details.bow(rng.choice([0.0, 0.17, -0.17]), 0.0, 0.17, rng, "accent", tails=1.5)
    if look.has("studs"):
        garment.pieces.append(
            details.studs([(x, -0.035) for x in np.linspace(-0.92 * waist, 0.92 * waist, 13)], 0.012)
        )
    if look.has("chain"):
        garment.add(
            tube([(-waist * 0.9, 0.03), (-waist * 0.5, 0.30), (-0.03, 0.03)], [0.006, 0.006]),
            cloth="metal",
            rounding=0.006,
            shadow=0.5,
        )
    garment.focus = (0, length * 0.4)
