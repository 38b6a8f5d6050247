"""Pairs of shoes from the side, toe to the right, the ground at y = 0."""

from dataclasses import replace

import numpy as np

from catalog.sample import details
from catalog.sample.drape import pulled
from catalog.sample.geometry import Points, Run, along, curve, ellipse, outline, tube
from catalog.sample.look import Look
from catalog.sample.pieces import Garment, Piece

Rng = np.random.Generator


def build_shoes(garment: Garment, look: Look, rng: Rng) -> None:
    """One shoe, and behind it the other, further away and darker."""
    one = Garment(garment.cloths)
    SHAPES[look.cut](one, look, rng)
    stretch = STRETCH.get(look.cut.split()[-1], 1.0)
    one.pieces = [_taller(piece, stretch) for piece in one.pieces if isinstance(piece, Piece)]
    dx, dy, turn = rng.uniform(0.10, 0.30), -rng.uniform(0.20, 0.34), rng.uniform(-0.02, 0.06)
    for piece in one.pieces:
        far = tuple(shape * 0.95 @ np.array([(1, turn), (-turn, 1)]) + (dx, dy) for shape in piece.shapes)
        folds = tuple(replace(fold, line=fold.line * 0.95 + (dx, dy)) for fold in piece.folds)
        garment.pieces.append(replace(piece, shapes=far, folds=folds, tone=piece.tone * 0.86))
    garment.pieces += one.pieces
    garment.focus = (0.15, -0.25)


STRETCH = {"sneaker": 1.28, "loafer": 1.25, "flat": 1.2, "jane": 1.25, "boot": 1.12, "sandal": 1.1, "pump": 1.06}


def _taller(piece: Piece, stretch: float) -> Piece:
    """The lasts were drawn long and low; feet are not."""
    folds = tuple(replace(fold, line=fold.line * (1, stretch)) for fold in piece.folds)
    return replace(piece, shapes=tuple(shape * (1, stretch) for shape in piece.shapes), folds=folds)


def _sneaker(shoe: Garment, look: Look, rng: Rng) -> None:
    chunky = look.cut == "chunky sneaker"
    high = 0.30 if look.cut == "high sneaker" else 0.0
    thick = rng.uniform(0.20, 0.25) if chunky else rng.uniform(0.12, 0.15)
    low = -thick + 0.03
    upper = outline([(-0.70, low), (-0.745, -0.32), (-0.69, -0.50 - high)], [(-0.69, -0.50 - high), (-0.52, -0.45 - high), (-0.34, -0.46 - high), (-0.24, -0.56 - high)], [(-0.24, -0.56 - high), (0.02, -0.46), (0.32, -0.31), (0.58, -0.26), (0.73, -0.15), (0.74, low)], [(0.74, low), (-0.70, low)])
    tongue = outline([(-0.40, -0.46 - high), (-0.33, -0.66 - high), (-0.20, -0.66 - high), (0.0, -0.46), (-0.2, -0.4)])
    shoe.add(tongue, cloth="lining", rounding=0.05, shadow=0)
    shoe.add(upper, rounding=0.10, bulge=1.0, folds=pulled((0.28, -0.22), -1.9, 0.9, 0.2, 3, rng, 0.5), shadow=0.3)
    toe = outline([(0.44, low), (0.40, -0.16), (0.46, -0.265)], [(0.46, -0.265), (0.60, -0.25), (0.735, -0.15), (0.745, low)])
    heel = outline([(-0.71, low), (-0.75, -0.30), (-0.70, -0.50 - high)], [(-0.70, -0.50 - high), (-0.58, -0.44 - high), (-0.52, -0.26), (-0.45, low)])
    second = "contrast" if look.cut == "canvas sneaker" else "second"
    for part in (toe, heel):
        shoe.add(part, cloth=second, rounding=0.04, bulge=0.8, shadow=0.35)
    _side_mark(shoe, look, rng)
    eyestay = outline([(-0.26, -0.55 - high), (-0.28, -0.34), (0.18, -0.17), (0.40, -0.22)], [(0.40, -0.22), (0.30, -0.31), (0.0, -0.455), (-0.22, -0.57 - high)])
    shoe.add(eyestay, cloth="accent" if look.has("colour-block") else second, rounding=0.03, bulge=0.8, shadow=0.4)
    _laces(shoe, [(-0.24, -0.545 - high), (0.02, -0.43), (0.30, -0.285)], 5 + int(3 * high / 0.3), rng)
    _sole(shoe, thick, chunky, rng)
    if look.has("studs"):
        shoe.pieces.append(details.studs(along([(-0.5, -0.2), (0.0, -0.15), (0.42, -0.13)], 12), 0.016))


