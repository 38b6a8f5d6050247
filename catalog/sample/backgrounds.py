"""Where a product is photographed: studio paper, wood, plaster, marble, linen, a street out of focus."""

from collections.abc import Callable, Mapping

import numpy as np
from PIL import Image, ImageDraw

from catalog.sample.canvas import HEIGHT, WIDTH
from catalog.sample.palettes import Colour, hex_colour, mixed
from catalog.sample.pixels import Field, noise, resized, smoothstep, soft_blur

Rng = np.random.Generator
_Y, _X = (axis.astype(np.float32) / HEIGHT for axis in np.mgrid[0:HEIGHT, 0:WIDTH])

PAPERS = (
    "f4d9d6",
    "dfe7ee",
    "e9e2d3",
    "d8e2d3",
    "e6dbea",
    "f1e3c6",
    "cfd5da",
    "e8cdbd",
    "c9d8dc",
    "f2efe9",
    "d9d2c5",
    "ecd3dc",
)
DEEP = ("7c8a93", "b98f76", "8d9a86", "a67f86", "5f6b78", "c2a27a", "93858f")


def studio(rng: Rng) -> Field:
    tone = rng.uniform(0.89, 0.965)
    warm = rng.normal(0, 0.006)
    return _gradient((tone + warm, tone, tone - warm), rng, 0.05)


def paper(rng: Rng) -> Field:
    codes = PAPERS if rng.random() < 0.75 else DEEP
    return _gradient(hex_colour(codes[int(rng.integers(len(codes)))]), rng, 0.12)


def corner(rng: Rng) -> Field:
    """A wall and the floor before it, in related tones."""
    wall = hex_colour(PAPERS[int(rng.integers(len(PAPERS)))])
    floor = mixed(wall, hex_colour(DEEP[int(rng.integers(len(DEEP)))]), rng.uniform(0.1, 0.45))
    horizon = rng.uniform(0.62, 0.74)
    weight = smoothstep(horizon - 0.006, horizon + 0.006, _Y)[..., None]
    crease = 1 - 0.10 * np.exp(-(((_Y - horizon) / 0.02) ** 2))[..., None]
    picture = (_gradient(wall, rng, 0.10) * (1 - weight) + _gradient(floor, rng, 0.10) * weight) * crease
    return np.asarray(picture, dtype=np.float32)


def wood(rng: Rng) -> Field:
    base = hex_colour(str(rng.choice(["c89f72", "a97b50", "d9bd97", "8a6243", "b7a48c", "e3d3ba"])))
    planks = int(rng.integers(4, 8))
    lengthwise, across = (_Y, _X) if rng.random() < 0.6 else (_X, _Y)
    at = across * planks * 1.25
    which = np.floor(at).astype(int)
    tones = rng.normal(0, 0.055, which.max() + 1).astype(np.float32)[which]
    grain = _noise(rng, (5, 90)) if lengthwise is _Y else _noise(rng, (90, 5))
    rings = np.sin(
        40 * (across + 0.02 * _noise(rng, (3, 8) if lengthwise is _Y else (8, 3))) + 9 * tones * 20
    )
    gap = np.exp(-((np.minimum(at % 1, 1 - at % 1) / 0.012) ** 2))
    shade = 1 + tones + 0.05 * grain + 0.025 * rings - 0.45 * gap
    return _shaded(base, shade)


def wall(rng: Rng) -> Field:
    base = hex_colour(
        str(rng.choice(["ece7df", "e7ddd0", "d3d9da", "efdcd6", "d5dccb", "cbd9e2", "e8d9b5", "c9b5a4"]))
    )
    plaster = 0.006 * _noise(rng, (30, 24)) + 0.008 * _noise(rng, (120, 96)) + 0.02 * _noise(rng, (4, 4))
    return np.asarray(_gradient(base, rng, 0.10) * (1 + plaster)[..., None])


def marble(rng: Rng) -> Field:
    base = hex_colour(str(rng.choice(["eeeeec", "e9e4de", "dfe3e4", "3b3d40"])))
    flow = (
        _X * rng.uniform(-4, 4)
        + _Y * rng.uniform(2, 5)
        + 0.24 * _noise(rng, (4, 3))
        + 0.16 * _noise(rng, (12, 9))
        + 0.05 * _noise(rng, (34, 27))
    )
    veins = np.exp(-np.abs(np.sin(flow * 2.2)) * 14) * smoothstep(-0.4, 1.3, _noise(rng, (6, 5)))
    fine = np.exp(-np.abs(np.sin(flow * 3.4 + 1)) * 30) * smoothstep(0.0, 1.2, _noise(rng, (7, 6)))
    sign = -1 if base[0] > 0.5 else 1.4
    return _shaded(base, 1 + sign * (0.24 * veins + 0.10 * fine) + 0.02 * _noise(rng, (6, 5)))


