"""Laying one picture over a part of another: where it fits best, and how well it does there.

Two white shirts on the same rug agree from afar, and a shirt in two colours has the same outline; but creases
lie elsewhere, and dyes differ. So the place is found from afar, and looked at closely.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from ml.placing import COARSE, PLATE, Floats, Place, Seeker, resampled

LEAST_CORRELATION = 0.8
"""Where the grey picture agrees less than this from afar, however one is laid over the other, nobody looks
closer: four fifths of the photos that the encoder finds alike end here, and under one copy in a hundred."""
LEAST_COLOURS = 0.45
"""Where a colour channel agrees less than this, nobody looks closer."""
PATCH = 12
"""Side of the patches that are compared one by one."""
NOISE = 2e-5
"""What JPEG adds to the variance of a patch, in 0..1 squared."""
PLAIN = 0.03
"""Added to what all patches count: a picture without any contrast is nobody's copy."""


@dataclass(frozen=True)
class Fit:
    """How well one picture lies over a part of another, at the best place, mirrored if that is better.

    Each from -1 to 1: `colours` is the correlation of the colour channel that agrees least, seen from afar;
    `detail` that of small grey patches, the mean over all that show anything; 0 where colours disagree.
    """

    colours: float
    detail: float


def fit(one: Seeker, other: Floats) -> Fit:
    """How well two plates [96, 96, 3], in 0..1, fit: each is laid over the other, and the better fit kept."""
    below, above = one.below(other), one.above(other)
    if max(below.correlation, above.correlation) < LEAST_CORRELATION:
        return Fit(0.0, 0.0)
    laid = _laid_over(one.plate, other, below), _laid_over(other, one.plate, above)
    return max(laid, key=lambda found: (found.detail, found.colours))


def _laid_over(ground: Floats, top: Floats, place: Place) -> Fit:
    top = top[:, ::-1] if place.is_mirrored else top
    part = resampled(ground, COARSE, COARSE)[
        place.down : place.down + place.rows, place.right : place.right + place.columns
    ]
    colours = _least_channel(part, resampled(top, place.rows, place.columns))
    if colours < LEAST_COLOURS:
        return Fit(colours, 0.0)
    return Fit(colours, _detail(ground.mean(axis=2), top.mean(axis=2), place.way()))


def _least_channel(one: Floats, other: Floats) -> float:
    """Gains of the channels and their offsets do not count: a lamp changes them, another dye does more."""
    one, other = one - one.mean(axis=(0, 1)), other - other.mean(axis=(0, 1))
    together = (one * other).mean(axis=(0, 1))
    alone = ((one**2).mean(axis=(0, 1)) + 1e-4) * ((other**2).mean(axis=(0, 1)) + 1e-4)
    return float((together / np.sqrt(alone)).min())


def _detail(ground: Floats, top: Floats, way: Floats) -> float:
    """The mean correlation of the patches of `top` with what lies below them in `ground`, both grey.

    way [2, 3] leads from a pixel of the top to the ground. It is only about right: where the patches fit best
    tells it better, turned a little as well, and then they are compared where they are.
    """
    for astray in (3, 2):
        found, shifts, weight = _patches(_seen_through(ground, way, top.shape), top, astray)
        sure = weight * (found > 0.6) * found**4
        if np.count_nonzero(sure) < 6:
            return float((found * weight).sum() / (weight.sum() + PLAIN))
        places = np.concatenate([_centres(), np.ones((len(found), 1), np.float32)], axis=1)
        root = np.sqrt(sure)[:, None]
        moved = places.copy()
        moved[:, :2] += shifts
        better = np.linalg.lstsq(root * places, root * (moved @ way.T), rcond=None)[0]
        way = better.T.astype(np.float32)
    found, _, weight = _patches(_seen_through(ground, way, top.shape), top, 1)
    return float((found * weight).sum() / (weight.sum() + PLAIN))


@cache
def _centres() -> Floats:
    """[p, 2] the middle of each patch, in pixels."""
    middles = np.arange(0, PLATE, PATCH, dtype=np.float32) + (PATCH - 1) / 2
    return np.stack(np.meshgrid(middles, middles, indexing="ij"), axis=-1).reshape(-1, 2)


def _seen_through(ground: Floats, way: Floats, shape: tuple[int, ...]) -> Floats:
    """The ground where the pixels of a picture of this shape lead to, linearly between its pixels."""
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    last = np.array(ground.shape, np.float32)[:, None, None] - 1.001
    down, right = (way[:, :1, None] * y + way[:, 1:2, None] * x + way[:, 2:, None]).clip(0, last)
    i, j = down.astype(np.intp), right.astype(np.intp)
    v, u = down - i, right - j
    upper = ground[i, j] * (1 - u) + ground[i, j + 1] * u
    lower = ground[i + 1, j] * (1 - u) + ground[i + 1, j + 1] * u
    return np.asarray(upper * (1 - v) + lower * v, np.float32)


def _patches(ground: Floats, top: Floats, astray: int) -> tuple[Floats, Floats, Floats]:
    """Of each of p patches of the top: its correlation with the ground at the best place, at most so far
    astray, [p]; that place's distance [p, 2]; and what the patch counts [p], by its contrast up to a tenth:
    what is plain in one picture is plain in many."""
    side = PATCH * PATCH
    rows = np.arange(0, top.shape[0], PATCH)
    patches = np.lib.stride_tricks.sliding_window_view(top, (PATCH, PATCH))[np.ix_(rows, rows)]
    patches = patches.reshape(-1, 1, side)
    there = np.lib.stride_tricks.sliding_window_view(np.pad(ground, astray, "edge"), (PATCH, PATCH))
    shifts = np.arange(2 * astray + 1)
    y, x, dy, dx = np.ix_(rows, rows, shifts, shifts)
    near = there[y + dy, x + dx].reshape(len(patches), -1, side)  # [p, shifts, 144]
    patches, near = patches - patches.mean(axis=2, keepdims=True), near - near.mean(axis=2, keepdims=True)
    power, powers = (patches**2).sum(axis=2), np.einsum("psi,psi->ps", near, near)
    found = (near @ patches.transpose(0, 2, 1))[..., 0]
    found /= np.sqrt((power + side * NOISE) * (powers + side * NOISE))
    best = found.argmax(axis=1)
    moved = np.stack(np.unravel_index(best, (len(shifts), len(shifts))), axis=1) - astray
    contrast = np.sqrt(power[:, 0] / side).clip(0, 0.1)
    return found.max(axis=1), moved.astype(np.float32), contrast
