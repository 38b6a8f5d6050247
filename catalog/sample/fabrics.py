"""Fabrics: how a cloth is woven (a texture on the tile), how it folds and how it shines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from catalog.sample.geometry import ellipse
from catalog.sample.motifs import TILE, Spot, Stamp, flower
from catalog.sample.palettes import Colour, luminance
from catalog.sample.pixels import Field, noise
from catalog.sample.prints import PRINTS, Dyes

Weave = Callable[[np.random.Generator], Field]
_Y, _X = (axis.astype(np.float32) / TILE for axis in np.mgrid[0:TILE, 0:TILE])
TAU = 2 * np.pi


@dataclass(frozen=True)
class Fabric:
    """`folds` scales the drape, `gloss` the highlights, `puff` how thick the edges look."""

    weave: Weave
    folds: float = 1.0
    gloss: float = 0.0
    puff: float = 1.0
    alpha: Weave | None = None


@dataclass(frozen=True)
class Cloth:
    """A fabric in its colours: `tile` [TILE, TILE, 4] bytes covers `size` garment units.

    `printed` says that it has edges which would look ragged without interpolation.
    """

    tile: npt.NDArray[np.uint8]
    size: float
    folds: float
    gloss: float
    puff: float
    tint: Colour
    printed: bool = True


def cut(fabric: str, printed: str, dyes: Dyes, rng: np.random.Generator, size: float = 0.5) -> Cloth:
    """A cloth of `fabric` printed with `printed` in the colours `dyes`."""
    made = FABRICS[fabric]
    weave, alpha = _woven(fabric)
    if luminance(dyes[0]) < 0.2:  # on black cloth only highlights show the weave
        weave = 1 + (weave - 1) * np.float32(2.2)
    colour = PRINTS[printed][1](dyes, rng) * (weave if weave.ndim == 3 else weave[..., None])
    tile = np.concatenate([colour, alpha[..., None]], axis=2).clip(0, 1) * np.float32(255)
    sharp = printed != "plain" or made.alpha is not None or fabric == "sequins"
    return Cloth(tile.astype(np.uint8), size, made.folds, made.gloss, made.puff, dyes[0], sharp)


@cache
def _woven(fabric: str) -> tuple[Field, Field]:
    """Texture and opacity of a fabric; the same threads for every product, in other colours."""
    rng, made = np.random.default_rng(0), FABRICS[fabric]
    return made.weave(rng), made.alpha(rng) if made.alpha else np.ones((TILE, TILE), dtype=np.float32)


def _fine(strength: float) -> Weave:
    def weave(rng: np.random.Generator) -> Field:
        return 1 + np.float32(strength) * (noise(rng, TILE, 150) + 0.6 * noise(rng, TILE, 40))

    return weave


def _linen(rng: np.random.Generator) -> Field:
    threads = noise(rng, TILE, (150, 14)) + noise(rng, TILE, (14, 150)) + 0.5 * noise(rng, TILE, 30)
    return 1 + np.float32(0.032) * threads


def _denim(rng: np.random.Generator) -> Field:
    twill = np.sin(TAU * 52 * (_X + _Y)) * 0.05
    return np.asarray(
        1 + twill + 0.045 * noise(rng, TILE, 160) + 0.05 * noise(rng, TILE, (6, 60)), dtype=np.float32
    )


def _stitches(columns: int, rows: int, depth: float) -> Weave:
    """Stocking stitch: columns of small v."""

    def weave(rng: np.random.Generator) -> Field:
        x = (_X * columns) % 1
        slant = np.abs(x - 0.5)
        stitch = np.sin(TAU * (_Y * rows + slant * 0.9))
        valley = np.cos(TAU * x) * 0.6
        return np.asarray(1 + depth * (0.6 * stitch - valley) + 0.03 * noise(rng, TILE, 60), dtype=np.float32)

    return weave


def _rib(rng: np.random.Generator) -> Field:
    return np.asarray(1 + 0.10 * np.sin(TAU * 24 * _X) + 0.03 * noise(rng, TILE, 120), dtype=np.float32)


def _cable(rng: np.random.Generator) -> Field:
    x = (_X * 3) % 1
    twist = 0.11 * np.sin(TAU * _Y * 4)
    strands = [np.exp(-(((x - 0.5 - sign * twist) / 0.085) ** 2)) for sign in (1, -1)]
    rope = np.maximum(
        strands[0] * (0.75 + 0.25 * np.sin(TAU * 4 * _Y)), strands[1] * (0.75 - 0.25 * np.sin(TAU * 4 * _Y))
    )
    purl = 0.06 * np.sin(TAU * 60 * _Y) * np.sin(TAU * 48 * _X) * (rope < 0.2)
    return np.asarray(0.84 + 0.24 * rope + purl + 0.035 * noise(rng, TILE, 90), dtype=np.float32)


def _corduroy(rng: np.random.Generator) -> Field:
    return np.asarray(1 + 0.13 * np.sin(TAU * 34 * _X) + 0.04 * noise(rng, TILE, (12, 90)), dtype=np.float32)


def _tweed(rng: np.random.Generator) -> Field:
    slubs = [0.09 * noise(rng, TILE, 90) + 0.08 * noise(rng, TILE, 45) for _ in range(3)]
    basket = 0.07 * np.sin(TAU * 40 * _X) * np.sin(TAU * 40 * _Y)
    return np.asarray(1 + np.stack(slubs, axis=2) + basket[..., None], dtype=np.float32)


def _teddy(rng: np.random.Generator) -> Field:
    return np.asarray(
        1 + 0.09 * np.abs(noise(rng, TILE, 38)) - 0.10 * np.abs(noise(rng, TILE, 60)), dtype=np.float32
    )


def _leather(rng: np.random.Generator) -> Field:
    return np.asarray(1 - 0.03 * np.abs(noise(rng, TILE, 90)) + 0.03 * noise(rng, TILE, 9), dtype=np.float32)


def _sequins(rng: np.random.Generator) -> Field:
    """Rows of discs, each tilted its own way; a few catch the light."""
    n = 30
    row = np.floor(_Y * n * 1.2).astype(int)
    shifted = _X * n + 0.5 * (row % 2)
    column = np.floor(shifted).astype(int) % n
    glint = rng.gamma(0.9, 0.42, (int(n * 1.2) + 1, n)).astype(np.float32)[row, column]
    inside = np.hypot(shifted % 1 - 0.5, (_Y * n * 1.2) % 1 - 0.5) < 0.47
    return np.asarray(np.where(inside, 0.62 + np.minimum(glint, 2.2), 0.5), dtype=np.float32)


def _straw(rng: np.random.Generator) -> Field:
    over = np.sin(TAU * 26 * _X) * np.sin(TAU * 26 * _Y)
    return np.asarray(1 + 0.13 * over + 0.05 * noise(rng, TILE, (90, 16)), dtype=np.float32)


def _quilt(rng: np.random.Generator) -> Field:
    lines = np.minimum(np.abs(((_X + _Y) * 4) % 1 - 0.5), np.abs(((_X - _Y) * 4) % 1 - 0.5))
    return np.asarray(
        0.80 + 0.26 * np.sqrt(np.minimum(lines * 2, 1)) + 0.01 * noise(rng, TILE, 40), dtype=np.float32
    )


def _lace_holes(rng: np.random.Generator) -> Field:
    """Flowers of thread on a net; the rest lets the ground show through."""
    stamp = Stamp((0.16, 0.16, 0.16))
    for k in range(48):
        for x, y, r in ((k / 48, 0.5, 0.0035), (0.5, k / 48, 0.0035)):
            half = (r, 0.55) if x != 0.5 else (0.55, r)
            stamp.polygon(ellipse(x, y, *half, n=4), (0.62, 0.62, 0.62))
    n = 4
    for row in range(n):
        for column in range(n):
            at = ((column + 0.5 * (row % 2) + 0.5) / n, (row + 0.5) / n)
            flower(stamp, Spot(*at, 0.42 / n, rng.uniform(0, 6)), ((0.96,) * 3, (0.85,) * 3, (0.35,) * 3))
    return np.asarray(stamp.tile()[..., 0], dtype=np.float32)


def _crochet_holes(rng: np.random.Generator) -> Field:
    hole = np.sin(TAU * 11 * _X) * np.sin(TAU * 11 * _Y) + 0.5 * np.sin(TAU * 22 * _X)
    return np.asarray(1 - 0.7 * (hole > 0.62), dtype=np.float32)


def _sheer(rng: np.random.Generator) -> Field:
    return np.full((TILE, TILE), 0.80, dtype=np.float32)


def _net(rng: np.random.Generator) -> Field:
    lines = np.minimum(np.abs(((_X + _Y) * 40) % 1 - 0.5), np.abs(((_X - _Y) * 40) % 1 - 0.5))
    return np.asarray(np.where(lines < 0.2, 0.75, 0.42), dtype=np.float32)


FABRICS: Mapping[str, Fabric] = {
    "cotton": Fabric(_fine(0.012)),
    "linen": Fabric(_linen, folds=1.15),
    "jersey": Fabric(_fine(0.010), folds=0.8, puff=1.1),
    "sweat": Fabric(_fine(0.022), folds=0.75, puff=1.4),
    "denim": Fabric(_denim, folds=0.85, puff=1.1),
    "knit": Fabric(_stitches(40, 50, 0.07), folds=0.45, puff=1.5),
    "chunky knit": Fabric(_stitches(20, 26, 0.13), folds=0.3, puff=1.9),
    "cable knit": Fabric(_cable, folds=0.2, puff=1.8),
    "rib": Fabric(_rib, folds=0.4, puff=1.3),
    "corduroy": Fabric(_corduroy, folds=0.7, puff=1.2),
    "tweed": Fabric(_tweed, folds=0.35, puff=1.3),
    "wool": Fabric(_fine(0.025), folds=0.5, puff=1.4),
    "teddy": Fabric(_teddy, folds=0.3, puff=2.0),
    "leather": Fabric(_leather, folds=0.8, gloss=0.55, puff=1.3),
    "satin": Fabric(_fine(0.004), folds=1.35, gloss=0.42),
    "velvet": Fabric(_fine(0.02), folds=1.1, gloss=0.22, puff=1.3),
    "sequins": Fabric(_sequins, folds=0.6, gloss=0.25),
    "nylon": Fabric(_fine(0.006), folds=1.3, gloss=0.22, puff=1.2),
    "quilted": Fabric(_quilt, folds=0.5, gloss=0.12, puff=1.6),
    "chiffon": Fabric(_fine(0.006), folds=1.25, alpha=_sheer),
    "tulle": Fabric(_fine(0.004), folds=1.3, alpha=_net),
    "lace": Fabric(_fine(0.012), folds=0.7, alpha=_lace_holes),
    "crochet": Fabric(_stitches(28, 28, 0.12), folds=0.4, puff=1.4, alpha=_crochet_holes),
    "straw": Fabric(_straw, folds=0.0, puff=1.4),
    "canvas": Fabric(_linen, folds=0.5, puff=1.1),
    "rubber": Fabric(_fine(0.006), folds=0.0, gloss=0.12, puff=1.4),
    "metal": Fabric(_fine(0.004), folds=0.0, gloss=1.1, puff=2.4),
}
