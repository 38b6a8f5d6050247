"""Trimmings that any garment may carry: ruffles, lace, bows, buttons, studs, fringe, pockets, zips."""

import numpy as np

from catalog.sample.geometry import (
    Points,
    Run,
    along,
    box,
    by,
    curve,
    dashes,
    ellipse,
    outline,
    symmetric,
    tube,
    turned,
)
from catalog.sample.pieces import Fold, Garment, Piece

Rng = np.random.Generator


def ruffle(
    run: Run, depth: float, rng: Rng, *, cloth: str = "main", side: float = 1.0, pitch: float = 0.075
) -> Piece:
    """A gathered band of `depth` along a curve; with `side` 1 it hangs down from a run to the right."""
    length = float(np.linalg.norm(np.diff(curve(run), axis=0), axis=1).sum())
    n = max(3, round(length / pitch))
    edge = _even(run, 14 * n)
    normal = _normals(edge) * side
    t = np.linspace(0, 1, len(edge))
    phase = 2 * np.pi * n * (t + 0.25 / n * np.sin(7 * t + rng.uniform(0, 6)))
    reach = depth * (1 + 0.10 * np.cos(phase) + 0.05 * np.cos(2.3 * phase))
    outer = edge + normal * reach[:, None] + np.gradient(edge, axis=0) * (2.2 * np.sin(phase))[:, None]
    folds = []
    for k in range(2 * n):
        at = min(len(edge) - 1, int((k + 0.5) / (2 * n) * len(edge)))
        line = np.array([edge[at] + normal[at] * 0.03 * depth, edge[at] + normal[at] * 0.95 * depth])
        folds.append(Fold(line, length / n * 0.17, 1.0 if k % 2 else -1.1))
    return Piece(
        (np.vstack([edge, outer[::-1]]),), cloth, rounding=0.02, bulge=0.7, folds=tuple(folds), shadow=0.42
    )


def lace_trim(run: Run, depth: float, *, side: float = 1.0, cloth: str = "lace") -> Piece:
    """A scalloped border of lace along a curve."""
    edge = _even(run, 160)
    normal = _normals(edge) * side
    length = float(np.linalg.norm(np.diff(edge, axis=0), axis=1).sum())
    n = max(2, round(length / 0.055))
    wave = np.abs(np.sin(np.pi * n * np.linspace(0, 1, len(edge))))
    outer = edge + normal * (depth * (0.72 + 0.28 * wave))[:, None]
    return Piece((np.vstack([edge, outer[::-1]]),), cloth, rounding=0.012, bulge=0.6, shadow=0.3)


def binding(run: Run, width: float, cloth: str = "main", *, tone: float = 0.97) -> Piece:
    """A narrow band sewn along an edge: neck ribs, cuffs, waistbands."""
    return Piece(
        (tube(run, [width / 2, width / 2]),), cloth, rounding=width * 0.45, bulge=0.8, shadow=0.3, tone=tone
    )


def stitching(run: Run, cloth: str = "thread") -> Piece:
    return Piece(dashes(run, 0.0024, 0.012, 0.007), cloth, rounding=0, shadow=0)


def seam(run: Run, depth: float = 0.62) -> Piece:
    """A thin dark line where two cuts of cloth meet."""
    return Piece((tube(run, [0.0022, 0.003, 0.0022]),), "shade", rounding=0, shadow=0, tone=depth)


def bow(
    x: float, y: float, size: float, rng: Rng, cloth: str = "accent", *, tails: float = 1.0
) -> list[Piece]:
    """Two loops, two hanging ends and a knot; `size` is the width of one loop."""
    loop = outline(
        [(0.02, -0.08), (0.45, -0.42), (0.98, -0.40)],
        [(0.98, -0.40), (1.05, 0.05), (0.92, 0.42)],
        [(0.92, 0.42), (0.45, 0.26), (0.02, 0.08)],
    )
    creases = tuple(
        Fold(np.array([(0.05, 0.0), (0.75, end)]) * size + (x, y), 0.05 * size, height)
        for end, height in ((-0.22, 1.0), (0.02, -1.2), (0.22, 1.0))
    )
    end = outline(
        [(-0.03, 0.0), (0.10, 0.5), (0.18, 1.1)],
        [(0.18, 1.1), (0.36, 1.16), (0.52, 1.02)],
        [(0.52, 1.02), (0.32, 0.45), (0.06, 0.0)],
    )
    tilt = rng.uniform(-0.1, 0.1)
    pieces = []
    for sign in (1.0, -1.0):
        tail = turned(end * (sign, tails) * size, tilt) + by(x, y)
        pieces.append(Piece((tail,), cloth, rounding=0.12 * size, bulge=0.8, shadow=0.35))
    for sign in (1.0, -1.0):
        folds = tuple(
            Fold((fold.line - (x, y)) * (sign, 1) + (x, y), fold.width, fold.height) for fold in creases
        )
        shape = turned(loop * (sign, 1) * size, tilt) + by(x, y)
        pieces.append(Piece((shape,), cloth, rounding=0.2 * size, bulge=1.1, folds=folds, shadow=0.45))
    pieces.append(
        Piece((ellipse(x, y, 0.14 * size, 0.16 * size),), cloth, rounding=0.1 * size, bulge=1.2, shadow=0.5)
    )
    return pieces


