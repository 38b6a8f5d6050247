"""From bytes of unknown origin to two clean JPEGs. Nothing of the original survives but its pixels."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from catalog.services.refusing import RefusalError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF")
LARGEST_BYTES = 25 * 1024 * 1024
MOST_PIXELS = 40_000_000
DISPLAY_SIDE, THUMB_SIDE = 1200, 320
QUALITY = 88
_ORIENTATION = 0x0112
_QUARTER_TURNS = {5, 6, 7, 8}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Pictures:
    """The photo as it is kept: for screens and the encoder, and for lists. `size` is the display's (w, h)."""

    size: tuple[int, int]
    display: bytes
    thumb: bytes


def decode(content: bytes) -> Pictures:
    """Both JPEGs of a photo: first frame, upright, on white, RGB, without metadata; never enlarged.

    Raises RefusalError for what is not a whole photo of an allowed format, or too large. The number of pixels
    is read from the header and checked before any memory is set aside for them.
    """
    try:
        with _opened(content) as image:
            orientation = _orientation(image)
            target = _fitted(image.size, DISPLAY_SIDE)
            image.draft(None, target)  # JPEG decodes to 1/2, 1/4, 1/8 of the size for a fraction of the time
            image.load()
            display = _turned(_reduced(_on_white(image), target), orientation)
    except (RefusalError, MemoryError):
        raise
    except Exception as error:  # a decoder's ways to fail on a broken file are not a closed list
        raise RefusalError(f"the photo is broken: {str(error) or type(error).__name__}") from error
    # A third of Lanczos' taps: on a picture for lists nobody sees it, on the import everybody does.
    thumb = display.resize(_fitted(display.size, THUMB_SIDE), Image.Resampling.HAMMING, reducing_gap=3.0)
    return Pictures(display.size, _jpeg(display), _jpeg(thumb))


def display_size(content: bytes) -> tuple[int, int]:
    """The (w, h) that `decode` would give a photo that it has decoded before, from the header alone."""
    with _opened(content) as image:
        width, height = _fitted(image.size, DISPLAY_SIDE)
        return (height, width) if _orientation(image) in _QUARTER_TURNS else (width, height)


def _opened(content: bytes) -> Image.Image:
    if not content:
        raise RefusalError("the file is empty")
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise RefusalError(f"the photo has more than {MOST_PIXELS // 1_000_000} megapixels") from error
    except UnidentifiedImageError as error:
        raise RefusalError("is not a photo that we read (JPEG, PNG, WebP, GIF, BMP, AVIF)") from error
    width, height = image.size
    if not width or not height:
        raise RefusalError("the photo has no pixels")
    if width * height > MOST_PIXELS:
        raise RefusalError(
            f"the photo has {width} × {height} pixels, more than {MOST_PIXELS // 1_000_000} megapixels"
        )
    return image


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except (SyntaxError, ValueError, TypeError, KeyError, OSError, struct.error):
        return 1  # unreadable notes are no reason to refuse a good photo


def _fitted(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """The size shrunk so that its longer side is at most `longest`."""
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return image.convert("RGB")


def _reduced(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _jpeg(image: Image.Image) -> bytes:
    image.info = {}  # else Pillow writes the comment of the file that came in into ours
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
