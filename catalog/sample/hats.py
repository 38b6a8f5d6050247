"""Caps, bucket hats, straw hats, berets, beanies and fedoras."""

import numpy as np

from catalog.sample import details
from catalog.sample.drape import hanging, pulled
from catalog.sample.geometry import Run, by, curve, dashes, ellipse, outline, symmetric, tube
from catalog.sample.look import Look
from catalog.sample.pieces import Fold, Garment

Rng = np.random.Generator


def build_hat(garment: Garment, look: Look, rng: Rng) -> None:
    SHAPES[look.cut](garment, look, rng)
    garment.focus = (0, 0.1)


def _cap(garment: Garment, look: Look, rng: Rng) -> None:
    """Three-quarter view: crown of panels, brim towards the right."""
    tall = rng.uniform(0.46, 0.54)
    crown = outline(
        [
            (-0.62, 0.30),
            (-0.60, -0.02),
            (-0.34, -tall * 0.82),
            (0.02, -tall),
            (0.36, -tall * 0.78),
            (0.56, -0.05),
            (0.54, 0.22),
        ],
        [(0.54, 0.22), (0.1, 0.33), (-0.35, 0.36), (-0.62, 0.30)],
    )
    folds = pulled((0.0, 0.3), (-1.2, 1.4), 0.5, 4, rng, height=0.5)
    garment.add(crown, rounding=0.16, bulge=1.0, folds=folds, shadow=0.3)
    front: Run = [(0.02, -tall), (0.30, -0.60 * tall), (0.36, 0.0), (0.30, 0.27)]
    for run in (
        front,
        [(0.02, -tall), (-0.12, -0.5 * tall), (-0.16, 0.33)],
        [(0.02, -tall), (-0.40, -0.55 * tall), (-0.48, 0.0), (-0.46, 0.32)],
    ):
        garment.pieces += [
            details.seam(run, 0.55),
            details.stitching(curve(run) + by(0.014, 0.006)),
            details.stitching(curve(run) - (0.014, -0.006)),
        ]
    brim = outline(
        [(-0.14, 0.30), (0.20, 0.22), (0.54, 0.14)],
        [(0.54, 0.14), (0.92, 0.24), (1.14, 0.44)],
        [(1.14, 0.44), (1.05, 0.53), (0.72, 0.50), (0.25, 0.45), (-0.14, 0.30)],
    )
    cloth = "second" if look.has("colour-block", "contrast-collar") else "main"
    garment.add(brim, cloth=cloth, rounding=0.05, bulge=0.9, shadow=0.5)
    for k in range(1, 4):
        inner = curve(
            [
                (-0.05, 0.31),
                (0.28, 0.41 + 0.006 * k),
                (0.72, 0.46),
                (1.0, 0.49 - 0.01 * k),
                (1.09 - 0.03 * k, 0.42 - 0.03 * k),
                (0.88, 0.24),
            ]
        )
        garment.pieces.append(details.stitching(inner * (1 - 0.035 * k) + (0.02 * k, 0.0)))
    garment.add(ellipse(0.02, -tall, 0.035, 0.022), cloth=cloth, rounding=0.02, shadow=0.3)
    garment.add(
        *(ellipse(x, -0.52 * tall, 0.014) for x in (-0.24, 0.12, 0.42)), cloth="shade", rounding=0, shadow=0
    )


