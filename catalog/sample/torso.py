"""The upper body that tops, coats and dresses share: neck opening, body, straps and sleeves."""

import numpy as np

from catalog.sample import details
from catalog.sample.drape import crossing, hanging, pulled
from catalog.sample.geometry import Points, Run, outline, symmetric, tube
from catalog.sample.look import Look
from catalog.sample.measures import Measures
from catalog.sample.pieces import Fold, Garment, Piece

Rng = np.random.Generator
Point = tuple[float, float]


def inside(garment: Garment, m: Measures) -> None:
    """The back of the neck, seen through the opening, with the maker's label."""
    dip = min(0.05, 0.6 * m.depth)
    back = symmetric(
        [(0, dip - 0.035), (m.neck * 0.6, dip - 0.045), (m.neck, -0.005)],
        *[run[::-1] for run in m.neck_runs()[::-1]],
    )
    garment.add(back, tone=0.52, rounding=0.03, bulge=0.4, shadow=0)
    if m.depth > 0.09:
        details.label(garment, 0, dip - 0.01)


def body(
    garment: Garment,
    m: Measures,
    rng: Rng,
    *,
    bottom: float,
    half: float,
    cloth: str = "main",
    folds: float = 1.0,
) -> None:
    """The front, from the neck to `bottom`, where it is `half` wide."""
    arm: Run = [m.shoulder_point, (min(m.shoulder, m.bust) * 0.93, 0.62 * m.armpit), m.armpit_point]
    waist: list[Point] = [(m.waist, m.waist_y)] if bottom > m.waist_y + 0.1 else []
    side: Run = [m.armpit_point, *waist, (half, bottom)]
    sag = rng.uniform(0.005, 0.025)
    front = symmetric(
        *m.neck_runs(),
        [(m.neck, 0), m.shoulder_point],
        arm,
        side,
        [(half, bottom), (half * 0.5, bottom + sag), (0, bottom + sag)],
    )
    garment.add(
        front,
        rounding=0.055,
        bulge=0.7,
        folds=_body_folds(m, bottom, half, folds, rng),
        shadow=0.4,
        cloth=cloth,
    )
    garment.focus = (0, min(0.45, bottom / 2))


def _body_folds(m: Measures, bottom: float, half: float, strength: float, rng: Rng) -> tuple[Fold, ...]:
    folds: list[Fold] = []
    for sign in (1, -1):
        angle = 2.45 if sign > 0 else np.pi - 2.45
        folds += pulled((sign * m.bust * 0.97, m.armpit), (angle, 0.9), 0.42, 4, rng, height=0.75 * strength)
    if bottom > 0.6:
        top, low = (
            [(-0.7 * m.bust, 0.45), (0.7 * m.bust, 0.45)],
            [(-0.86 * half, bottom), (0.86 * half, bottom)],
        )
        folds += hanging(top, low, int(rng.integers(4, 8)), rng, height=0.6 * strength, width=0.035)
        for sign in (1, -1):
            folds += pulled(
                (sign * m.waist, m.waist_y),
                (np.pi / 2 + sign * 1.2, 0.9),
                0.22,
                2,
                rng,
                height=0.5 * strength,
            )
    return tuple(folds)


def sleeves(garment: Garment, m: Measures, look: Look, rng: Rng) -> None:
    """Both sleeves, drawn before the body so that it lies over the seam."""
    if look.sleeve in ("", "sleeveless"):
        return
    spread = {
        "short-sleeve": rng.uniform(0.55, 0.85),
        "long-sleeve": rng.uniform(0.17, 0.42),
        "puff-sleeve": rng.uniform(0.55, 0.85),
    }[look.sleeve]
    for sign in (1, -1):
        angle = spread + rng.normal(0, 0.035)
        pieces = (
            _puffed(m, look, angle, rng) if look.sleeve == "puff-sleeve" else _straight(m, look, angle, rng)
        )
        garment.pieces += [piece if sign > 0 else piece.mirrored() for piece in pieces]


def _straight(m: Measures, look: Look, angle: float, rng: Rng) -> list[Piece]:
    loose = {"slim": 0.9, "regular": 1.0, "oversized": 1.25}[look.fit]
    short = look.sleeve == "short-sleeve"
    reach = rng.uniform(0.30, 0.40) if short else rng.uniform(1.08, 1.18)
    cuff = (0.155 if short else 0.095) * loose * (1.5 if look.has("bell") else 1.0)
    down, across = np.array((np.sin(angle), np.cos(angle))), np.array((np.cos(angle), -np.sin(angle)))
    top, under = np.array(m.shoulder_point), np.array(m.armpit_point) - (0.01, 0.0)
    end = (top + under) / 2 + down * reach - across * 0.02
    outer, inner = end + across * cuff, end - across * cuff
    elbow_out, elbow_in = (top + outer) / 2 + across * 0.035, (under + inner) / 2 + across * 0.012
    tucked = np.array((m.bust * 0.86, m.armpit * 0.62))
    shape = outline(
        [_at(top), _at(elbow_out), _at(outer)],
        [_at(outer), _at(end + down * 0.015), _at(inner)],
        [_at(inner), _at(elbow_in), _at(under)],
        [_at(under), _at(tucked), _at(top - (0.05, 0.0))],
    )
    folds = crossing(
        [_at(top), _at(elbow_out), _at(outer)],
        [_at(under), _at(elbow_in), _at(inner)],
        3 if short else 9,
        rng,
        0.85,
    )
    pieces = [
        Piece((shape,), _sleeve_cloth(look), grain=-angle, rounding=0.05, bulge=0.85, folds=folds, shadow=0.3)
    ]
    if look.has("side-stripe") and not short:
        for shift in (0.25, 0.5):
            stripe = [
                _at(top + (under - top) * 0.15 * shift * 2),
                _at(elbow_out - across * 0.16 * shift),
                _at(outer - across * 0.2 * shift),
            ]
            pieces.append(Piece((tube(stripe, [0.014, 0.014]),), "second", rounding=0, shadow=0))
    return pieces + _cuff(look, outer, inner, down, rng)


