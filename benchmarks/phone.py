"""What happens to a product on its way into a shopper's photo, each kind drawn from a seed."""

from __future__ import annotations

from collections.abc import Callable

import checkout  # noqa: F401 (finds the settings)
import numpy as np
from distortions import saved
from PIL import Image, ImageEnhance, ImageFilter

Chance = np.random.Generator
Taken = Callable[[Image.Image, Chance, Image.Image], Image.Image]
"""From the product's RGB photo, chance, and another photo that may lend its ground."""

TURNS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)


def taken(picture: Image.Image, kind: str, chance: Chance, ground: Image.Image) -> Image.Image:
    """The photo as a phone would send it: distorted in one way, and saved as JPEG."""
    return saved(KINDS[kind](picture, chance, ground).convert("RGB"), quality=int(chance.integers(70, 93)))


def clean(picture: Image.Image, chance: Chance, ground: Image.Image) -> Image.Image:
    return picture


def rotated(picture: Image.Image, chance: Chance, ground: Image.Image) -> Image.Image:
    """By a quarter, a half or three quarters, with nothing in the file that says so."""
    return picture.transpose(TURNS[int(chance.integers(len(TURNS)))])


def tilted(picture: Image.Image, chance: Chance, ground: Image.Image) -> Image.Image:
    """By 10 to 30 degrees either way; the corners show more of the same surroundings, mirrored."""
    angle = float(chance.uniform(10, 30) * chance.choice([-1, 1]))
    width, height = picture.size
    pad = (height // 2, height // 2), (width // 2, width // 2), (0, 0)
    wide = Image.fromarray(np.pad(np.asarray(picture), pad, mode="symmetric"))
    turned = wide.rotate(angle, Image.Resampling.BICUBIC)
    left, top = width // 2, height // 2
    return turned.crop((left, top, left + width, top + height))


def cropped(picture: Image.Image, chance: Chance, ground: Image.Image) -> Image.Image:
    """Only 55 to 80 % of the width and of the height are in the picture, from anywhere."""
    width, height = (int(side * chance.uniform(0.55, 0.8)) for side in picture.size)
    left = int(chance.integers(0, picture.width - width + 1))
    top = int(chance.integers(0, picture.height - height + 1))
    return picture.crop((left, top, left + width, top + height))


def badly_lit(picture: Image.Image, chance: Chance, ground: Image.Image) -> Image.Image:
    """Darker or brighter by up to 50 %, flat, each channel by up to 20 %, with the noise of a small lens."""
    picture = ImageEnhance.Brightness(picture).enhance(float(chance.choice([0.5, 0.65, 1.35, 1.5])))
    picture = ImageEnhance.Contrast(picture).enhance(float(chance.uniform(0.6, 1.0)))
    cast = np.asarray(picture) * chance.uniform(0.8, 1.2, 3)
    noisy = cast + chance.normal(0, 8, cast.shape)
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8))


def mirrored(picture: Image.Image, chance: Chance, ground: Image.Image) -> Image.Image:
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def surrounded(picture: Image.Image, chance: Chance, ground: Image.Image) -> Image.Image:
    """The product takes 40 to 65 % of each side, somewhere on a blurred picture of something else."""
    canvas = ground.resize(picture.size).filter(ImageFilter.GaussianBlur(max(picture.size) / 60))
    share = float(chance.uniform(0.4, 0.65))
    small = picture.resize((max(8, int(picture.width * share)), max(8, int(picture.height * share))))
    left = int(chance.integers(0, canvas.width - small.width + 1))
    top = int(chance.integers(0, canvas.height - small.height + 1))
    canvas.paste(small, (left, top))
    return canvas


def several(picture: Image.Image, chance: Chance, ground: Image.Image) -> Image.Image:
    """Tilted by up to 12 degrees, a little cropped, in another light, every other time mirrored."""
    if chance.random() < 0.5:
        picture = mirrored(picture, chance, ground)
    picture = picture.rotate(float(chance.uniform(-12, 12)), Image.Resampling.BICUBIC, fillcolor="grey")
    edge = float(chance.uniform(0.05, 0.12))
    width, height = picture.size
    picture = picture.crop(
        (int(width * edge), int(height * edge), int(width * (1 - edge)), int(height * (1 - edge)))
    )
    return badly_lit(picture, chance, ground)


KINDS: dict[str, Taken] = {
    function.__name__: function
    for function in (clean, rotated, tilted, cropped, badly_lit, mirrored, surrounded, several)
}
