"""The two ways in which an image is shown to the encoder: whole, and its centre or where its product is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from PIL import Image

Box = tuple[float, float, float, float]
MakeView = Callable[[Image.Image, int], tuple[Image.Image, Box]]

PADDING = (255, 255, 255)  # product photos mostly stand on white
MARGIN = 0.1
"""Of a region's longer side, added on each side of it: a garment's outline says much of it."""
SPARE = 2
"""A JPEG is decoded small, but with at least so many pixels for one of a view (docs/engine.md says why)."""


@dataclass(frozen=True, eq=False)
class Look:
    """An image as the encoder sees it: pixels [v, size, size, 3] of its views.

    boxes [v, 4] are x0, y0, x1, y1 of each view relative to the image; they reach outside 0..1 where the
    image was padded.
    """

    pixels: npt.NDArray[np.uint8]
    boxes: npt.NDArray[np.float32]


def look(image: Image.Image, size: int, *, region: Box | None = None) -> Look:
    """All views of an image, which is decoded here if it is not yet: then a JPEG no larger than it has to be.

    Where a person said which region (relative to the image) the product is in, its surroundings take the
    place of the centre. Raises what Pillow raises for a broken file, OSError mostly.
    """
    _decode_small(image, size, region)
    make_views = VIEWS if region is None else (whole_padded, partial(region_crop, region=region))
    pictures, boxes = zip(*(make_view(image, size) for make_view in make_views), strict=True)
    return Look(np.stack([np.asarray(picture) for picture in pictures]), np.array(boxes, np.float32))


def whole_padded(image: Image.Image, size: int) -> tuple[Image.Image, Box]:
    """The whole image in the middle of a square; its box reaches outside the image where it is padded."""
    width, height = image.size
    scale = size / max(width, height)
    inner = max(1, round(width * scale)), max(1, round(height * scale))
    left, top = (size - inner[0]) // 2, (size - inner[1]) // 2
    canvas = Image.new("RGB", (size, size), PADDING)
    canvas.paste(_opaque(image).resize(inner, Image.Resampling.BICUBIC), (left, top))
    box = (
        -left / inner[0],
        -top / inner[1],
        (size - left) / inner[0],
        (size - top) / inner[1],
    )
    return canvas, box


def centre_crop(image: Image.Image, size: int) -> tuple[Image.Image, Box]:
    """The largest square in the middle of the image: more pixels on the product, its ends cut off."""
    width, height = image.size
    side = min(width, height)
    left, top = (width - side) / 2, (height - side) / 2
    crop = (left, top, left + side, top + side)
    picture = _opaque(image).resize((size, size), Image.Resampling.BICUBIC, box=crop)
    return picture, (crop[0] / width, crop[1] / height, crop[2] / width, crop[3] / height)


def region_crop(image: Image.Image, size: int, *, region: Box) -> tuple[Image.Image, Box]:
    """A square around the region and a margin, moved into the image as far as it fits, then padded."""
    width, height = image.size
    side = _side(image, region)
    left = _into(width, side, (region[0] + region[2]) / 2 * width)
    top = _into(height, side, (region[1] + region[3]) / 2 * height)
    x0, y0, x1, y1 = max(left, 0.0), max(top, 0.0), min(left + side, width), min(top + side, height)
    inner = max(1, round((x1 - x0) / side * size)), max(1, round((y1 - y0) / side * size))
    at = round((x0 - left) / side * size), round((y0 - top) / side * size)
    canvas = Image.new("RGB", (size, size), PADDING)
    canvas.paste(_opaque(image).resize(inner, Image.Resampling.BICUBIC, box=(x0, y0, x1, y1)), at)
    return canvas, (left / width, top / height, (left + side) / width, (top + side) / height)


def _side(image: Image.Image, region: Box) -> float:
    """The length in pixels of the square around a region, at least one pixel."""
    longer = max((region[2] - region[0]) * image.width, (region[3] - region[1]) * image.height)
    return max(1.0, longer * (1 + 2 * MARGIN))


def _into(length: int, side: float, middle: float) -> float:
    """Where a stretch of `side` about `middle` begins when it is moved into 0..length, or centred on it."""
    if side >= length:
        return (length - side) / 2
    return min(max(middle - side / 2, 0.0), length - side)


def _decode_small(image: Image.Image, size: int, region: Box | None) -> None:
    """Have a JPEG that is not decoded yet decoded to 1/2, 1/4 or 1/8, where the views have pixels to spare.

    The centre view shrinks the shorter side to `size`, a region's view its own square. libjpeg leaves the
    other frequencies out, which is how it saves the time.
    """
    shorter, wanted = float(min(image.size)), size * SPARE
    if region is not None:
        shorter = min(shorter, _side(image, region))
    if shorter >= 2 * wanted:
        scale = wanted / shorter
        image.draft(None, (int(image.width * scale), int(image.height * scale)))


def _opaque(image: Image.Image) -> Image.Image:
    """RGB, with transparent parts on the padding colour: cut-out product shots are common."""
    image.load()
    if not image.has_transparency_data:
        return image if image.mode == "RGB" else image.convert("RGB")
    cut_out = image.convert("RGBA")
    ground = Image.new("RGBA", image.size, (*PADDING, 255))
    return Image.alpha_composite(ground, cut_out).convert("RGB")


VIEWS: tuple[MakeView, ...] = (whole_padded, centre_crop)
VIEWS_VERSION = (
    "whole-padded-white+centre-crop/bicubic/2"  # part of every encoder key: new views, new embeddings
)
