"""The two ways in which an image is shown to the encoder: whole, and its centre."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

Box = tuple[float, float, float, float]
MakeView = Callable[[Image.Image, int], tuple[Image.Image, Box]]

PADDING = (255, 255, 255)  # product photos mostly stand on white


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


def _opaque(image: Image.Image) -> Image.Image:
    """RGB, with transparent parts on the padding colour: cut-out product shots are common."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    cut_out = image.convert("RGBA")
    ground = Image.new("RGBA", image.size, (*PADDING, 255))
    return Image.alpha_composite(ground, cut_out).convert("RGB")


VIEWS: tuple[MakeView, ...] = (whole_padded, centre_crop)
VIEWS_VERSION = (
    "whole-padded-white+centre-crop/bicubic/1"  # part of every encoder key: new views, new embeddings
)
