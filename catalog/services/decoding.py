"""From bytes of unknown origin to two clean JPEGs. Nothing of the original survives but its pixels."""

from __future__ import annotations

import io
import struct
import threading
from contextlib import nullcontext
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from catalog.services.apart import SECONDS, decode_apart, is_of_video
from catalog.services.colour import in_srgb
from catalog.services.refusing import RefusalError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
"""By content, never by name; AVIF and HEIC besides. Not TIFF: photos of a shop do not need a dozen codecs."""
LARGEST_BYTES = 25 * 1024 * 1024
MOST_PIXELS = 40_000_000
FEWER_PIXELS = {"WEBP": 18_000_000, "AVIF": 24_000_000, "HEIF": 30_000_000, "CMYK": 30_000_000}
"""Decoders that hold several copies of a picture, or four inks of it: so many fit into 256 MB."""
DISPLAY_SIDE, THUMB_SIDE = 1200, 320
QUALITY = 88
_LARGE = 8_000_000
_ONE_LARGE = threading.Lock()
"""Photos of more pixels than `_LARGE` are decoded one at a time, so that memory does not grow with cores."""
_STRIP_ROWS = 32
_ORIENTATION = 0x0112
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


def decode(content: bytes, *, seconds: float = SECONDS) -> Pictures:
    """Both JPEGs of a photo: first frame, upright, on white, in sRGB, without metadata; never enlarged.

    Raises RefusalError for what is not a whole photo of an allowed format, or too large. The number of pixels
    is read from the header and checked before any memory is set aside for them. HEIC and AVIF, of which no
    header is believed, may take so many `seconds`.
    """
    _check_bytes(content)
    if is_of_video(content):
        return Pictures(*decode_apart(content, seconds=seconds))
    return pictures_of(content, FORMATS)


def looked_at(content: bytes) -> tuple[int, int]:
    """The (w, h) that a photo's header says, if it is one that we would try to decode. Raises RefusalError.

    What is broken further in is found by `decode` alone. Of HEIC and AVIF no header is believed.
    """
    _check_bytes(content)
    if is_of_video(content):
        return decode(content).size
    try:
        with _opened(content, FORMATS) as image:
            return image.size
    except RefusalError:
        raise
    except Exception as error:  # as below
        raise RefusalError(f"the photo is broken: {str(error) or type(error).__name__}") from error


def pictures_of(content: bytes, formats: tuple[str, ...]) -> Pictures:
    """What `decode` gives, in this process."""
    try:
        with _opened(content, formats) as image, _ONE_LARGE if _is_large(image) else nullcontext():
            orientation = _orientation(image)
            target = _fitted(image.size, DISPLAY_SIDE)
            image.draft(None, target)  # JPEG decodes to 1/2, 1/4, 1/8 of the size for a fraction of the time
            image.load()
            _check_size(image)  # of HEIC and AVIF the header may have lied
            display = _turned(
                in_srgb(_reduced_on_white(image, target), image.info.get("icc_profile")), orientation
            )
    except RefusalError:
        raise
    except MemoryError as error:
        raise RefusalError("the photo needs more memory than there is") from error
    except Exception as error:  # a decoder's ways to fail on a broken file are not a closed list
        raise RefusalError(f"the photo is broken: {str(error) or type(error).__name__}") from error
    # A third of Lanczos' taps: on a picture for lists nobody sees it, on the import everybody does.
    thumb = display.resize(_fitted(display.size, THUMB_SIDE), Image.Resampling.HAMMING, reducing_gap=3.0)
    return Pictures(display.size, _jpeg(display), _jpeg(thumb))


def _check_bytes(content: bytes) -> None:
    if not content:
        raise RefusalError("the file is empty")
    if len(content) > LARGEST_BYTES:
        raise RefusalError(f"the photo is larger than {LARGEST_BYTES // 1024 // 1024} MB")


def _opened(content: bytes, formats: tuple[str, ...]) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(content), formats=formats)
    except Image.DecompressionBombError as error:
        raise RefusalError(f"the photo has more than {MOST_PIXELS // 1_000_000} megapixels") from error
    except UnidentifiedImageError as error:
        raise RefusalError("is not a photo that we read (JPEG, PNG, WebP, GIF, BMP, AVIF, HEIC)") from error
    _check_size(image)
    return image


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    if not width or not height:
        raise RefusalError("the photo has no pixels")
    most = min(
        MOST_PIXELS, *(FEWER_PIXELS.get(kind or "", MOST_PIXELS) for kind in (image.format, image.mode))
    )
    if width * height > most:
        raise RefusalError(
            f"the photo has {width} × {height} pixels, more than {most // 1_000_000} megapixels"
        )


def _is_large(image: Image.Image) -> bool:
    return image.width * image.height > _LARGE


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except (SyntaxError, ValueError, TypeError, KeyError, OSError, struct.error):
        return 1  # unreadable notes are no reason to refuse a good photo


def _fitted(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """The size shrunk so that its longer side is at most `longest`."""
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _reduced_on_white(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The image in the given size as RGB, CMYK or grey; strip by strip, so that it is in memory once."""
    factor = max(1, int(min(image.width / size[0], image.height / size[1]) / 2))
    if factor == 1 and image.mode in ("RGB", "CMYK", "L") and not image.has_transparency_data:
        small = image
    else:
        small = _strip_by_strip(image, factor)
    if small.size == size:
        return small
    box = (0.0, 0.0, image.width / factor, image.height / factor)
    return small.resize(size, Image.Resampling.LANCZOS, box=box)


def _strip_by_strip(image: Image.Image, factor: int) -> Image.Image:
    mode = _on_white(image.crop((0, 0, 1, 1))).mode
    whole = Image.new(mode, (-(-image.width // factor), -(-image.height // factor)))
    step = _STRIP_ROWS * factor
    for top in range(0, image.height, step):
        strip = image.crop((0, top, image.width, min(top + step, image.height)))
        whole.paste(_on_white(strip).reduce(factor), (0, top // factor))
    return whole


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return image if image.mode in ("RGB", "CMYK", "L") else image.convert("RGB")


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _jpeg(image: Image.Image) -> bytes:
    image.info = {}  # else Pillow writes the comment of the file that came in into ours
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
