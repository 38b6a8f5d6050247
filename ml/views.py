"""The two ways in which an image is shown to the encoder: whole, and its centre."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

Box = tuple[float, float, float, float]
MakeView = Callable[[Image.Image, int], tuple[Image.Image, Box]]

PADDING = (255, 255, 255)  # product photos mostly stand on white
SPARE = 1.5
"""A JPEG is decoded small, but with at least so many pixels for one of a view (table in docs/engine.md)."""


@dataclass(frozen=True, eq=False)
class Look:
    """An image as the encoder sees it: pixels [v, size, size, 3] of its views.

    boxes [v, 4] are x0, y0, x1, y1 of each view relative to the image; they reach outside 0..1 where the
    image was padded.
    """

    pixels: npt.NDArray[np.uint8]
    boxes: npt.NDArray[np.float32]


def look(image: Image.Image, size: int) -> Look:
    """All views of an image, which is decoded here if it is not yet: then a JPEG no larger than it has to be.

    Raises what Pillow raises for a broken file, OSError mostly.
    """
    _decode_small(image, size)
    pictures, boxes = zip(*(make_view(image, size) for make_view in VIEWS), strict=True)
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


def _decode_small(image: Image.Image, size: int) -> None:
    """Have a JPEG that is not decoded yet decoded to 1/2, 1/4 or 1/8, where the views have pixels to spare.

    The centre view shrinks the shorter side to `size`. libjpeg leaves the other frequencies out, which is how
    it saves the time.
    """
    shorter, wanted = min(image.size), size * SPARE
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
    "whole-padded-white+centre-crop/bicubic/1"  # part of every encoder key: new views, new embeddings
)