def _side_mark(shoe: Garment, look: Look, rng: Rng) -> None:
    if look.has("side-stripe", "logo"):
        kind = int(rng.integers(3))
        if kind == 0:
            for x in (-0.22, -0.10, 0.02):
                shoe.add(tube([(x, -0.13), (x + 0.06, -0.38)], [0.024, 0.02]), cloth="accent", rounding=0.012, bulge=0.6, shadow=0.3)
        elif kind == 1:
            shoe.add(outline([(-0.48, -0.36), (-0.30, -0.16), (0.32, -0.25)], [(0.32, -0.25), (-0.20, -0.10), (-0.44, -0.18), (-0.48, -0.36)]), cloth="accent", rounding=0.014, bulge=0.6, shadow=0.3)
        else:
            shoe.add(ellipse(-0.12, -0.26, 0.10), cloth="accent", rounding=0.014, bulge=0.6, shadow=0.3)
            shoe.add(ellipse(-0.12, -0.26, 0.06), cloth="second", rounding=0, shadow=0)


def _laces(shoe: Garment, run: Run, n: int, rng: Rng, cloth: str = "contrast") -> None:
    line = np.array(along(run, n))
    for x, y in line:
        shoe.add(tube([(x - 0.085, y + 0.035), (x - 0.01, y + 0.02), (x + 0.05, y - 0.055)], [0.017, 0.017]), cloth=cloth, rounding=0.013, shadow=0.5)
    x, y = line[0]
    for sign in (1, -1):
        loop: Run = [(x, y - 0.01), (x + 0.12 * sign, y - 0.09), (x + 0.17 * sign, y + 0.02), (x + 0.02, y)]
        shoe.add(tube(loop, [0.011, 0.011]), cloth=cloth, rounding=0.010, shadow=0.5)


def _sole(shoe: Garment, thick: float, chunky: bool, rng: Rng) -> None:
    flare = 0.05 if chunky else 0.015
    top: Run = [(-0.75 - flare, -thick), (-0.3, -thick * 0.95), (0.1, -thick * 0.82), (0.76 + flare, -thick * 1.05)]
    sole = outline(top, [(0.76 + flare, -thick * 1.05), (0.81 + flare, -0.7 * thick), (0.80 + flare, -0.25 * thick), (0.72, -0.01)], [(0.72, -0.01), (0.0, 0.0), (-0.72, 0.0)], [(-0.72, 0.0), (-0.79 - flare, -0.25 * thick), (-0.79 - flare, -0.7 * thick), (-0.75 - flare, -thick)])
    shoe.add(sole, cloth="sole", rounding=0.05, bulge=0.9, shadow=0.4)
    middle = curve([(-0.79, -0.42 * thick), (0.0, -0.36 * thick), (0.80, -0.5 * thick)])
    if chunky:
        for k in range(6):
            x = -0.62 + 0.25 * k
            shoe.add(tube([(x, -0.12 * thick), (x + 0.07, -0.62 * thick), (x + 0.2, -0.78 * thick)], [0.014, 0.010]), cloth="accent" if k % 2 else "shade", rounding=0.008, shadow=0)
    shoe.pieces.append(details.seam(middle, 0.9))


