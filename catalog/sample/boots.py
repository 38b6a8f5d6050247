"""Ankle, combat, long and western boots. Toe to the right, the ground at y = 0."""

import numpy as np

from catalog.sample import details
from catalog.sample.drape import pulled
from catalog.sample.geometry import Points, Run, along, curve, outline, tube
from catalog.sample.look import Look
from catalog.sample.pieces import Garment
from catalog.sample.sneakers import laces

Rng = np.random.Generator


def boot(shoe: Garment, look: Look, rng: Rng) -> None:
    tall = {"ankle boot": 0.78, "combat boot": 0.95, "long boot": 1.5, "western boot": 1.25}[look.cut]
    heel = 0.20 if look.cut in ("western boot", "long boot") else 0.13
    flare = 0.05 if look.cut == "western boot" else 0.0
    shaft: Run = [
        (-0.24 + flare, -tall),
        (-0.22, -0.65 * tall - 0.1),
        (-0.18, -0.48),
        (0.05, -0.38),
        (0.36, -0.33),
        (0.62, -0.26),
        (0.74, -0.13),
        (0.75, -heel * 0.5),
    ]
    back: Run = [(-0.70, -heel + 0.02), (-0.73, -0.3), (-0.69, -0.6 * tall), (-0.70 - flare, -tall)]
    mouth: Run = [(-0.70 - flare, -tall), (-0.47, -tall + 0.05 + flare), (-0.24 + flare, -tall)]
    shoe.add(
        outline([(-0.69 - flare, -tall), (-0.47, -tall - 0.05), (-0.25 + flare, -tall)], mouth[::-1]),
        cloth="lining",
        tone=0.45,
        shadow=0,
    )
    folds = pulled((-0.2, -0.42), (np.pi - 0.2, 1.2), 0.4, 6, rng, height=0.9) + pulled(
        (0.3, -0.2), (-1.8, 0.7), 0.16, 3, rng, height=0.5
    )
    upper = outline(mouth, shaft, [(0.75, -heel * 0.5), (0.2, -0.05), (-0.70, -heel + 0.02)], back)
    shoe.add(upper, rounding=0.10, bulge=1.0, folds=folds, shadow=0.3)
    _boot_parts(shoe, look, tall, rng)
    thick = 0.12 if look.cut == "combat boot" else 0.05
    sole = outline(
        [(-0.74, -heel), (-0.38, -heel), (-0.28, -thick), (0.75, -thick - 0.01)],
        [(0.75, -thick - 0.01), (0.79, -0.5 * thick), (0.73, 0)],
        [(0.73, 0), (-0.20, 0.0)],
        [(-0.2, 0.0), (-0.3, -0.03 if heel < 0.16 else -0.05), (-0.36, 0.0)],
        [(-0.36, 0), (-0.72, 0)],
        [(-0.72, 0), (-0.77, -0.5 * heel), (-0.74, -heel)],
    )
    shoe.add(sole, cloth="dark", rounding=0.03, bulge=0.9, shadow=0.4)
    if thick > 0.1:
        shoe.pieces.append(details.stitching([(-0.72, -0.8 * thick), (0.74, -0.8 * thick)]))


def _boot_parts(shoe: Garment, look: Look, tall: float, rng: Rng) -> None:
    if look.cut == "combat boot":
        laces(
            shoe,
            [(-0.27, -tall + 0.08), (-0.2, -0.5), (0.12, -0.35)],
            8,
            rng,
            "dark" if rng.random() < 0.6 else "contrast",
        )
    elif look.cut == "ankle boot":
        gore = outline(
            [(-0.56, -tall + 0.04), (-0.36, -tall + 0.04)],
            [(-0.36, -tall + 0.04), (-0.42, -0.34), (-0.52, -0.34)],
            [(-0.52, -0.34), (-0.56, -tall + 0.04)],
        )
        shoe.add(gore, cloth="rib", tone=0.7, rounding=0.02, shadow=0.25)
    elif look.cut == "western boot":
        for k in range(3):
            star: Points = np.array(
                [
                    (-0.47, -tall + 0.22 + 0.10 * k),
                    (-0.34, -tall + 0.45),
                    (-0.47, -tall + 0.75 - 0.10 * k),
                    (-0.60, -tall + 0.45),
                    (-0.47, -tall + 0.22 + 0.10 * k),
                ]
            )
            shoe.add(tube(curve(star), [0.009, 0.009]), cloth="second", rounding=0, shadow=0)
        shoe.add(
            tube([(0.2, -0.3), (0.45, -0.17), (0.7, -0.19)], [0.008, 0.008]),
            cloth="second",
            rounding=0,
            shadow=0,
        )
    if look.has("fringe"):
        shoe.pieces.append(
            details.fringe([(-0.68, -tall + 0.12), (-0.25, -tall + 0.12)], 0.26, rng, pitch=0.02)
        )
    if look.has("studs", "buckle"):
        shoe.add(
            tube([(-0.72, -0.40), (-0.4, -0.36), (-0.12, -0.42)], [0.034, 0.034]),
            cloth="dark",
            rounding=0.02,
            shadow=0.4,
        )
        shoe.pieces.append(details.studs(along([(-0.66, -0.39), (-0.4, -0.36), (-0.2, -0.40)], 7), 0.017))
