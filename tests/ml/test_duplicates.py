"""Copies of a picture are known however they were changed; other pictures are not taken for copies."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from ml.duplicates import ALIKE_BITS, Original, bands, connected, distance, mirrored, print_of

ALIKE = 0.9
"""A cosine such as the encoder gives to photos of the same kind of thing."""


def shirt(colour: str, *, creases: int = 0) -> Image.Image:
    """A shirt on a striped rug, with creases of its own."""
    picture = Image.new("RGB", (300, 400), "#c8b8a0")
    draw = ImageDraw.Draw(picture)
    for y in range(0, 400, 22):
        draw.line([(0, y), (300, y + 14)], fill="#8a6f52", width=4)
    draw.polygon([(60, 90), (110, 60), (190, 60), (240, 90), (215, 150), (195, 140), (195, 340)], fill=colour)
    draw.polygon([(60, 90), (85, 150), (105, 140), (105, 340), (195, 340), (195, 90)], fill=colour)
    chance = np.random.default_rng(creases)
    for _ in range(60):
        x, y = int(chance.integers(100, 200)), int(chance.integers(80, 320))
        dx, dy = chance.integers(-30, 30, 2).tolist()
        shade = (25, 25, 25) if chance.random() < 0.5 else (235, 235, 235)
        draw.line([(x, y), (x + dx, y + dy)], fill=shade, width=int(chance.integers(2, 6)))
    return picture


def saved(picture: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return Image.open(out)


def tinted(picture: Image.Image) -> Image.Image:
    gains = np.array([1.1, 1.0, 0.9])
    return Image.fromarray((np.asarray(picture) * gains).clip(0, 255).astype(np.uint8))


COPIES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "saved badly": lambda picture: saved(picture, 30),
    "half the size": lambda picture: picture.resize((picture.width // 2, picture.height // 2)),
    "cropped": lambda picture: picture.crop(
        (picture.width // 8, picture.height // 10, picture.width, picture.height * 9 // 10)
    ),
    "mirrored": ImageOps.mirror,
    "brighter": lambda picture: ImageEnhance.Brightness(picture).enhance(1.25),
    "another lamp": tinted,
    "turned": lambda picture: picture.rotate(2.5, Image.Resampling.BICUBIC, fillcolor="white"),
    "framed": lambda picture: ImageOps.expand(picture, 30, "black"),
    "mirrored and cropped": lambda picture: ImageOps.mirror(
        picture.crop((0, 0, picture.width * 5 // 6, picture.height * 7 // 8))
    ),
}


@pytest.mark.parametrize("change", COPIES)
def test_a_copy_is_known(change: str, palace: Image.Image, flower: Image.Image) -> None:
    for picture in (palace, flower, shirt("#b03040")):
        one, other = print_of(picture), print_of(COPIES[change](picture))

        assert Original(one).is_same_picture(other, cosine=ALIKE)
        assert Original(other).is_same_picture(one, cosine=ALIKE)


def test_another_picture_is_no_copy(palace: Image.Image, flower: Image.Image) -> None:
    assert not Original(print_of(palace)).is_same_picture(print_of(flower), cosine=ALIKE)


def test_the_same_shirt_in_another_colour_is_no_copy() -> None:
    red, blue = print_of(shirt("#b03040")), print_of(shirt("#3040b0"))

    assert not Original(red).is_same_picture(blue, cosine=0.97)


def test_two_white_shirts_on_the_same_rug_are_no_copies() -> None:
    one, other = print_of(shirt("#f0f0f0", creases=1)), print_of(shirt("#f0f0f0", creases=2))

    assert not Original(one).is_same_picture(other, cosine=0.95)


def test_what_the_encoder_finds_unlike_is_no_copy(palace: Image.Image) -> None:
    same = print_of(palace)

    assert not Original(same).is_same_picture(same, cosine=0.3)


@pytest.mark.parametrize("size", [(200, 200), (1, 1), (3, 500)])
def test_plain_pictures_are_nobodys_copies(size: tuple[int, int]) -> None:
    white, nearly = (print_of(Image.new("RGB", size, colour)) for colour in ("#ffffff", "#fdfdfd"))

    assert not Original(white).is_same_picture(nearly, cosine=1.0)


def test_the_hash_of_a_mirror_image_is_known_from_the_hash(palace: Image.Image) -> None:
    one, other = print_of(palace).hash, print_of(ImageOps.mirror(palace)).hash

    assert (mirrored(one) ^ other).bit_count() <= 2
    assert mirrored(mirrored(one)) == one
    assert distance(one, other) <= 2


def test_a_saved_copy_shares_a_bucket_and_a_stranger_is_far(palace: Image.Image, flower: Image.Image) -> None:
    one, copy, stranger = (print_of(picture).hash for picture in (palace, saved(palace, 50), flower))

    assert set(bands(one)) & set(bands(copy))
    assert distance(one, copy) <= ALIKE_BITS < distance(one, stranger)


def test_margins_do_not_count(flower: Image.Image) -> None:
    framed = ImageOps.expand(ImageOps.expand(flower, 40, "white"), 20, "black")

    assert distance(print_of(flower).hash, print_of(framed).hash) <= ALIKE_BITS


def test_three_bits_apart_always_share_a_bucket() -> None:
    chance = np.random.default_rng(3)
    for _ in range(200):
        hash_ = int(chance.integers(0, 1 << 63))
        other = hash_
        for bit in chance.choice(64, 3, replace=False):
            other ^= 1 << int(bit)

        assert set(bands(hash_)) & set(bands(other))


def test_pairs_that_hang_together_are_one_set() -> None:
    found = connected([(1, 2), (5, 6), (2, 3), (7, 7), (6, 9)])

    assert sorted(map(sorted, found)) == [[1, 2, 3], [5, 6, 9], [7]]
