"""A tailor's measures of an upper body, and the shape of its neck opening."""

from dataclasses import dataclass

import numpy as np

from catalog.sample.geometry import Points, Run, mirrored, outline
from catalog.sample.look import Look

Rng = np.random.Generator
Point = tuple[float, float]


@dataclass(frozen=True)
class Measures:
    """Half widths and depths in garment units; the neck point is at (neck, 0)."""

    neck: float
    depth: float
    shoulder: float
    slope: float
    bust: float
    armpit: float
    waist: float
    waist_y: float
    hem: float
    length: float
    neckline: str

    @property
    def shoulder_point(self) -> Point:
        return self.shoulder, self.slope

    @property
    def armpit_point(self) -> Point:
        return self.bust, self.armpit

    def neck_runs(self) -> list[Run]:
        """The right half of the front neck edge, from its centre up to the neck point."""
        n, d = self.neck, self.depth
        if self.neckline in ("v", "wrap"):
            return [[(0, d), (0.52 * n, 0.54 * d), (n, 0)]]
        if self.neckline == "square":
            return [[(0, d), (0.82 * n, d)], [(0.82 * n, d), (n, 0)]]
        if self.neckline == "sweetheart":
            return [[(0, d), (0.35 * n, 0.72 * d), (0.8 * n, 0.75 * d)], [(0.8 * n, 0.75 * d), (n, 0)]]
        return [[(0, d), (0.55 * n, 0.87 * d), (0.9 * n, 0.4 * d), (n, 0)]]

    def neck_edge(self) -> Points:
        """The whole front neck edge, left to right."""
        right = outline(*self.neck_runs())
        return np.vstack([mirrored(right)[::-1], right[1:]])


def measure(look: Look, rng: Rng) -> Measures:
    widths = {
        "slim": (0.40, 0.41, 0.35, 0.41),
        "regular": (0.46, 0.48, 0.455, 0.49),
        "oversized": (0.57, 0.58, 0.575, 0.585),
    }
    shoulder, bust, waist, hem = np.array(widths[look.fit]) * rng.uniform(0.96, 1.04)
    neck, depth = {
        "round": (0.155, 0.12),
        "scoop": (0.19, 0.22),
        "v": (0.15, 0.31),
        "wrap": (0.15, 0.36),
        "square": (0.23, 0.23),
        "boat": (0.27, 0.07),
        "high": (0.13, 0.02),
        "collar": (0.135, 0.10),
        "sweetheart": (0.25, 0.25),
        "lapel": (0.15, 0.48),
        "off-shoulder": (0.40, 0.06),
        "straps": (0.25, 0.24),
        "hood": (0.16, 0.14),
    }[look.neckline]
    if look.sleeve == "sleeveless":
        shoulder = max(neck + 0.05, shoulder * rng.uniform(0.70, 0.82))
    length = {"crop": 1.0, "regular": 1.28, "long": 1.5}[
        look.length if look.length in ("crop", "long") else "regular"
    ]
    return Measures(
        neck=neck * rng.uniform(0.93, 1.08),
        depth=depth * rng.uniform(0.85, 1.15),
        shoulder=shoulder,
        slope=rng.uniform(0.085, 0.125),
        bust=bust,
        armpit=rng.uniform(0.42, 0.47) + (0.05 if look.fit == "oversized" else 0),
        waist=waist,
        waist_y=rng.uniform(0.74, 0.82),
        hem=hem,
        length=length * rng.uniform(0.95, 1.05),
        neckline=look.neckline,
    )