def _bucket(garment: Garment, look: Look, rng: Rng) -> None:
    top, tall, flare = rng.uniform(0.36, 0.42), rng.uniform(0.36, 0.44), rng.uniform(0.74, 0.88)
    brim = symmetric(
        [(0, 0.02), (0.5, 0.0)],
        [(0.5, 0.0), (0.62, 0.14), (flare, 0.34)],
        [(flare, 0.34), (0.5, 0.47), (0, 0.50)],
    )
    side = symmetric(
        [(0, -tall), (top, -tall)],
        [(top, -tall), (0.47, -0.15), (0.52, 0.06)],
        [(0.52, 0.06), (0.3, 0.115), (0, 0.13)],
    )
    lid = ellipse(0, -tall, top, 0.075)
    garment.add(
        brim,
        rounding=0.07,
        bulge=0.9,
        folds=pulled((-0.3, 0.2), (0.6, 0.8), 0.3, 2, rng) + pulled((0.35, 0.2), (0.9, 0.8), 0.3, 2, rng),
        shadow=0.3,
    )
    garment.add(
        side,
        rounding=0.10,
        bulge=0.9,
        folds=pulled((0.1, 0.1), (-1.2, 1.8), 0.4, 4, rng, height=0.6),
        shadow=0.45,
    )
    garment.add(lid, rounding=0.05, bulge=0.7, shadow=0.15)
    for k in range(1, 5):
        t = 0.2 * k
        garment.pieces.append(
            details.stitching(
                [
                    (-(0.5 + (flare - 0.5) * t), 0.04 + 0.30 * t),
                    (0, 0.12 + 0.36 * t),
                    (0.5 + (flare - 0.5) * t, 0.04 + 0.30 * t),
                ]
            )
        )
    garment.pieces.append(
        details.seam([(-0.52, 0.06), (-0.3, 0.115), (0, 0.13), (0.3, 0.115), (0.52, 0.06)], 0.5)
    )


def _wide(garment: Garment, look: Look, rng: Rng) -> None:
    """A broad brim seen from above the front, a low crown and a ribbon."""
    reach, tall = rng.uniform(0.95, 1.12), rng.uniform(0.34, 0.46)
    wave = rng.uniform(-0.05, 0.05)
    brim = outline(
        [(-reach, 0.16 + wave), (-0.6, -0.04), (0, -0.10), (0.6, -0.04), (reach, 0.16 - wave)],
        [(reach, 0.16 - wave), (0.72, 0.40 + wave), (0, 0.47), (-0.72, 0.40 - wave), (-reach, 0.16 + wave)],
    )
    garment.add(
        brim,
        rounding=0.09,
        bulge=0.8,
        folds=(Fold(np.array([(-0.8, 0.2), (0.0, 0.38), (0.8, 0.2)]), 0.06, 0.5),),
        shadow=0.3,
    )
    if look.fabric == "straw":
        for k in range(1, 6):
            t = 0.5 + 0.09 * k
            garment.pieces.append(
                details.seam([(-reach * t, 0.18 * t), (0, 0.13 + 0.33 * t), (reach * t, 0.18 * t)], 0.82)
            )
    pinch = 0.08 if look.fabric != "straw" else 0.0
    crown = outline(
        [
            (-0.46, 0.20),
            (-0.44, -0.05),
            (-0.34, -tall),
            (-0.1, -tall - 0.04),
            (0, -tall - 0.04 + pinch),
            (0.1, -tall - 0.04),
            (0.34, -tall),
            (0.44, -0.05),
            (0.46, 0.20),
        ],
        [(0.46, 0.20), (0, 0.31), (-0.46, 0.20)],
    )
    creases = (Fold(np.array([(0.0, -tall), (0.02, -0.1)]), 0.10, -1.0),) if pinch else ()
    garment.add(crown, rounding=0.13, bulge=1.0, folds=creases, shadow=0.5)
    band = outline([(-0.452, 0.06), (0, 0.165), (0.452, 0.06)], [(0.462, 0.20), (0, 0.31), (-0.462, 0.20)])
    garment.add(band, cloth="accent", rounding=0.03, shadow=0.4)
    if look.has("bow"):
        garment.pieces += details.bow(0.36, 0.20, 0.16, rng, tails=1.7)
    if look.has("fringe"):
        garment.pieces.append(details.fringe([(-0.72, 0.39), (0, 0.465), (0.72, 0.39)], 0.07, rng))
    if look.has("ruffle"):
        garment.pieces.append(details.ruffle([(-0.44, 0.2), (0, 0.31), (0.44, 0.2)], 0.07, rng))


