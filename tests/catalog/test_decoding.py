"""What is kept of a photo: upright pixels on white, and nothing else of the file that came in."""

import io
import itertools
from pathlib import Path

import pytest
from PIL import Image

from catalog.services.decoding import decode
from catalog.services.refusing import RefusalError
from tests.catalog.shops import huge_picture, noisy_picture

RED, BLUE, WHITE = (220, 30, 30), (30, 30, 220), (255, 255, 255)
Colour = tuple[int, int, int]


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def shown(content: bytes) -> Image.Image:
    """The display JPEG of a photo, opened."""
    return Image.open(io.BytesIO(decode(content).display))


def near(found: object, colour: Colour) -> bool:
    assert isinstance(found, tuple)
    return max(abs(int(one) - other) for one, other in zip(found, colour, strict=True)) < 16


def test_a_large_picture_is_reduced_whole() -> None:
    """Strips in which it is worked through leave no seams, and nothing is lost at its edges."""
    large = Image.linear_gradient("L").resize((5003, 5011)).convert("RGBA")
    large.putalpha(200)

    image = shown(saved(large, "PNG", compress_level=1)).convert("L")

    column = list(image.crop((600, 0, 601, image.height)).tobytes())
    assert image.size == (1198, 1200)
    assert all(below >= above - 2 for above, below in itertools.pairwise(column))
    assert column[0] < 60
    assert column[-1] > 250


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF"])
def test_every_allowed_format_becomes_two_rgb_jpegs(kind: str) -> None:
    pictures = decode(saved(Image.new("RGB", (700, 350), RED), kind))

    display, thumb = (Image.open(io.BytesIO(jpeg)) for jpeg in (pictures.display, pictures.thumb))
    assert (display.format, display.mode, display.size) == ("JPEG", "RGB", (700, 350))
    assert (thumb.format, thumb.mode, thumb.size) == ("JPEG", "RGB", (320, 160))
    assert near(thumb.getpixel((100, 100)), RED)


def test_a_photo_of_a_telephone_is_read() -> None:
    image = shown((Path(__file__).parent / "data" / "red-left.heic").read_bytes())

    assert image.size == (64, 32)
    assert near(image.getpixel((16, 16)), RED)
    assert near(image.getpixel((48, 16)), BLUE)


def test_a_telephone_held_upright_is_read_upright() -> None:
    image = shown((Path(__file__).parent / "data" / "red-top-turned.heic").read_bytes())

    assert image.size == (32, 64)
    assert near(image.getpixel((16, 16)), RED)


def test_a_telephones_photo_that_kills_its_decoder_is_refused_and_the_next_is_read() -> None:
    """Some bytes that the fuzz found; pi-heif 1.4.0 follows a null pointer in them."""
    with pytest.raises(RefusalError, match="the photo is broken"):
        decode((Path(__file__).parent / "data" / "deadly.heic").read_bytes())

    assert decode((Path(__file__).parent / "data" / "red-left.heic").read_bytes()).size == (64, 32)


def test_a_file_that_lies_about_its_size_gets_no_memory_for_it() -> None:
    """12,000 × 12,000 pixels, of which the header says that they are 64 × 64."""
    content = (Path(__file__).parent / "data" / "lying.avif").read_bytes()

    with pytest.raises(RefusalError, match="the photo is broken"):
        decode(content)

    assert Image.open(io.BytesIO(content)).size == (64, 64)
    assert decode(saved(Image.new("RGB", (70, 35), RED), "AVIF")).size == (70, 35)


def test_what_only_looks_like_a_photo_of_a_telephone_is_refused() -> None:
    film = b"\0\0\0\x18ftypisom\0\0\0\0isomiso2" + bytes(64)

    with pytest.raises(RefusalError, match="is not a photo that we read"):
        decode(film)


def test_a_large_photo_is_shrunk_and_a_small_one_is_not_enlarged() -> None:
    large = saved(Image.new("RGB", (3000, 1500)), "JPEG")
    small = saved(Image.new("RGB", (10, 20)), "PNG")

    assert decode(large).size == (1200, 600)
    assert decode(small).size == (10, 20)