def linen(rng: Rng) -> Field:
    """A sheet on a bed, with its own soft folds."""
    base = hex_colour(str(rng.choice(["f1ede5", "e6e2dc", "e9dfd3", "dfe4e6", "efe3e0"])))
    height = resized(noise(rng, 160, (3, 5)) + 0.25 * noise(rng, 160, (7, 5)), WIDTH, HEIGHT)
    down, across = np.gradient(height)
    weave = 0.007 * _noise(rng, (260, 60)) + 0.007 * _noise(rng, (60, 260))
    return _shaded(base, 1 + 3.2 * (0.6 * across + 0.8 * down).clip(-0.03, 0.03) + weave)


def concrete(rng: Rng) -> Field:
    base = hex_colour(str(rng.choice(["b9b8b4", "a3a5a6", "8b8d90", "c8c4bc", "6f7276"])))
    shade = 1 + 0.03 * _noise(rng, (5, 4)) + 0.012 * _noise(rng, (24, 20)) + 0.014 * _noise(rng, (200, 160))
    return _shaded(base, shade)


def street(rng: Rng) -> Field:
    """Buildings, pavement and lights far out of focus."""
    night = rng.random() < 0.35
    sky = hex_colour("2b3040" if night else str(rng.choice(["cfd8df", "e6ddd2", "b9cad6"])))
    small = Image.new("RGB", (WIDTH // 4, HEIGHT // 4), _bytes(sky))
    pen = ImageDraw.Draw(small)
    x = -20.0
    while x < WIDTH / 4:
        width, top = rng.uniform(18, 60), rng.uniform(0, 70)
        tone = hex_colour(str(rng.choice(["8b7d72", "a99a8c", "6c7680", "b5836a", "56606a", "c4b7a6"])))
        pen.rectangle((x, top, x + width, 150), fill=_bytes(mixed(tone, sky, 0.6 if night else 0.25)))
        x += width
    pen.rectangle(
        (0, 142, WIDTH, HEIGHT), fill=_bytes(mixed(hex_colour("7f7d7a"), sky, 0.5 if night else 0.2))
    )
    soft = np.stack(
        [soft_blur(np.asarray(band, dtype=np.float32) / 255, 7, factor=2) for band in small.split()], axis=2
    )
    picture = np.stack([resized(np.ascontiguousarray(soft[..., k]), WIDTH, HEIGHT) for k in range(3)], axis=2)
    return np.clip(_bokeh(picture, night, rng), 0, 1)


def _bokeh(picture: Field, night: bool, rng: Rng) -> Field:
    for _ in range(int(rng.integers(10, 24))):
        x, y, r = rng.uniform(0, 0.8), rng.uniform(0, 0.62), rng.uniform(0.012, 0.045)
        left, right = (int(max(0, (x + s * r * 1.3) * HEIGHT)) for s in (-1, 1))
        top, bottom = (int(max(0, (y + s * r * 1.3) * HEIGHT)) for s in (-1, 1))
        part = (slice(top, bottom), slice(left, right))
        disc = smoothstep(1.08, 0.92, np.hypot(_X[part] - x, _Y[part] - y) / np.float32(r))
        glow = np.array(
            hex_colour(str(rng.choice(["ffd9a0", "ffb37a", "fff1d6", "bfe0ff", "ff9c8a"]))), dtype=np.float32
        )
        picture[part] += disc[..., None] * (glow - 0.35) * np.float32(0.55 if night else 0.22)
    return picture


BACKGROUNDS: Mapping[str, Callable[[Rng], Field]] = {
    "studio": studio,
    "paper": paper,
    "corner": corner,
    "wood": wood,
    "wall": wall,
    "marble": marble,
    "linen": linen,
    "concrete": concrete,
    "street": street,
}


def _gradient(colour: Colour, rng: Rng, strength: float) -> Field:
    return _shaded(colour, _fall(rng, strength))


def _fall(rng: Rng, strength: float) -> Field:
    """Light that falls off away from a lamp somewhere above the picture."""
    x, y = rng.uniform(0.1, 0.7), rng.uniform(-0.1, 0.4)
    distance = np.hypot(_X - np.float32(x), _Y - np.float32(y))
    return np.asarray(1 + strength * (0.35 - distance), dtype=np.float32)


def _shaded(colour: Colour, shade: Field) -> Field:
    return np.asarray(shade[..., None] * np.array(colour, dtype=np.float32), dtype=np.float32)


def _noise(rng: Rng, cells: tuple[int, int]) -> Field:
    grid = rng.standard_normal((cells[0] + 1, cells[1] + 1)).astype(np.float32)
    return resized(grid, WIDTH, HEIGHT)


def _bytes(colour: Colour) -> tuple[int, int, int]:
    red, green, blue = (round(255 * channel) for channel in colour)
    return red, green, blue
