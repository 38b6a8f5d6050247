"""Arithmetic on grey and colour fields: blurring, resizing, masks with soft edges, seamless noise."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from catalog.sample.geometry import Points

Field = npt.NDArray[np.floating[Any]]
"""Usually float32, for speed."""
OVERSAMPLING = 3


def resized(field: Field, width: int, height: int) -> Field:
    """`field` [h, w] at another size, smoothly."""
    image = Image.fromarray(field).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(image, dtype=np.float32)


def blurred(field: Field, radius: float) -> Field:
    """Three box blurs, close to a Gaussian of deviation `radius` pixels and free of 8-bit steps."""
    half = max(1, round(radius))
    for _ in range(3):
        for axis in (0, 1):
            field = _box(field, half, axis)
    return field


def _box(field: Field, half: int, axis: int) -> Field:
    pad = [(0, 0), (0, 0)]
    pad[axis] = (half + 1, half)
    total = np.cumsum(np.pad(field, pad, mode="edge"), axis=axis, dtype=np.float32)
    n = field.shape[axis]
    upper = total[2 * half + 1 :] if axis == 0 else total[:, 2 * half + 1 :]
    lower = total[:n] if axis == 0 else total[:, :n]
    return np.asarray((upper - lower) / np.float32(2 * half + 1), dtype=np.float32)


def soft_blur(cover: Field, radius: float, factor: int = 4) -> Field:
    """A shadow of `cover` (0 … 1), blurred on a smaller field of bytes, which is what makes shadows cheap."""
    height, width = cover.shape
    image = Image.fromarray((cover * np.float32(255)).astype(np.uint8))
    small = image.reduce(factor).filter(ImageFilter.GaussianBlur(radius / factor))
    soft = small.resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(soft, dtype=np.float32) * np.float32(1 / 255)


def mask(shapes: Sequence[Points], left: int, top: int, width: int, height: int) -> Field:
    """Coverage in 0 … 1 of polygons given in pixels, within one window of the picture."""
    big = Image.new("L", (width * OVERSAMPLING, height * OVERSAMPLING))
    pen = ImageDraw.Draw(big)
    for shape in shapes:
        pen.polygon(((shape - (left, top)) * OVERSAMPLING).ravel().tolist(), fill=255)
    return np.asarray(big.reduce(OVERSAMPLING), dtype=np.float32) / np.float32(255)


def noise(rng: np.random.Generator, size: int, cells: int | tuple[int, int]) -> Field:
    """Seamless smooth noise [size, size] of mean 0 and deviation 1; `cells` bumps (down, across)."""
    down, across = (cells, cells) if isinstance(cells, int) else cells
    grid = rng.standard_normal((down, across)).astype(np.float32)
    wrapped = np.pad(grid, ((2, 2), (2, 2)), mode="wrap")
    region = (2.0, 2.0, 2.0 + across, 2.0 + down)
    image = Image.fromarray(wrapped).resize((size, size), Image.Resampling.BICUBIC, box=region)
    field = np.asarray(image, dtype=np.float32)
    return field / np.float32(field.std() + 1e-6)


def smoothstep(low: float, high: float, field: Field) -> Field:
    t = np.clip((field - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), dtype=np.float32)