def _pump(shoe: Garment, look: Look, rng: Rng) -> None:
    """High or kitten heel; with `strap` an ankle strap."""
    rise = 0.52 if look.cut == "pump" else 0.28
    stiletto = rng.random() < 0.6
    heel_w = 0.035 if stiletto else 0.09
    heel = outline([(-0.74, -rise - 0.06), (-0.70, -0.5 * rise), (-0.68, 0)], [(-0.68, 0), (-0.68 + 2 * heel_w, 0)], [(-0.68 + 2 * heel_w, 0), (-0.62 + 1.6 * heel_w, -0.6 * rise), (-0.42, -rise + 0.03)], [(-0.42, -rise + 0.03), (-0.74, -rise - 0.06)])
    shoe.add(heel, rounding=0.04, bulge=1.0, shadow=0.2)
    inside = outline([(-0.66, -rise - 0.28), (-0.25, -0.72 * rise - 0.11), (0.20, -0.2)], [(0.20, -0.2), (-0.1, -0.3 * rise - 0.12), (-0.66, -rise - 0.18)])
    shoe.add(inside, cloth="lining", tone=0.7, rounding=0.03, shadow=0)
    upper = outline([(-0.70, -rise - 0.29), (-0.55, -rise - 0.19), (-0.25, -0.55 * rise - 0.12), (0.12, -0.17), (0.30, -0.25)], [(0.30, -0.25), (0.58, -0.18), (0.86, -0.035)], [(0.86, -0.035), (0.55, -0.005), (0.22, -0.012)], [(0.22, -0.012), (-0.10, -0.42 * rise), (-0.45, -rise + 0.02), (-0.74, -rise - 0.03)], [(-0.74, -rise - 0.03), (-0.745, -rise - 0.16), (-0.70, -rise - 0.29)])
    shoe.add(upper, rounding=0.08, bulge=1.2, shadow=0.35)
    shoe.add(tube([(0.86, -0.02), (0.50, 0.004), (0.2, 0.0), (-0.1, -0.38 * rise), (-0.42, -0.95 * rise)], [0.012, 0.014, 0.010]), cloth="dark", rounding=0.01, shadow=0.2)
    if look.has("strap"):
        strap: Run = [(-0.70, -rise - 0.27), (-0.50, -rise - 0.36), (-0.22, -rise - 0.30), (-0.10, -rise - 0.22)]
        shoe.add(tube(strap, [0.02, 0.02]), rounding=0.015, shadow=0.35)
        shoe.pieces.append(details.studs([(-0.3, -rise - 0.325)], 0.026))
    _toe_ornament(shoe, look, 0.36, -0.21, rng)


def _toe_ornament(shoe: Garment, look: Look, x: float, y: float, rng: Rng) -> None:
    if look.has("bow"):
        shoe.pieces += details.bow(x, y, 0.13, rng, tails=0.8)
    if look.has("studs"):
        shoe.pieces.append(details.studs(along([(x - 0.1, y + 0.02), (x + 0.16, y + 0.05), (x + 0.4, y + 0.14)], 9), 0.017))


def _flat(shoe: Garment, look: Look, rng: Rng) -> None:
    """Loafers, ballet flats and mary janes share one last."""
    loafer = look.cut == "loafer"
    top = -0.40 if loafer else -0.33
    heel = 0.09 if loafer else 0.055
    inner = outline([(-0.68, top), (-0.3, top - 0.04), (0.15, top + 0.08), (0.2, top + 0.16)], [(0.2, top + 0.16), (-0.3, top + 0.14), (-0.68, top + 0.08)])
    shoe.add(inner, cloth="lining", tone=0.65, rounding=0.03, shadow=0)
    front: Run = [(-0.72, top - 0.02), (-0.50, top + 0.08), (-0.15, top + 0.14), (0.05, top + 0.10)] if loafer else [(-0.72, top - 0.02), (-0.50, top + 0.12), (-0.05, top + 0.20), (0.30, top + 0.12)]
    end = front[-1]
    upper = outline(front, [(float(end[0]), float(end[1])), (0.45, -0.27), (0.70, -0.18), (0.79, -0.06)], [(0.79, -0.06), (0.3, -0.03), (-0.72, -heel + 0.02)], [(-0.72, -heel + 0.02), (-0.77, -0.2), (-0.72, top - 0.02)])
    shoe.add(upper, rounding=0.09, bulge=1.1, folds=pulled((0.3, -0.12), -1.7, 0.8, 0.16, 2, rng, 0.5), shadow=0.35)
    sole = outline([(-0.76, -heel), (-0.35, -heel * 0.9), (-0.25, -0.04), (0.8, -0.055)], [(0.8, -0.055), (0.82, -0.02), (0.74, 0.0)], [(0.74, 0.0), (-0.28, 0.0), (-0.75, 0.0)], [(-0.75, 0.0), (-0.78, -0.5 * heel), (-0.76, -heel)])
    shoe.add(sole, cloth="sole" if look.has("platform") else "dark", rounding=0.02, shadow=0.4)
    if loafer:
        strap = outline([(-0.02, top + 0.09), (0.16, top + 0.07), (0.30, -0.12)], [(0.30, -0.12), (0.20, -0.09), (0.06, top + 0.2), (-0.02, top + 0.09)])
        shoe.add(strap, rounding=0.03, shadow=0.45)
        shoe.pieces += [details.stitching([(0.08, top + 0.11), (0.40, top + 0.14), (0.66, -0.16)]), details.seam([(0.10, top + 0.12), (0.42, top + 0.16), (0.68, -0.14)], 0.6)]
        if look.has("fringe"):
            shoe.pieces.append(details.fringe([(0.02, top + 0.1), (0.3, top + 0.13)], 0.14, rng, pitch=0.028))
        elif look.has("metal"):
            shoe.add(tube([(0.04, top + 0.13), (0.14, top + 0.09), (0.24, top + 0.17)], [0.02, 0.02]), cloth="metal", rounding=0.015, shadow=0.5)
    elif look.cut == "mary jane":
        shoe.add(tube([(-0.38, top + 0.16), (-0.30, top - 0.03), (-0.15, top - 0.06), (-0.05, top + 0.02)], [0.026, 0.026]), rounding=0.02, shadow=0.4)
        shoe.pieces += details.buttons([(-0.34, top + 0.07)] * 2, 1, 0.028, "metal")
    if not loafer:
        _toe_ornament(shoe, look, 0.36, top + 0.13, rng)


