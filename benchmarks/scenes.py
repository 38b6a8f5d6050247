"""Garments cut out of photos, and put where one chooses on other photos' floors, walls and clothes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import checkout  # noqa: F401 (finds catalog)
import numpy as np
import numpy.typing as npt
from photos import SAMPLE_CATALOG, SAMPLE_SEED, Photos
from PIL import Image
from scipy import ndimage
from scipy.cluster.vq import kmeans2

from catalog.sample.collection import product
from catalog.sample.photo import composed
from catalog.sample.tailoring import tailored

Box = tuple[float, float, float, float]
Mask = npt.NDArray[np.bool_]

WIDTH, HEIGHT = 360, 480
LOOKED_AT = 256  # pixels of the longer side, enough to tell cloth from floor
BORDER_COLOURS = 5
LIGHTNESS = 0.4  # counts less than colour: shadows are no garment
CLEAN = 0.80  # share of the colour variance that one threshold explains (Otsu 1979)


@dataclass(frozen=True, eq=False)
class CutOut:
    """A garment [h, w, 4] as RGBA, trimmed to its opaque part."""

    pixels: npt.NDArray[np.uint8]
    category: str


@dataclass(frozen=True, eq=False)
class Scene:
    """A composed photo and the boxes, relative to it, of the garments on it: the one in question first."""

    image: Image.Image
    boxes: tuple[Box, ...]


def opened(paths: Iterable[Path]) -> list[Image.Image]:
    """RGB photos."""
    images = []
    for path in paths:
        with Image.open(path) as file:
            images.append(file.convert("RGB"))
    return images


def in_halves(found: Photos, rng: np.random.Generator) -> tuple[list[int], list[int]]:
    """Rows to cut garments out of, and rows for grounds and for learning: what is judged was never seen."""
    order = rng.permutation(len(found.paths)).tolist()
    return order[: len(order) // 2], order[len(order) // 2 :]


def garments_of(found: Photos, rows: Sequence[int]) -> Iterator[CutOut]:
    """Garments of those photos; of the sample catalog as many as are asked for, as they were drawn."""
    if found.name == SAMPLE_CATALOG:
        return drawn_cut_outs(range(len(rows)), SAMPLE_SEED)
    return cut_outs(found, rows)


def cut_outs(found: Photos, rows: Sequence[int]) -> Iterator[CutOut]:
    """Those of the photos `rows` whose garment stands out clearly, in this order; about one in four does."""
    for row in rows:
        with Image.open(found.paths[row]) as file:
            file.draft("RGB", (2 * LOOKED_AT, 2 * LOOKED_AT))
            picture = file.convert("RGB")
        picture.thumbnail((LOOKED_AT, LOOKED_AT))
        mask = garment_mask(picture)
        if mask is not None:
            yield CutOut(_trimmed(np.asarray(picture), mask), found.category[row])


def drawn_cut_outs(numbers: Iterable[int], seed: int) -> Iterator[CutOut]:
    """Garments of the sample catalog with the opacity that they were drawn with."""
    for number in numbers:
        item = product(seed, number)
        rng = np.random.default_rng([seed, number])
        _, canvas = composed(tailored(item.look, rng), item.look, item.views[0], rng)
        solid = canvas.alpha > 0.5
        if not solid.any():
            continue
        colour = canvas.colour / np.maximum(canvas.alpha, 1e-3)[..., None]
        pixels = np.dstack([colour, canvas.alpha]).clip(0, 1) * 255
        yield CutOut(pixels[_window(solid)].astype(np.uint8), item.look.category)


def garment_mask(picture: Image.Image) -> Mask | None:
    """What differs from the colours at the photo's border [h, w]; None where that is no one clear thing."""
    lab = np.asarray(picture.convert("LAB")).astype(np.float32)
    lab[..., 1:] = (lab[..., 1:] + 128) % 256 - 128
    lab[..., 0] *= LIGHTNESS
    lab = ndimage.gaussian_filter(lab, (1.2, 1.2, 0))
    border = _border(lab.shape[:2])
    colours, _ = kmeans2(lab[border][::4], BORDER_COLOURS, minit="++", rng=0)
    distance = np.sqrt(((lab[:, :, None] - colours) ** 2).sum(-1)).min(axis=2)
    threshold, explained = otsu(distance)
    if explained < CLEAN or np.quantile(distance[border], 0.98) > 0.9 * threshold:
        return None
    differs = distance > threshold
    mask = ndimage.binary_opening(ndimage.binary_closing(differs, iterations=2), iterations=2)
    parts, count = ndimage.label(ndimage.binary_fill_holes(mask))
    if not count:
        return None
    sizes = np.bincount(parts.ravel())[1:]
    mask = parts == sizes.argmax() + 1
    is_whole = sizes.max() >= 0.95 * sizes.sum() and not (mask & border).any()
    is_solid = 0.12 < mask.mean() < 0.7 and differs[mask].mean() > 0.93
    return mask if is_whole and is_solid else None


