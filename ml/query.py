"""A photo that somebody looks for products with, seen in the ways in which the product may lie in it.

A catalog's photos are upright and full of the product; a shopper's may be turned by a quarter, or show the
product small. Each way of looking is a query of its own, and a product counts by the nearest of them
(benchmarks/photo.py measures what each way brings under which distortion). Mirrored, tilted and brightened
copies are not among them, nor crops of the middle and the corners: they found nothing that these do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from ml.encoder import Encoded, Encoder, Look, View
from ml.evidence import evidence

FloatArray = npt.NDArray[np.float32]
Box = tuple[float, float, float, float]

TURNS = 3
"""Besides upright: by one, two and three quarters, counter-clockwise."""
SMALLEST = 8  # pixels of a side


@dataclass(frozen=True, eq=False)
class Seen:
    """A photo as it was looked at.

    queries [q, d] are unit vectors; the first four are the photo, or the part of it that was named, turned
    counter-clockwise by no, one, two and three quarters. encoded holds those four. box is where the product
    is, relative to the photo, and frame what the four looks show of it.
    """

    queries: FloatArray
    encoded: Encoded
    box: Box
    frame: Box

    def evidence(self, turn: int, weight: FloatArray) -> list[list[View]]:
        """For each row of weight [t, d]: the maps that add up to its logit as seen after `turn` quarters,
        laid back over the photo; features [1, 1, h, w] are the cells' contributions."""
        views = self.encoded.views
        maps = evidence([view.features[turn] for view in views], float(self.encoded.norms[turn]), weight)
        return [
            [
                laid_back(view.boxes[turn], cells[row], turn, self.frame)
                for view, cells in zip(views, maps, strict=True)
            ]
            for row in range(len(weight))
        ]


def see(encoder: Encoder, photo: Image.Image, *, region: Box | None = None) -> Seen:
    """Look at a photo in all ways that pay, or only at the part of it that a person named.

    Raises what Pillow raises for a broken file, OSError mostly.
    """
    photo.load()
    frame = (0.0, 0.0, 1.0, 1.0) if region is None else region
    shown = photo if region is None else cut(photo, region)
    upright_look = encoder.look(shown)
    encoded = encoder.encode_looks([turned(upright_look, quarters) for quarters in range(1 + TURNS)])
    if region is not None:
        return Seen(encoded.embeddings, encoded, region, frame)
    x0, y0, x1, y1 = encoder.locate(encoded)[0].tolist()
    box = (x0, y0, x1, y1)
    more = encoder.encode_looks([encoder.look(cut(photo, box))], with_features=False)
    return Seen(np.concatenate([encoded.embeddings, more.embeddings]), encoded, box, frame)


def turned(look: Look, quarters: int) -> Look:
    """The look of the same picture, turned counter-clockwise by so many quarters.

    Every view is a square about the middle, so that what was cut and made small once is only turned: making
    four pictures of the photo small took a third of the time of looking.
    """
    x0, y0, x1, y1 = look.boxes.T
    for _ in range(quarters):
        x0, y0, x1, y1 = y0, 1 - x1, y1, 1 - x0
    pixels = np.rot90(look.pixels, quarters, axes=(1, 2))
    return Look(np.ascontiguousarray(pixels), np.stack([x0, y0, x1, y1], axis=1))


def cut(photo: Image.Image, part: Box) -> Image.Image:
    """That part of a photo, at least a few pixels of it."""
    width, height = photo.size
    left, right = _stretch(part[0], part[2], width)
    top, bottom = _stretch(part[1], part[3], height)
    return photo.crop((left, top, right, bottom))


def _stretch(first: float, last: float, length: int) -> tuple[int, int]:
    least = min(SMALLEST, length)
    start = min(max(0, int(first * length)), length - least)
    return start, min(length, max(start + least, round(last * length)))


def laid_back(box: npt.NDArray[np.float32], cells: FloatArray, turn: int, frame: Box) -> View:
    """A view's box and cells [h, w], of the part `frame` of a photo after `turn` quarters, as in it."""
    x0, y0, x1, y1 = (float(edge) for edge in box)
    for _ in range(turn):
        x0, y0, x1, y1 = 1 - y1, x0, 1 - y0, x1
    wide, high = frame[2] - frame[0], frame[3] - frame[1]
    place = (frame[0] + x0 * wide, frame[1] + y0 * high, frame[0] + x1 * wide, frame[1] + y1 * high)
    return View(np.array([place], np.float32), np.rot90(cells, -turn)[None, None].astype(np.float32))


def upright(similarities: FloatArray) -> int:
    """By how many quarters the photo has to be turned: [q, n] cosines of each query to its n nearest.

    What a catalog shows is upright, so that the way of looking that finds the nearest product is too.
    """
    return int(similarities[: 1 + TURNS].max(axis=1).argmax())