def _boot(shoe: Garment, look: Look, rng: Rng) -> None:
    tall = {"ankle boot": 0.78, "combat boot": 0.95, "long boot": 1.5, "western boot": 1.25}[look.cut]
    heel = 0.20 if look.cut in ("western boot", "long boot") else 0.13
    flare = 0.05 if look.cut == "western boot" else 0.0
    shaft: Run = [(-0.24 + flare, -tall), (-0.22, -0.65 * tall - 0.1), (-0.18, -0.48), (0.05, -0.38), (0.36, -0.33), (0.62, -0.26), (0.74, -0.13), (0.75, -heel * 0.5)]
    back: Run = [(-0.70, -heel + 0.02), (-0.73, -0.3), (-0.69, -0.6 * tall), (-0.70 - flare, -tall)]
    mouth: Run = [(-0.70 - flare, -tall), (-0.47, -tall + 0.05 + flare), (-0.24 + flare, -tall)]
    shoe.add(outline([(-0.69 - flare, -tall), (-0.47, -tall - 0.05), (-0.25 + flare, -tall)], mouth[::-1]), cloth="lining", tone=0.45, shadow=0)
    folds = pulled((-0.2, -0.42), np.pi - 0.2, 1.2, 0.4, 6, rng, 0.9) + pulled((0.3, -0.2), -1.8, 0.7, 0.16, 3, rng, 0.5)
    upper = outline(mouth, shaft, [(0.75, -heel * 0.5), (0.2, -0.05), (-0.70, -heel + 0.02)], back)
    shoe.add(upper, rounding=0.10, bulge=1.0, folds=folds, shadow=0.3)
    _boot_parts(shoe, look, tall, rng)
    thick = 0.12 if look.cut == "combat boot" else 0.05
    sole = outline([(-0.74, -heel), (-0.38, -heel), (-0.28, -thick), (0.75, -thick - 0.01)], [(0.75, -thick - 0.01), (0.79, -0.5 * thick), (0.73, 0)], [(0.73, 0), (-0.20, 0.0)], [(-0.2, 0.0), (-0.3, -0.03 if heel < 0.16 else -0.05), (-0.36, 0.0)], [(-0.36, 0), (-0.72, 0)], [(-0.72, 0), (-0.77, -0.5 * heel), (-0.74, -heel)])
    shoe.add(sole, cloth="dark", rounding=0.03, bulge=0.9, shadow=0.4)
    if thick > 0.1:
        shoe.pieces.append(details.stitching([(-0.72, -0.8 * thick), (0.74, -0.8 * thick)]))