def turned(orientation: int) -> bytes:
    """A photo 40 × 20, red at its left, blue at its right, with a camera's note on how it was held."""
    image = Image.new("RGB", (40, 20), BLUE)
    image.paste(RED, (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(image, "PNG", exif=exif)


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (40, 20), (5, 10)),
        (2, (40, 20), (35, 10)),
        (3, (40, 20), (35, 10)),
        (4, (40, 20), (5, 10)),
        (5, (20, 40), (10, 5)),
        (6, (20, 40), (10, 5)),
        (7, (20, 40), (10, 35)),
        (8, (20, 40), (10, 35)),
        (99, (40, 20), (5, 10)),
    ],
)
def test_a_photo_stands_upright(orientation: int, size: tuple[int, int], red_at: tuple[int, int]) -> None:
    content = turned(orientation)

    image = shown(content)

    assert image.size == size
    assert near(image.getpixel(red_at), RED)


def test_transparency_lies_on_white() -> None:
    layer = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    layer.paste((*RED, 255), (0, 0, 20, 40))

    image = shown(saved(layer, "PNG"))

    assert near(image.getpixel((30, 20)), WHITE)
    assert near(image.getpixel((5, 20)), RED)


def test_a_palette_with_a_transparent_colour_lies_on_white() -> None:
    palette = Image.new("P", (40, 40), 0)
    palette.putpalette([0, 0, 0, *RED])
    palette.paste(1, (0, 0, 20, 40))

    image = shown(saved(palette, "PNG", transparency=0))

    assert near(image.getpixel((30, 20)), WHITE)
    assert near(image.getpixel((5, 20)), RED)


def test_sixteen_bits_of_grey_keep_their_lightness() -> None:
    image = shown(saved(Image.new("I;16", (40, 40), 128 * 256), "PNG"))

    assert near(image.getpixel((20, 20)), (128, 128, 128))


def test_cmyk_becomes_rgb() -> None:
    image = shown(saved(Image.new("CMYK", (40, 40), (0, 255, 255, 0)), "JPEG"))

    found = image.getpixel((20, 20))
    assert image.mode == "RGB"
    assert isinstance(found, tuple)
    assert found[0] > 200
    assert found[2] < 60


def test_the_first_frame_stands_for_a_moving_picture() -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in (RED, BLUE)]

    image = shown(saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=100))

    assert near(image.getpixel((20, 20)), RED)


def test_where_it_was_taken_and_other_notes_are_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (37.0, 33.0, 59.0)
    content = saved(
        Image.new("RGB", (40, 40), RED),
        "JPEG",
        exif=exif,
        comment=b"SECRET-COMMENT",
        icc_profile=b"SECRET-PROFILE" * 20,
    )
    assert content.count(b"SECRET") > 2

    pictures = decode(content)

    for kept in (pictures.display, pictures.thumb):
        assert b"SECRET" not in kept
        assert b"Exif" not in kept
        assert "comment" not in Image.open(io.BytesIO(kept)).info


def test_what_follows_the_picture_in_the_file_is_gone() -> None:
    pictures = decode(noisy_picture() + b"<script>alert(1)</script>")

    assert b"script" not in pictures.display


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_notes_that_cannot_be_read_do_not_cost_the_photo() -> None:
    content = saved(
        Image.new("RGB", (40, 40), RED), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 30
    )

    assert decode(content).size == (40, 40)


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
def test_half_a_photo_is_refused(cut: float) -> None:
    whole = noisy_picture()

    with pytest.raises(RefusalError, match="the photo is broken"):
        decode(whole[: int(len(whole) * cut)])


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [7000, 12_000, 65_000])
def test_a_bomb_is_refused_by_its_header(side: int) -> None:
    with pytest.raises(RefusalError, match="more than 40 megapixels"):
        decode(huge_picture(side, side))


def test_formats_that_need_more_memory_may_have_fewer_pixels() -> None:
    large = Image.new("RGB", (4500, 4100))

    with pytest.raises(RefusalError, match="4500 × 4100 pixels, more than 18 megapixels"):
        decode(saved(large, "WEBP", method=0))
    assert decode(saved(large, "JPEG")).size == (1200, 1093)


def test_more_bytes_than_a_photo_has_are_refused() -> None:
    with pytest.raises(RefusalError, match="larger than 25 MB"):
        decode(noisy_picture() + bytes(25 * 1024 * 1024))


@pytest.mark.parametrize("kind", ["TIFF", "PPM", "ICO", "TGA", "JPEG2000", "PDF", "EPS"])
def test_other_formats_are_refused_whatever_they_are_called(kind: str) -> None:
    with pytest.raises(RefusalError, match="not a photo that we read"):
        decode(saved(Image.new("RGB", (32, 32), RED), kind))