def _cuff(look: Look, outer: Points, inner: Points, down: Points, rng: Rng) -> list[Piece]:
    edge = [_at(inner), _at(outer)]
    if look.has("ruffle-cuff"):
        return [details.ruffle(edge, 0.10, rng, pitch=0.06)]
    if look.has("lace") and look.category in ("dress", "shirt"):
        return [details.lace_trim(edge, 0.055)]
    if look.has("rib") or look.category == "knit":
        tall = down * 0.07
        return [
            Piece(
                (
                    np.array(
                        [inner, outer, outer * 0.96 + inner * 0.04 + tall, inner * 0.96 + outer * 0.04 + tall]
                    ),
                ),
                "rib",
                rounding=0.025,
                shadow=0.3,
            )
        ]
    if look.neckline == "collar" and look.category == "shirt" and look.sleeve == "long-sleeve":
        tall = down * 0.075
        cuff = Piece(
            (np.array([inner - down * 0.01, outer - down * 0.01, outer + tall, inner + tall]),),
            rounding=0.018,
            shadow=0.35,
        )
        spot = inner * 0.75 + outer * 0.25 + tall * 0.5
        return [cuff, *details.buttons([_at(spot), _at(spot)], 1, 0.012)]
    inset = down * -0.022
    return [details.stitching([_at(inner + inset), _at(outer + inset)])]


def _puffed(m: Measures, look: Look, angle: float, rng: Rng) -> list[Piece]:
    """A cloud gathered at shoulder and cuff; long ones narrow to the wrist."""
    size = rng.uniform(0.9, 1.2)
    long = look.has("long-puff")
    down, across = np.array((np.sin(angle), np.cos(angle))), np.array((np.cos(angle), -np.sin(angle)))
    top, under = np.array(m.shoulder_point), np.array(m.armpit_point) - (0.01, 0.0)
    reach = 0.86 if long else 0.26 * size
    end = (top + under) / 2 + down * reach
    cuff = 0.075 if long else 0.115
    outer, inner = end + across * cuff, end - across * cuff
    crown = top + across * 0.11 * size + (0.02, -0.05 * size)
    swell = (top + outer) / 2 + across * (0.16 if long else 0.13) * size
    belly = (under + inner) / 2 - across * (0.05 if long else 0.0) + down * 0.06
    shape = outline(
        [_at(top - (0.06, 0)), _at(crown), _at(swell), _at(outer)],
        [_at(outer), _at(inner)],
        [_at(inner), _at(belly), _at(under)],
        [_at(under), (m.bust * 0.82, m.armpit * 0.6), _at(top - (0.06, 0))],
    )
    seam: Run = [_at(top), _at(under)]
    folds = hanging(seam, [_at(swell), _at(belly)], 6, rng, height=1.1, width=0.022)
    folds += hanging([_at(outer), _at(inner)], [_at(swell), _at(belly)], 6, rng, height=1.1, width=0.022)
    sleeve = Piece(
        (shape,), _sleeve_cloth(look), grain=-angle, rounding=0.09, bulge=1.25, folds=folds, shadow=0.35
    )
    tall = down * 0.05
    band = Piece((np.array([inner, outer, outer + tall, inner + tall]),), rounding=0.02, shadow=0.4)
    frill = (
        [details.ruffle([_at(inner + tall), _at(outer + tall)], 0.05, rng, pitch=0.05)]
        if look.has("ruffle", "ruffle-cuff")
        else []
    )
    return [sleeve, *frill, band]


def straps(garment: Garment, m: Measures, rng: Rng, *, bottom: float, half: float) -> None:
    """A body that hangs from two straps, cut straight or heart-shaped above the bust."""
    top, wide = 0.20, m.neck * 1.12
    dip = rng.uniform(0.0, 0.06)
    for sign in (1, -1):
        behind: Run = [
            (sign * wide * 0.74, -0.14),
            (sign * wide * 0.60, -0.02),
            (sign * wide * 0.52, top + 0.08),
        ]
        garment.add(tube(behind, [0.015, 0.015]), tone=0.62, rounding=0.012, shadow=0)
        strap: Run = [
            (sign * wide * 0.92, top + 0.03),
            (sign * wide * 0.90, 0.06),
            (sign * wide * 0.75, -0.145),
        ]
        garment.add(tube(strap, [0.016, 0.016]), rounding=0.012, shadow=0.35)
    garment.add(
        symmetric(
            [(0, top + 0.05), (wide, top + 0.03)], [(wide, top + 0.03), (wide, top + 0.12), (0, top + 0.14)]
        ),
        tone=0.5,
        shadow=0,
    )
    side: Run = [
        (wide, top),
        (m.bust * 0.97, m.armpit + 0.02),
        *([(m.waist, m.waist_y)] if bottom > m.waist_y + 0.1 else []),
        (half, bottom),
    ]
    front = symmetric(
        [(0, top + 0.05 + dip), (wide * 0.5, top + 0.02), (wide, top)],
        side,
        [(half, bottom), (0, bottom + 0.015)],
    )
    garment.add(front, rounding=0.055, bulge=0.7, folds=_body_folds(m, bottom, half, 0.9, rng), shadow=0.4)
    garment.focus = (0, 0.42)


def _sleeve_cloth(look: Look) -> str:
    if look.has("sheer-sleeve"):
        return "sheer"
    return "second" if look.has("colour-block") else "main"


def _at(point: Points) -> Point:
    return float(point[0]), float(point[1])
