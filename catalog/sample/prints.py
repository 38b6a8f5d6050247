"""Prints as seamless tiles of cloth [TILE, TILE, 3], and the tag of the pattern facet that each one is."""

from collections.abc import Callable, Mapping

import numpy as np

from catalog.sample import motifs
from catalog.sample.geometry import Points, by, ellipse
from catalog.sample.motifs import TILE, Motif, Spot, Stamp
from catalog.sample.palettes import Colour, luminance, mixed
from catalog.sample.pixels import Field, noise, smoothstep

Dyes = tuple[Colour, Colour, Colour]
Printer = Callable[[Dyes, np.random.Generator], Field]

_Y, _X = (axis.astype(np.float32) / TILE for axis in np.mgrid[0:TILE, 0:TILE])
_LEAF, _DARK = (0.36, 0.47, 0.31), (0.10, 0.08, 0.08)


def plain(dyes: Dyes, rng: np.random.Generator) -> Field:
    return np.broadcast_to(np.array(dyes[0], dtype=np.float32), (TILE, TILE, 3)).copy()


def _scattered(motif: Motif, repeats: tuple[int, int], radius: float, leaf: bool = False) -> Printer:
    """Motifs on a jittered brick lattice, `repeats` from … to per tile side, radius relative to a cell."""

    def printer(dyes: Dyes, rng: np.random.Generator) -> Field:
        n = 2 * int(rng.integers(repeats[0] // 2, repeats[1] // 2 + 1))
        stamp, cell = Stamp(dyes[0]), 1 / n
        green = mixed(_LEAF, dyes[0], 0.25)
        inks = [
            (dyes[1], green if leaf else dyes[2], dyes[2]),
            (dyes[2], green if leaf else dyes[1], dyes[1]),
        ]
        for row in range(n):
            for column in range(n):
                x, y = by(column + 0.5 * (row % 2) + 0.25, row + 0.5) + rng.uniform(-0.16, 0.16, 2)
                size = cell * radius * rng.uniform(0.75, 1.15)
                main, other, third = inks[int(rng.random() < 0.3)]
                spot = Spot(x * cell, y * cell, size, rng.uniform(0, 6.28))
                motif(stamp, spot, (_seen(main, dyes[0]), other, third))
                if leaf:
                    bud = ellipse((x + 0.5) * cell, (y + 0.25) * cell, 0.09 * cell)
                    stamp.polygon(bud, _seen(third, dyes[0]))
        return stamp.tile()

    return printer


def _dots(repeats: tuple[int, int], radius: float) -> Printer:
    def printer(dyes: Dyes, rng: np.random.Generator) -> Field:
        n = 2 * int(rng.integers(repeats[0] // 2, repeats[1] // 2 + 1))
        stamp, ink = Stamp(dyes[0]), _seen(dyes[1], dyes[0])
        for row in range(n):
            for column in range(n // 2):
                stamp.polygon(ellipse((2 * column + row % 2 + 0.5) / n, (row + 0.5) / n, radius / n), ink)
        return stamp.tile()

    return printer


def breton(dyes: Dyes, rng: np.random.Generator) -> Field:
    return _bands(_Y, [(dyes[0], 0.62), (_seen(dyes[1], dyes[0]), 0.38)], int(rng.integers(5, 9)))


def wide_stripe(dyes: Dyes, rng: np.random.Generator) -> Field:
    return _bands(_Y, [(dyes[0], 0.5), (_seen(dyes[1], dyes[0]), 0.5)], int(rng.integers(2, 4)))


def multi_stripe(dyes: Dyes, rng: np.random.Generator) -> Field:
    axis = _Y if rng.random() < 0.7 else _X
    bands = [(dyes[0], 0.3), (dyes[1], 0.2), (dyes[2], 0.2), (dyes[1], 0.1), (dyes[0], 0.1), (dyes[2], 0.1)]
    return _bands(axis, bands, int(rng.integers(1, 4)))


def pinstripe(dyes: Dyes, rng: np.random.Generator) -> Field:
    return _bands(_X, [(dyes[0], 0.86), (_seen(dyes[1], dyes[0]), 0.14)], int(rng.integers(7, 12)))


def candy_stripe(dyes: Dyes, rng: np.random.Generator) -> Field:
    return _bands(_X, [(dyes[0], 0.5), (_seen(dyes[1], dyes[0]), 0.5)], int(rng.integers(5, 10)))


def gingham(dyes: Dyes, rng: np.random.Generator) -> Field:
    n = int(rng.integers(5, 12))
    weight = 0.5 * (_square(_X, n, 0.5) + _square(_Y, n, 0.5))
    dark, light = sorted((dyes[0], dyes[1]), key=luminance)
    return _blend(mixed(light, (1, 1, 1), 0.5), mixed(dark, light, 0.1), weight)


def tartan(dyes: Dyes, rng: np.random.Generator) -> Field:
    n = int(rng.integers(2, 4))
    second = _seen(dyes[1], dyes[0])
    sett = [
        (dyes[0], 0.34),
        (dyes[2], 0.07),
        (dyes[0], 0.1),
        (second, 0.05),
        (dyes[0], 0.1),
        (dyes[2], 0.26),
        (second, 0.08),
    ]
    twill = _square(_X + _Y, 64, 0.5)[..., None]
    return np.asarray(_bands(_X, sett, n) * twill + _bands(_Y, sett, n) * (1 - twill), dtype=np.float32)


def windowpane(dyes: Dyes, rng: np.random.Generator) -> Field:
    n = int(rng.integers(3, 6))
    lines = np.maximum(_square(_X, n, 0.06), _square(_Y, n, 0.06))
    return _blend(dyes[0], _seen(dyes[1], dyes[0]), lines)


def houndstooth(dyes: Dyes, rng: np.random.Generator) -> Field:
    n = int(rng.integers(8, 15))
    x, y = (_X * n) % 1, (_Y * n) % 1
    column, row = x < 0.5, y < 0.5
    diagonal = ((x + y) * 4 % 1) < 0.5
    dark = np.where(column & row, True, np.where(column ^ row, diagonal, False))
    return _blend(_seen(dyes[1], dyes[0]), dyes[0], dark.astype(np.float32))


def argyle(dyes: Dyes, rng: np.random.Generator) -> Field:
    n = int(rng.integers(3, 5))
    x, y = np.abs((_X * n) % 1 - 0.5), np.abs((_Y * n / 1.5 * 1.5 / 1) % 1 - 0.5)
    diamond = (x + y < 0.5).astype(np.float32)
    line = np.maximum(
        np.abs(((_X + _Y) * n) % 1 - 0.5) < 0.025, np.abs(((_X - _Y) * n) % 1 - 0.5) < 0.025
    ).astype(np.float32)
    return _over(_blend(dyes[0], _seen(dyes[1], dyes[0]), diamond), dyes[2], line)


def zigzag(dyes: Dyes, rng: np.random.Generator) -> Field:
    n, waves = int(rng.integers(2, 4)), int(rng.integers(5, 9))
    wave = np.abs((_X * waves) % 1 - 0.5) * (1.0 / waves)
    bands = [
        (dyes[0], 0.34),
        (dyes[1], 0.16),
        (dyes[2], 0.16),
        (dyes[1], 0.1),
        (mixed(dyes[0], _DARK, 0.5), 0.24),
    ]
    return _bands(_Y + wave, bands, n)


def aztec(dyes: Dyes, rng: np.random.Generator) -> Field:
    """Bands of stepped diamonds and triangles, as in a kilim."""
    n = int(rng.integers(4, 7))
    steps = np.floor(np.abs((_X * n) % 1 - 0.5) * 12) / 12
    band = (_Y * 3) % 1
    height = np.floor(np.abs(band - 0.5) * 12) / 12
    picture = _blend(dyes[0], dyes[1], (steps + height < 0.42).astype(np.float32))
    picture = _over(picture, dyes[2], (steps + height < 0.2).astype(np.float32))
    picture = _over(picture, mixed(dyes[0], _DARK, 0.55), (np.abs(band - 0.5) > 0.44).astype(np.float32))
    teeth = (np.abs(band - 0.5) > 0.36) & (np.abs((_X * n * 2) % 1 - 0.5) < (np.abs(band - 0.5) - 0.34) * 4)
    return _over(picture, dyes[2], teeth.astype(np.float32))


def leopard(dyes: Dyes, rng: np.random.Generator) -> Field:
    n = int(rng.integers(4, 7)) * 2
    fur = mixed((0.80, 0.60, 0.36), dyes[0], 0.25)
    stamp = Stamp(fur)
    for row in range(n):
        for column in range(n):
            x, y = (by(column + 0.5 * (row % 2), row) + rng.uniform(-0.2, 0.2, 2)) / n
            r, turn = rng.uniform(0.24, 0.34) / n, rng.uniform(0, 6.28)
            stamp.polygon(_blob(rng, r) + by(x, y), mixed(fur, (0.42, 0.24, 0.12), 0.55))
            for k in range(3):
                at = turn + k * 2.1 + rng.uniform(-0.3, 0.3)
                patch = ellipse(x + r * np.cos(at), y + r * np.sin(at), 0.55 * r, 0.28 * r, at + 1.57)
                stamp.polygon(patch, _DARK)
    return stamp.tile()


def zebra(dyes: Dyes, rng: np.random.Generator) -> Field:
    bend = noise(rng, TILE, 5) * 0.045 + noise(rng, TILE, 12) * 0.008
    wave = np.sin(2 * np.pi * int(rng.integers(6, 10)) * (_Y + bend))
    return _blend(mixed(dyes[0], (0.95, 0.93, 0.88), 0.8), _DARK, smoothstep(-0.1, 0.1, wave))


def cow(dyes: Dyes, rng: np.random.Generator) -> Field:
    spots = smoothstep(0.45, 0.6, noise(rng, TILE, 7) + 0.3 * noise(rng, TILE, 17))
    return _blend((0.95, 0.93, 0.89), mixed(_DARK, dyes[0], 0.3), spots)


def camouflage(dyes: Dyes, rng: np.random.Generator) -> Field:
    picture = plain((mixed(dyes[0], (0.55, 0.55, 0.42), 0.6), dyes[1], dyes[2]), rng)
    for ink in ((0.30, 0.34, 0.22), (0.38, 0.28, 0.20), (0.13, 0.14, 0.12)):
        spots = smoothstep(0.5, 0.6, noise(rng, TILE, 5) + 0.5 * noise(rng, TILE, 11))
        picture = _over(picture, mixed(ink, dyes[1], 0.12), spots)
    return picture


def tie_dye(dyes: Dyes, rng: np.random.Generator) -> Field:
    angle = np.arctan2(_Y - 0.5, _X - 0.5) / (2 * np.pi)
    radius = np.hypot(_Y - 0.5, _X - 0.5)
    soak = (5 * angle + 4.5 * radius + 0.10 * noise(rng, TILE, 9)) % 1
    bands = _bands(soak, [(dyes[0], 0.3), (dyes[1], 0.25), ((0.97, 0.96, 0.94), 0.15), (dyes[2], 0.3)], 1)
    return np.asarray(np.clip(bands + 0.05 * noise(rng, TILE, 24)[..., None], 0, 1), dtype=np.float32)


PRINTS: Mapping[str, tuple[str, Printer]] = {
    "plain": ("plain", plain),
    "ditsy floral": ("floral", _scattered(motifs.flower, (8, 12), 0.36, leaf=True)),
    "big floral": ("floral", _scattered(motifs.flower, (2, 4), 0.40, leaf=True)),
    "roses": ("floral", _scattered(motifs.rose, (4, 6), 0.40, leaf=True)),
    "tulips": ("floral", _scattered(motifs.tulip, (4, 8), 0.36, leaf=True)),
    "breton": ("striped", breton),
    "wide stripe": ("striped", wide_stripe),
    "multi stripe": ("striped", multi_stripe),
    "pinstripe": ("striped", pinstripe),
    "candy stripe": ("striped", candy_stripe),
    "gingham": ("checked", gingham),
    "tartan": ("checked", tartan),
    "windowpane": ("checked", windowpane),
    "houndstooth": ("checked", houndstooth),
    "argyle": ("checked", argyle),
    "polka dots": ("dotted", _dots((6, 12), 0.42)),
    "pin dots": ("dotted", _dots((16, 24), 0.36)),
    "paisley": ("ethnic", _scattered(motifs.paisley, (4, 6), 0.42)),
    "zigzag": ("ethnic", zigzag),
    "aztec": ("ethnic", aztec),
    "leopard": ("animal", leopard),
    "zebra": ("animal", zebra),
    "cow": ("animal", cow),
    "camouflage": ("graphic", camouflage),
    "tie-dye": ("graphic", tie_dye),
    "hearts": ("graphic", _scattered(motifs.heart, (6, 10), 0.27)),
    "stars": ("graphic", _scattered(motifs.star, (6, 10), 0.30)),
    "cherries": ("graphic", _scattered(motifs.cherry, (4, 8), 0.34, leaf=False)),
    "smileys": ("graphic", _scattered(motifs.smiley, (4, 6), 0.32)),
}


def _bands(axis: Field, bands: list[tuple[Colour, float]], repeats: int) -> Field:
    """Colours in turn along `axis`, each as wide as its share, `repeats` times per tile, edges softened."""
    at = (axis * repeats) % 1
    edges = np.concatenate([[0.0], np.cumsum([share for _, share in bands])])
    edges /= edges[-1]
    soft = 0.75 * repeats / TILE
    picture = np.zeros((*axis.shape, 3), dtype=np.float32)
    for (colour, _), low, high in zip(bands, edges[:-1], edges[1:], strict=True):
        weight = (
            _inside(at, low, high, soft) + _inside(at + 1, low, high, soft) + _inside(at - 1, low, high, soft)
        )
        picture += weight[..., None] * np.array(colour, dtype=np.float32)
    return picture


def _inside(at: Field, low: float, high: float, soft: float) -> Field:
    rise = np.clip((at - low) / (2 * soft) + 0.5, 0, 1)
    fall = np.clip((high - at) / (2 * soft) + 0.5, 0, 1)
    return np.asarray(rise + fall - 1, dtype=np.float32).clip(0, 1)


def _square(axis: Field, repeats: int, share: float) -> Field:
    at = (axis * repeats) % 1
    soft = 0.75 * repeats / TILE
    return _inside(at, 0, share, soft) + _inside(at - 1, 0, share, soft)


def _blend(ground: Colour, ink: Colour, weight: Field) -> Field:
    low, high = np.array(ground, dtype=np.float32), np.array(ink, dtype=np.float32)
    return np.asarray(low + (high - low) * weight[..., None], dtype=np.float32)


def _over(picture: Field, ink: Colour, weight: Field) -> Field:
    return np.asarray(
        picture + (np.array(ink, dtype=np.float32) - picture) * weight[..., None], dtype=np.float32
    )


def _seen(ink: Colour, ground: Colour) -> Colour:
    """The ink, pushed away from the ground where the two would be hard to tell apart."""
    if max(abs(a - b) for a, b in zip(ink, ground, strict=True)) > 0.22:
        return ink
    return mixed(ink, (1, 1, 1) if luminance(ground) < 0.55 else (0.1, 0.1, 0.12), 0.6)


def _blob(rng: np.random.Generator, r: float) -> Points:
    t = np.linspace(0, 2 * np.pi, 14, endpoint=False)
    radius = r * rng.uniform(0.75, 1.1, 14)
    return np.stack([radius * np.cos(t), radius * np.sin(t)], axis=1)