def buttons(run: Run, n: int, radius: float, cloth: str = "button") -> list[Piece]:
    spots = along(run, n)
    holes = tuple(ellipse(x + dx * radius, y, 0.14 * radius, n=8) for x, y in spots for dx in (-0.28, 0.28))
    return [
        Piece(
            tuple(ellipse(x, y, radius) for x, y in spots),
            cloth,
            rounding=radius * 0.5,
            bulge=0.9,
            shadow=0.55,
        ),
        Piece(holes, "dark", rounding=0, shadow=0),
    ]


def studs(spots: list[tuple[float, float]], radius: float = 0.013, cloth: str = "metal") -> Piece:
    return Piece(
        tuple(ellipse(x, y, radius, n=14) for x, y in spots), cloth, rounding=radius, bulge=1.3, shadow=0.5
    )


def fringe(run: Run, length: float, rng: Rng, cloth: str = "main", pitch: float = 0.017) -> Piece:
    """Strings that hang from a curve."""
    edge = curve(run)
    n = int(np.linalg.norm(np.diff(edge, axis=0), axis=1).sum() / pitch)
    strings = []
    for x, y in along(run, max(n, 4)):
        sway, reach = rng.normal(0, 0.012), length * rng.uniform(0.86, 1.06)
        line = [(x, y - 0.01), (x + 0.3 * sway, y + 0.5 * reach), (x + sway, y + reach)]
        strings.append(tube(line, [0.0058, 0.0055, 0.004], steps=4))
    return Piece(tuple(strings), cloth, rounding=0.008, bulge=0.9, shadow=0.4, tone=0.95)


def pocket(
    garment: Garment,
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    flap: bool = False,
    cloth: str = "main",
) -> None:
    """A patch pocket with its stitching, top centre at x, y."""
    patch = symmetric(
        [(0, 0), (width / 2, 0)],
        [(width / 2, 0), (width / 2, 0.82 * height)],
        [(width / 2, 0.82 * height), (0, height)],
    )
    garment.add(patch + by(x, y), cloth=cloth, rounding=0.014, bulge=0.7, shadow=0.32)
    inner = symmetric(
        [(0, 0.1 * height), (0.43 * width, 0.1 * height)],
        [(0.43 * width, 0.1 * height), (0.43 * width, 0.78 * height)],
        [(0.43 * width, 0.78 * height), (0, 0.92 * height)],
    )
    garment.pieces.append(stitching(np.vstack([inner, inner[:1]]) + by(x, y)))
    if flap:
        cover = symmetric(
            [(0, 0), (0.54 * width, 0)],
            [(0.54 * width, 0), (0.54 * width, 0.24 * height)],
            [(0.54 * width, 0.24 * height), (0, 0.36 * height)],
        )
        garment.add(cover + by(x, y - 0.02), cloth=cloth, rounding=0.014, shadow=0.45)
        garment.pieces += buttons([(x, y + 0.24 * height), (x, y + 0.24 * height)], 1, 0.016)


def zipper(garment: Garment, run: Run) -> None:
    garment.add(tube(run, [0.014, 0.014]), cloth="dark", rounding=0.006, shadow=0.3)
    line = curve(run)
    garment.add(*dashes(line, 0.0065, 0.006, 0.005), cloth="metal", rounding=0, shadow=0)
    x, y = float(line[0, 0]), float(line[0, 1])
    garment.add(ellipse(x, y + 0.035, 0.009, 0.03), cloth="metal", rounding=0.008, shadow=0.5)


def label(garment: Garment, x: float, y: float, width: float = 0.1) -> None:
    """The maker's label inside the neck."""
    garment.add(
        box(x - width / 2, y, x + width / 2, y + 0.42 * width),
        cloth="label",
        rounding=0.006,
        bulge=0.5,
        shadow=0.25,
    )
    garment.add(
        box(x - width * 0.3, y + 0.17 * width, x + width * 0.3, y + 0.24 * width),
        cloth="dark",
        rounding=0,
        shadow=0,
    )


def rows(left: Run, right: Run, n: int, across: int) -> list[tuple[float, float]]:
    """Spots between two curves, for studs and sequins."""
    return [
        (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t)
        for a, b in zip(along(left, n), along(right, n), strict=True)
        for t in np.linspace(0, 1, across)
    ]


def _even(run: Run, n: int) -> Points:
    return np.array(along(run, n))


def _normals(edge: Points) -> Points:
    """Unit normals that point down for a curve running to the right."""
    direction = np.gradient(edge, axis=0)
    direction /= np.linalg.norm(direction, axis=1, keepdims=True) + 1e-9
    return np.asarray(direction[:, ::-1] * (-1.0, 1.0))
