"""The colour of cloth at single pixels: which thread of the tile lies there, and how light falls on it."""

import numpy as np

from catalog.sample.fabrics import Cloth
from catalog.sample.geometry import Pose
from catalog.sample.palettes import Colour
from catalog.sample.pieces import Piece
from catalog.sample.pixels import Field

BEND = np.float32(0.006)
"""Garment units by which a full slope of a fold moves the print."""


def threads(
    piece: Piece, cloth: Cloth, pose: Pose, *, x: Field, y: Field, lean: tuple[Field, Field] | None
) -> Field:
    """Colours and opacity [n, 4] of the cloth at pixels x, y [n]; folds (`lean`, [n] each) bend the print."""
    u, v = pose.units(x, y)
    if lean is not None:
        u = u + BEND * lean[0].clip(-1, 1)
        v = v + BEND * lean[1].clip(-1, 1)
    if piece.grain:
        c, s = np.float32(np.cos(piece.grain)), np.float32(np.sin(piece.grain))
        u, v = c * u + s * v, c * v - s * u
    return _looked_up(cloth, u, v)


def flared(cover: Field, x: Field, y: Field) -> Field:
    """Columns x [n] moved so that the print spreads with the width of the shape, row by row."""
    solid = cover > 0.5
    rows = np.nonzero(solid.any(axis=1))[0]
    first = solid.argmax(axis=1)[rows]
    last = cover.shape[1] - 1 - solid[:, ::-1].argmax(axis=1)[rows]
    every = np.arange(cover.shape[0])
    width = last - first
    whole = width >= 0.97 * np.maximum.accumulate(width)  # where the hem's waves begin, rows are no measure
    whole &= width > 0.5 * np.median(width)
    rows, first, last = rows[whole], first[whole], last[whole]
    middle = np.interp(every, rows, (first + last) / 2).astype(np.float32)
    half = np.interp(every, rows, np.maximum((last - first) / 2, 4)).astype(np.float32)
    usual = np.float32(np.median(last - first) / 2)
    at = y.astype(np.int32)
    return np.asarray(
        middle[at] + (x - middle[at]) * (np.float32(0.35) + np.float32(0.65) * usual / half[at]),
        dtype=np.float32,
    )


def lit(colour: Field, shade: Field, tint: Colour) -> Field:
    """Colours [n, 3] under `shade` [n]. Shadows keep the hue of the cloth, and turn cool on white."""
    mean = sum(tint) / 3
    depth = np.array([1.04, 1.0, 0.95]) + 0.30 * (mean - np.array(tint)) / (mean + 0.25)
    dark = np.minimum(shade, 1) - 1
    bright = np.maximum(shade - 1, 0)
    out = np.empty_like(colour)
    for channel in range(3):
        factor = np.float32(0.95) + np.float32(0.95 * depth[channel]) * dark + np.float32(0.3) * bright
        out[:, channel] = colour[:, channel] * factor + np.float32(0.08) * bright
    return out


def _looked_up(cloth: Cloth, u: Field, v: Field) -> Field:
    """Samples [n, 4] of the tile, which repeats for ever; prints are interpolated."""
    n = cloth.tile.shape[0]
    x, y = u * np.float32(n / cloth.size), v * np.float32(n / cloth.size)
    if not cloth.printed:  # threads are as fine as noise: the nearest will do, in a quarter of the time
        nearest = np.floor(y).astype(np.int32) % n * n + np.floor(x).astype(np.int32) % n
        return np.asarray(cloth.tile.reshape(-1, 4)[nearest] * np.float32(1 / 255))
    left, top = np.floor(x), np.floor(y)
    fx, fy = (x - left)[:, None], (y - top)[:, None]
    x0, y0 = left.astype(np.int32) % n, top.astype(np.int32) % n
    x1, y1 = np.where(x0 == n - 1, 0, x0 + 1), np.where(y0 == n - 1, 0, y0 + 1) * n
    y0 *= n
    flat = cloth.tile.reshape(-1, 4)
    upper = flat[y0 + x0].astype(np.float32)
    upper += (flat[y0 + x1] - upper) * fx
    lower = flat[y1 + x0].astype(np.float32)
    lower += (flat[y1 + x1] - lower) * fx
    lower -= upper
    lower *= fy
    upper += lower
    return np.asarray(upper * np.float32(1 / 255))
