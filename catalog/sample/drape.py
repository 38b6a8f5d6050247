"""Where cloth folds: hanging from a waist, pulled from a seam, crumpled at an elbow."""

import numpy as np

from catalog.sample.geometry import Run, along
from catalog.sample.pieces import Fold

Rng = np.random.Generator


def hanging(
    top: Run, bottom: Run, n: int, rng: Rng, *, height: float = 1.0, width: float = 0.03
) -> tuple[Fold, ...]:
    """Folds from points of `top` to the matching points of `bottom`; they widen as they fall."""
    starts, ends = np.array(along(top, n + 2))[1:-1], np.array(along(bottom, n + 2))[1:-1]
    folds = []
    for k, (start, end) in enumerate(zip(starts, ends, strict=True)):
        begin, stop = rng.uniform(-0.02, 0.25), rng.uniform(0.85, 1.05)
        a, b = start + (end - start) * begin, start + (end - start) * stop
        middle = (a + b) / 2 + rng.normal(0, 0.012, 2)
        sign = 1.0 if k % 2 else -1.0
        folds.append(
            Fold(
                np.array([a, middle, b]), width * rng.uniform(0.7, 1.3), height * sign * rng.uniform(0.6, 1.1)
            )
        )
    return tuple(folds)


def pulled(
    start: tuple[float, float],
    fan: tuple[float, float],
    length: float,
    n: int,
    rng: Rng,
    *,
    height: float = 0.8,
) -> tuple[Fold, ...]:
    """Folds that run out from one point (an armpit, a button, a knot).

    `fan` is their middle direction and their spread in radians; 0 points right, π/2 down.
    """
    angle, spread = fan
    folds = []
    for k in range(n):
        turn = angle + spread * ((k + 0.5) / n - 0.5) + rng.normal(0, 0.06)
        reach = length * rng.uniform(0.5, 1.1)
        direction = np.array([np.cos(turn), np.sin(turn)])
        across = np.array([-direction[1], direction[0]])
        begin = np.array(start) + direction * 0.04 * length
        line = np.array(
            [
                begin,
                begin + direction * reach * 0.5 + across * rng.normal(0, 0.06) * reach,
                begin + direction * reach,
            ]
        )
        folds.append(
            Fold(
                line, length * rng.uniform(0.035, 0.06), height * (1 if k % 2 else -1) * rng.uniform(0.7, 1.1)
            )
        )
    return tuple(folds)


def crossing(left: Run, right: Run, n: int, rng: Rng, height: float = 0.8) -> tuple[Fold, ...]:
    """Creases across a limb, from one of its sides towards the other."""
    folds = []
    a, b = np.array(along(left, 40)), np.array(along(right, 40))
    for k in range(n):
        at = int(rng.uniform(0.08, 0.92) * 39)
        far = min(39, max(0, at + int(rng.uniform(-7, 9))))
        start, end = (a[at], b[far]) if rng.random() < 0.5 else (b[at], a[far])
        stop = start + (end - start) * rng.uniform(0.45, 0.85)
        middle = (start + stop) / 2 + rng.normal(0, 0.008, 2)
        size = float(np.linalg.norm(stop - start))
        folds.append(
            Fold(
                np.array([start, middle, stop]), size * rng.uniform(0.05, 0.10), height * (1 if k % 2 else -1)
            )
        )
    return tuple(folds)