def _boot_parts(shoe: Garment, look: Look, tall: float, rng: Rng) -> None:
    if look.cut == "combat boot":
        _laces(shoe, [(-0.27, -tall + 0.08), (-0.2, -0.5), (0.12, -0.35)], 8, rng, "dark" if rng.random() < 0.6 else "contrast")
    elif look.cut == "ankle boot":
        gore = outline([(-0.56, -tall + 0.04), (-0.36, -tall + 0.04)], [(-0.36, -tall + 0.04), (-0.42, -0.34), (-0.52, -0.34)], [(-0.52, -0.34), (-0.56, -tall + 0.04)])
        shoe.add(gore, cloth="rib", tone=0.7, rounding=0.02, shadow=0.25)
    elif look.cut == "western boot":
        for k in range(3):
            star: Points = np.array([(-0.47, -tall + 0.22 + 0.10 * k), (-0.34, -tall + 0.45), (-0.47, -tall + 0.75 - 0.10 * k), (-0.60, -tall + 0.45), (-0.47, -tall + 0.22 + 0.10 * k)])
            shoe.add(tube(curve(star), [0.009, 0.009]), cloth="second", rounding=0, shadow=0)
        shoe.add(tube([(0.2, -0.3), (0.45, -0.17), (0.7, -0.19)], [0.008, 0.008]), cloth="second", rounding=0, shadow=0)
    if look.has("fringe"):
        shoe.pieces.append(details.fringe([(-0.68, -tall + 0.12), (-0.25, -tall + 0.12)], 0.26, rng, pitch=0.02))
    if look.has("studs", "buckle"):
        shoe.add(tube([(-0.72, -0.40), (-0.4, -0.36), (-0.12, -0.42)], [0.034, 0.034]), cloth="dark", rounding=0.02, shadow=0.4)
        shoe.pieces.append(details.studs(along([(-0.66, -0.39), (-0.4, -0.36), (-0.2, -0.40)], 7), 0.017))


def _sandal(shoe: Garment, look: Look, rng: Rng) -> None:
    """Two broad bands over the foot and, on some, a strap around the heel."""
    thick = 0.24 if look.has("platform") else 0.10
    if look.has("strap"):
        back: Run = [(-0.30, -thick), (-0.60, -0.20 - thick), (-0.70, -0.34 - thick), (-0.52, -0.40 - thick), (-0.22, -0.33 - thick), (0.0, -thick)]
        shoe.add(tube(back, [0.03, 0.03]), rounding=0.022, shadow=0.3)
    bed = outline([(-0.76, -thick - 0.02), (-0.2, -thick + 0.015), (0.4, -thick), (0.76, -thick - 0.03)], [(0.76, -thick - 0.03), (0.82, -0.6 * thick), (0.80, -0.2 * thick), (0.72, 0)], [(0.72, 0), (0, 0.0), (-0.70, 0)], [(-0.70, 0), (-0.79, -0.3 * thick), (-0.76, -thick - 0.02)])
    shoe.add(bed, cloth="wood", rounding=0.04, shadow=0.3)
    shoe.add(tube([(-0.74, -0.35 * thick), (0.0, -0.32 * thick), (0.78, -0.4 * thick)], [0.012, 0.012]), cloth="sole", rounding=0.008, shadow=0)
    for left, right, tall in ((-0.26, 0.16, 0.36), (0.24, 0.62, 0.25)):
        band = outline([(left, -0.6 * thick), (left + 0.04, -0.6 * tall - thick), (left + 0.13, -tall - thick)], [(left + 0.13, -tall - thick), ((left + right) / 2 + 0.06, -0.95 * tall - thick), (right - 0.02, -0.80 * tall - thick)], [(right - 0.02, -0.80 * tall - thick), (right + 0.02, -0.4 * tall - thick), (right, -0.6 * thick)])
        shoe.add(band, rounding=0.06, bulge=1.1, shadow=0.45)
        shoe.pieces.append(details.studs([((left + right) / 2, -0.45 * tall - thick)], 0.03))
    _toe_ornament(shoe, look, 0.42, -0.2 - thick, rng)
    if look.has("fringe"):
        shoe.pieces.append(details.fringe([(-0.2, -0.33 - thick), (0.14, -0.28 - thick)], 0.22, rng))


SHAPES = {
    "sneaker": _sneaker, "chunky sneaker": _sneaker, "high sneaker": _sneaker, "canvas sneaker": _sneaker, "pump": _pump, "kitten heel": _pump,
    "loafer": _flat, "ballet flat": _flat, "mary jane": _flat, "ankle boot": _boot, "combat boot": _boot, "long boot": _boot, "western boot": _boot,
    "sandal": _sandal,
}  # fmt: skip
