"""What shops do to a photo before they show it again as their own, each drawn from a seed."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFont

Chance = np.random.Generator
Distortion = Callable[[Image.Image, Chance], Image.Image]


def distorted(picture: Image.Image, kind: str, chance: Chance) -> Image.Image:
    """The RGB picture after one kind of treatment, and saved as JPEG again."""
    return saved(DISTORTIONS[kind](picture, chance), quality=int(chance.integers(80, 96)))


def saved(picture: Image.Image, *, quality: int) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    again = Image.open(out)
    again.load()
    return again


def resave(picture: Image.Image, chance: Chance) -> Image.Image:
    """JPEG at a quality of 30 to 90."""
    return saved(picture, quality=int(chance.integers(30, 91)))


def resize(picture: Image.Image, chance: Chance) -> Image.Image:
    """To 40 to 80 % of the sides."""
    share = chance.uniform(0.4, 0.8)
    return picture.resize((max(8, int(picture.width * share)), max(8, int(picture.height * share))))


def crop(picture: Image.Image, chance: Chance) -> Image.Image:
    """5 to 25 % off the width and off the height, from anywhere."""
    width, height = (int(side * (1 - chance.uniform(0.05, 0.25))) for side in picture.size)
    left = int(chance.integers(0, picture.width - width + 1))
    top = int(chance.integers(0, picture.height - height + 1))
    return picture.crop((left, top, left + width, top + height))


def mirror(picture: Image.Image, chance: Chance) -> Image.Image:
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def light(picture: Image.Image, chance: Chance) -> Image.Image:
    """Brightness and contrast by up to 30 %, each colour channel by up to 12 %."""
    picture = ImageEnhance.Brightness(picture).enhance(chance.uniform(0.7, 1.3))
    picture = ImageEnhance.Contrast(picture).enhance(chance.uniform(0.7, 1.3))
    gains = chance.uniform(0.88, 1.12, 3)
    return Image.fromarray((np.asarray(picture) * gains).clip(0, 255).astype(np.uint8))


def rotate(picture: Image.Image, chance: Chance) -> Image.Image:
    """By half a degree to three, either way; the corners that come free are white."""
    angle = chance.uniform(0.5, 3.0) * chance.choice([-1, 1])
    return picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white")


def border(picture: Image.Image, chance: Chance) -> Image.Image:
    """A frame of 3 to 12 % all around, or bars that make it square, in white, black or grey."""
    colour = str(chance.choice(["white", "black", "lightgrey"]))
    if chance.random() < 0.5:
        edge = int(chance.uniform(0.03, 0.12) * max(picture.size))
        size = (picture.width + 2 * edge, picture.height + 2 * edge)
    else:
        size = (max(picture.size), max(picture.size))
    framed = Image.new("RGB", size, colour)
    framed.paste(picture, ((size[0] - picture.width) // 2, (size[1] - picture.height) // 2))
    return framed


def watermark(picture: Image.Image, chance: Chance) -> Image.Image:
    """A shop's name across the picture, half to nearly opaque."""
    layer = Image.new("RGBA", picture.size)
    font = ImageFont.load_default(size=picture.width * chance.uniform(0.08, 0.16))
    place = (picture.width * chance.uniform(0.05, 0.35), picture.height * chance.uniform(0.1, 0.8))
    shade = int(chance.choice([0, 255]))
    fill = (shade, shade, shade, int(chance.integers(120, 230)))
    ImageDraw.Draw(layer).text(place, "shop.example", fill, font)
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def several(picture: Image.Image, chance: Chance) -> Image.Image:
    """Cropped, mirrored every other time, in another light, smaller, and saved badly."""
    if chance.random() < 0.5:
        picture = mirror(picture, chance)
    return resave(resize(light(crop(picture, chance), chance), chance), chance)


DISTORTIONS: dict[str, Distortion] = {
    function.__name__: function
    for function in (resave, resize, crop, mirror, light, rotate, border, watermark, several)
}
