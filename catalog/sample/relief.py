"""The relief of a piece of cloth: rounded edges, folds and crumples as slopes that light can fall on."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image, ImageDraw

from catalog.sample.fabrics import Cloth
from catalog.sample.geometry import Pose, tube
from catalog.sample.pieces import Fold, Piece
from catalog.sample.pixels import Field, blurred, noise, resized

SMALL = 30_000
"""Pieces of fewer pixels are worked out at full size; larger ones at half size."""


@dataclass(frozen=True)
class Light:
    """`x`, `y` point to the lamp; `hardness` is the contrast between lit and unlit folds."""

    x: float
    y: float
    hardness: float


@dataclass(frozen=True)
class Window:
    """A rectangle of the picture, in pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def slices(self) -> tuple[slice, slice]:
        return slice(self.top, self.top + self.height), slice(self.left, self.left + self.width)


def slope(
    piece: Piece,
    cloth: Cloth,
    cover: Field,
    *,
    window: Window,
    pose: Pose,
    light: Light,
    rng: np.random.Generator,
) -> tuple[Field, tuple[Field, Field]]:
    """How far each pixel leans towards the lamp (−1 … 1 or so), and the lean itself, across and down."""
    factor = 1 if window.width * window.height < SMALL else 2
    width, height = max(2, window.width // factor), max(2, window.height // factor)
    scale = pose.scale / factor
    small = resized(cover, width, height) if factor > 1 else cover
    radius = max(0.8, piece.rounding * scale)
    bulge = piece.bulge * cloth.puff
    rounded = blurred(small, radius * 0.45)
    down, across = _gradient(rounded, 1.15 * radius * bulge)
    hollow = (rounded - 1) * np.float32(0.22 * bulge)
    if cloth.folds > 0 and (factor > 1 or piece.folds):
        drape = _drape(piece, window=window, pose=pose, factor=factor, shape=(height, width), rng=rng)
        fold_down, fold_across = _gradient(drape, cloth.folds)
        hollow = hollow + drape * np.float32(cloth.folds / scale)
        down, across = down + fold_down, across + fold_across
    lean: Field = -(across * np.float32(light.x) + down * np.float32(light.y)) + hollow
    if factor == 1:
        return lean, (across, down)
    full = (window.width, window.height)
    return resized(lean, *full), (resized(across, *full), resized(down, *full))


def _drape(
    piece: Piece, *, window: Window, pose: Pose, factor: int, shape: tuple[int, int], rng: np.random.Generator
) -> Field:
    """Heights in pixels: the folds that were asked for and a little crumple that all cloth has."""
    scale = pose.scale / factor
    total = _crumple(rng, shape) * np.float32(0.011 * scale)
    for low, high in ((0.0, 0.022), (0.022, 0.05), (0.05, 9.0)):
        chosen = [fold for fold in piece.folds if low <= fold.width < high]
        if chosen:
            mean = float(np.mean([fold.width for fold in chosen])) * scale
            total += _ridges(chosen, window, pose, factor, shape) * np.float32(mean * 1.5)
    return total


def _gradient(height: Field, times: float) -> tuple[Field, Field]:
    down, across = np.gradient(height)
    return np.asarray(down * np.float32(times)), np.asarray(across * np.float32(times))


def _ridges(folds: list[Fold], window: Window, pose: Pose, factor: int, shape: tuple[int, int]) -> Field:
    """Folds of similar width as tapered strokes, blurred until they are round."""
    layer = np.zeros(shape, dtype=np.float32)
    for sign in (1, -1):
        image = Image.new("F", (shape[1], shape[0]))
        pen = ImageDraw.Draw(image)
        for fold in folds:
            if fold.height * sign > 0:
                stroke = tube(fold.line, [0.15 * fold.width, fold.width, 0.1 * fold.width], steps=5)
                stroke = (pose.pixels(stroke) - (window.left, window.top)) / factor
                pen.polygon(stroke.ravel().tolist(), fill=abs(fold.height))
        layer += np.asarray(image, dtype=np.float32) * np.float32(sign)
    mean = float(np.mean([fold.width for fold in folds])) * pose.scale / factor
    return blurred(layer, max(1.0, 0.55 * mean))


def _crumple(rng: np.random.Generator, shape: tuple[int, int]) -> Field:
    top, left = rng.integers(0, 512, 2)
    part = _bank()[top : top + shape[0], left : left + shape[1]]
    return part if part.shape == shape else resized(np.ascontiguousarray(part), shape[1], shape[0])


@cache
def _bank() -> Field:
    """One field of crumples for all products; each piece takes another part of it."""
    rng = np.random.default_rng(0)
    field = noise(rng, 512, (9, 14)) + 0.55 * noise(rng, 512, (22, 34)) + 0.22 * noise(rng, 512, (50, 70))
    return np.tile(field, (2, 2))