def otsu(values: npt.NDArray[np.float32]) -> tuple[float, float]:
    """The threshold that explains most variance, and the share that it explains."""
    counts, edges = np.histogram(values, 64)
    middles = (edges[1:] + edges[:-1]) / 2
    weight = np.cumsum(counts) / counts.sum()
    mean = np.cumsum(counts * middles) / counts.sum()
    between = (mean[-1] * weight - mean) ** 2 / np.maximum(weight * (1 - weight), 1e-9)
    best = int(between.argmax())
    return float(edges[best + 1]), float(between[best] / max(values.var(), 1e-9))


def clutter(paths: Sequence[Path], rng: np.random.Generator) -> Image.Image:
    """Two corners of two other photos, beside or above each other: floors, walls, bits of clothes."""
    ground = Image.new("RGB", (WIDTH, HEIGHT))
    split = rng.uniform(0.3, 0.7)
    across = rng.random() < 0.5
    first = (round(WIDTH * split), HEIGHT) if across else (WIDTH, round(HEIGHT * split))
    second = (WIDTH - first[0], HEIGHT) if across else (WIDTH, HEIGHT - first[1])
    for size, at in ((first, (0, 0)), (second, (first[0], 0) if across else (0, first[1]))):
        with Image.open(paths[int(rng.integers(len(paths)))]) as file:
            picture = file.convert("RGB")
        ground.paste(_corner(picture, size, rng), at)
    return ground


def compose(
    garments: Sequence[CutOut], ground: Image.Image, rng: np.random.Generator, *, scale: tuple[float, float]
) -> Scene:
    """One garment anywhere on the ground, or two beside each other in either order.

    `scale` bounds the longer side of each, relative to the room that it has.
    """
    image, room = ground.copy(), ground.width / len(garments)
    places = rng.permutation(len(garments))
    boxes = []
    for garment, place in zip(garments, places, strict=True):
        height, width = garment.pixels.shape[:2]
        factor = rng.uniform(*scale) * min(room / width, ground.height / height)
        size = max(8, round(width * factor)), max(8, round(height * factor))
        left = round(place * room + rng.uniform(0, room - size[0]))
        top = round(rng.uniform(0, ground.height - size[1]))
        layer = Image.fromarray(garment.pixels, "RGBA").resize(size, Image.Resampling.LANCZOS)
        image.paste(layer, (left, top), layer)
        boxes.append(
            (
                left / ground.width,
                top / ground.height,
                (left + size[0]) / ground.width,
                (top + size[1]) / ground.height,
            )
        )
    return Scene(image, tuple(boxes))


def _corner(picture: Image.Image, size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    """About half of the photo in each direction, cut to the shape of `size` and scaled to it."""
    fit = rng.uniform(0.45, 0.65) * min(picture.width / size[0], picture.height / size[1])
    width, height = size[0] * fit, size[1] * fit
    left, top = (picture.width - width) * rng.integers(2), (picture.height - height) * rng.integers(2)
    return picture.resize(size, Image.Resampling.BICUBIC, box=(left, top, left + width, top + height))


def _border(shape: tuple[int, ...]) -> Mask:
    thickness = max(4, min(shape) // 20)
    border = np.ones(shape, bool)
    border[thickness:-thickness, thickness:-thickness] = False
    return border


def _window(mask: Mask) -> tuple[slice, slice]:
    ys, xs = np.nonzero(mask)
    return slice(ys.min(), ys.max() + 1), slice(xs.min(), xs.max() + 1)


def _trimmed(pixels: npt.NDArray[np.uint8], mask: Mask) -> npt.NDArray[np.uint8]:
    """RGBA with a soft edge, a pixel inside the mask so that no floor comes along."""
    inside = ndimage.binary_erosion(mask).astype(np.float32)
    opacity = ndimage.gaussian_filter(inside, 0.8) * 255
    return np.dstack([pixels, opacity]).astype(np.uint8)[_window(mask)]