def _beret(garment: Garment, look: Look, rng: Rng) -> None:
    lean = rng.uniform(0.08, 0.22)
    band = outline(
        [(-0.46, 0.22), (0, 0.33), (0.46, 0.22)],
        [(0.46, 0.22), (0.44, 0.36), (0, 0.47), (-0.44, 0.36), (-0.46, 0.22)],
    )
    garment.add(band, tone=0.8, rounding=0.05, shadow=0.2)
    top = outline(
        [
            (-0.52, 0.27),
            (-0.80 - lean, 0.12),
            (-0.72 - lean, -0.20),
            (-0.2 - lean, -0.42),
            (0.35, -0.36),
            (0.74, -0.05),
            (0.52, 0.27),
        ],
        [(0.52, 0.27), (0.0, 0.38), (-0.52, 0.27)],
    )
    folds = pulled((-0.3 - lean, 0.3), (-1.9, 1.6), 0.5, 5, rng, height=0.7) + pulled(
        (0.3, 0.3), (-1.1, 1.2), 0.4, 4, rng, height=0.6
    )
    garment.add(top, rounding=0.17, bulge=1.0, folds=folds, shadow=0.45)
    garment.add(
        tube([(-0.18 - lean, -0.40), (-0.17 - lean, -0.47), (-0.14 - lean, -0.50)], [0.016, 0.012]),
        rounding=0.014,
        shadow=0.3,
    )
    if look.has("bow"):
        garment.pieces += details.bow(0.40, 0.20, 0.17, rng, tails=1.2)
    if look.has("studs"):
        spots = [(float(x), float(y)) for x, y in rng.uniform((-0.6, -0.28), (0.5, 0.2), (26, 2))]
        garment.pieces.append(details.studs(spots, 0.018, "pearl"))


def _beanie(garment: Garment, look: Look, rng: Rng) -> None:
    tall = rng.uniform(0.52, 0.66)
    dome = symmetric(
        [(0, -tall), (0.24, -0.96 * tall), (0.48, -0.5 * tall), (0.52, 0.14)], [(0.52, 0.14), (0, 0.20)]
    )
    folds = hanging(
        [(-0.12, -tall), (0.12, -tall)], [(-0.5, 0.12), (0.5, 0.12)], 9, rng, height=0.6, width=0.03
    )
    if look.has("pompom"):
        hair = [
            ellipse(0.10 * np.cos(t) * r, -tall - 0.10 + 0.10 * np.sin(t) * r, 0.045)
            for t in np.linspace(0, 6.28, 22)
            for r in (0.5, 1.0, 1.25)
        ]
        garment.add(*hair, cloth="fluff", rounding=0.07, bulge=0.9, shadow=0.3)
    garment.add(dome, rounding=0.15, bulge=1.0, folds=folds, shadow=0.35)
    cuff = symmetric(
        [(0, 0.05), (0.53, -0.01)], [(0.53, -0.01), (0.555, 0.16), (0.53, 0.31)], [(0.53, 0.31), (0, 0.38)]
    )
    ribs = hanging(
        [(-0.53, 0.0), (0.53, 0.0)], [(-0.53, 0.33), (0.53, 0.33)], 22, rng, height=0.8, width=0.014
    )
    garment.add(
        cuff,
        cloth="second" if look.has("colour-block") else "main",
        rounding=0.07,
        bulge=0.9,
        folds=ribs,
        shadow=0.5,
    )
    if look.has("logo"):
        garment.add(
            np.array([(-0.09, 0.13), (0.09, 0.13), (0.09, 0.25), (-0.09, 0.25)]),
            cloth="leather",
            rounding=0.012,
            shadow=0.4,
        )
        garment.add(
            *dashes([(-0.05, 0.19), (0.05, 0.19)], 0.010, 0.03, 0.012), cloth="contrast", rounding=0, shadow=0
        )


SHAPES = {"cap": _cap, "bucket": _bucket, "wide": _wide, "fedora": _wide, "beret": _beret, "beanie": _beanie}
