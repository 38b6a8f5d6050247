"""Small whole photos of every format that is read, of the kinds that go different ways in a decoder."""

import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from tests.catalog.test_colours_of_photos import display_p3_profile, press_profile

DATA = Path(__file__).resolve().parent.parent / "catalog" / "data"


def seeds() -> dict[str, bytes]:
    return {**dict(_drawn()), **{path.name: path.read_bytes() for path in sorted(DATA.glob("red-*.heic"))}}


def _drawn() -> Iterator[tuple[str, bytes]]:
    colour = Image.linear_gradient("L").resize((48, 40)).convert("RGB")
    clear = colour.convert("RGBA")
    clear.putalpha(100)
    exif = Image.Exif()
    exif[0x0112] = 6
    several = {"save_all": True, "append_images": [colour.rotate(90)], "duration": 50}
    yield "jpeg", _saved(colour, "JPEG", exif=exif, icc_profile=display_p3_profile())
    yield "progressive", _saved(colour, "JPEG", progressive=True)
    yield "inks", _saved(colour.convert("CMYK"), "JPEG", icc_profile=press_profile())
    yield "png", _saved(clear, "PNG", icc_profile=display_p3_profile())
    yield "palette", _saved(colour.convert("P"), "PNG", transparency=0)
    yield "deep", _saved(Image.new("I;16", (48, 40), 30_000), "PNG")
    yield "webp", _saved(colour, "WEBP", exif=exif)
    yield "lossless", _saved(clear, "WEBP", lossless=True)
    yield "moving webp", _saved(colour, "WEBP", **several)
    yield "gif", _saved(colour, "GIF", **several)
    yield "avif", _saved(clear, "AVIF", speed=10)
    yield "bmp", _saved(colour, "BMP")
    yield "run lengths", RUN_LENGTHS


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


RUN_LENGTHS = (
    b"BM" + (1088).to_bytes(4, "little") + bytes(4) + (1078).to_bytes(4, "little")
    + (40).to_bytes(4, "little") + (4).to_bytes(4, "little") + (1).to_bytes(4, "little")
    + b"\1\0\x08\0" + (1).to_bytes(4, "little") + bytes(20) + bytes(1024) + b"\4\1\0\0\0\1" + bytes(4)
)  # fmt: skip
"""A BMP of one row, packed: four pixels of the second colour. Pillow reads these and writes none."""
