"""The same picture again: re-saved, resized, cropped, framed, mirrored, or in another light.

The embedding and a perceptual hash propose pairs; that one can be laid over the other decides (`ml.overlay`).
NumPy and Pillow only: no encoder is loaded here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np
from PIL import Image

from ml.overlay import Fit, fit
from ml.placing import PLATE, Floats, Seeker, resampled

Item = TypeVar("Item", bound=Hashable)

LEAST_COSINE, ALIKE_BITS = 0.6, 8
"""Pairs are looked at that are among the nearest and no further for the encoder, or differ in so few bits."""
LEAST_SCORE = 0.98
"""What copies have; chosen by `benchmarks/duplicates.py`."""
LOOKED_AT = 160
"""Pixels of the longer side that are looked at: what a copy keeps after any treatment."""
FREQUENCIES = 8
BANDS, BAND_BITS = 4, 16


@dataclass(frozen=True, eq=False)
class Print:
    """What is needed of a picture: its hash of 64 bits, and its plate [96, 96, 3] in 0..1."""

    hash: int
    plate: Floats


def print_of(picture: Image.Image) -> Print:
    """The perceptual hash and the colour plate of a picture, both without its plain margins."""
    pixels = _without_margins(_looked_at(picture))
    plate = resampled(pixels, PLATE, PLATE)
    return Print(_hash(resampled(pixels, 32, 32)), plate)


def _looked_at(picture: Image.Image) -> Floats:
    """[h, w, 3] in 0..1, small."""
    scale = min(1.0, LOOKED_AT / max(picture.size))
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    small = picture.convert("RGB").resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    return np.asarray(small, np.float32) / np.float32(255)


def _without_margins(pixels: Floats) -> Floats:
    """Plain bands at the edges cut off, again and again: a white ground may lie within a black frame, and
    between them a line that is neither."""
    channels = np.ascontiguousarray(pixels.transpose(2, 0, 1))  # along memory: five times faster
    for _ in range(4):
        before = channels.shape
        for axis in (1, 2):
            first, last = _inner(channels, axis)
            channels = channels[:, first:last] if axis == 1 else channels[:, :, first:last]
        if channels.shape == before:
            break
    return channels.transpose(1, 2, 0)


def _inner(channels: Floats, axis: int) -> tuple[int, int]:
    """From where to where the lines along an axis of [3, h, w] are not just the colour of the outermost one.

    Everything, where next to nothing would be left: a plain picture has no margin.
    """
    means = channels.mean(axis=3 - axis)  # [3, lines]
    variances = (channels**2).mean(axis=3 - axis) - means**2
    plain = variances.max(axis=0) < 0.035**2
    from_start = plain & (np.abs(means - means[:, :1]).max(axis=0) < 0.05)
    from_end = plain & (np.abs(means - means[:, -1:]).max(axis=0) < 0.05)
    lines = len(plain)
    first = int(np.argmin(from_start)) if not from_start.all() else 0
    last = lines - (int(np.argmin(from_end[::-1])) if not from_end.all() else 0)
    return (first, last) if last - first >= max(8, lines // 4) else (0, lines)


@cache
def _cosines() -> Floats:
    """[8, 32] the lowest frequencies of the discrete cosine transform of 32 numbers."""
    place = (np.arange(32) + 0.5) / 32
    return np.cos(np.pi * np.arange(FREQUENCIES)[:, None] * place[None]).astype(np.float32)


def _hash(pixels: Floats) -> int:
    """64 bits: which of the lowest 8 × 8 frequencies of the grey [32, 32, 3] picture are positive.

    Zauner, Implementation and benchmarking of perceptual image hash functions (2010), with zero instead of
    the median for the threshold: mirroring then flips the odd horizontal frequencies and nothing else.
    """
    grey = pixels.mean(axis=2)
    waves = _cosines() @ (grey - grey.mean()) @ _cosines().T
    return int.from_bytes(np.packbits(waves.ravel() > 0).tobytes(), "big")


_MIRROR = int.from_bytes(np.packbits(np.tile([False, True], 32)).tobytes(), "big")


def mirrored(hash_: int) -> int:
    """The hash of the picture's mirror image."""
    return hash_ ^ _MIRROR


def bands(hash_: int) -> list[int]:
    """Buckets: of two hashes at most 3 bits apart, at least one of the four is the same."""
    return [
        (band << BAND_BITS) | (hash_ >> (band * BAND_BITS)) & ((1 << BAND_BITS) - 1) for band in range(BANDS)
    ]


def distance(one: int, other: int) -> int:
    """Bits that differ, the other picture mirrored where that is nearer."""
    return min((one ^ other).bit_count(), (one ^ mirrored(other)).bit_count())


class Original:
    """A picture that is to be compared with several: what that takes is prepared once."""

    def __init__(self, mine: Print) -> None:
        self.mine = mine
        self._seeker = Seeker(mine.plate)

    def fit(self, other: Print) -> Fit:
        """How well the two lie over each other."""
        return fit(self._seeker, other.plate)

    def is_same_picture(self, other: Print, *, cosine: float) -> bool:
        """Whether one is a copy of the other, given the cosine of their embeddings."""
        return cosine >= LEAST_COSINE and score(self.fit(other), cosine) >= LEAST_SCORE


def score(found: Fit, cosine: float) -> float:
    """How surely two are the same picture: for the encoder's near neighbours a little less detail will do."""
    return found.detail + cosine / 10


def connected(pairs: Iterable[tuple[Item, Item]]) -> list[list[Item]]:
    """What hangs together through pairs, directly or through others: each set as a list in order of sight."""
    parent: dict[Item, Item] = {}

    def root(item: Item) -> Item:
        parent.setdefault(item, item)
        while parent[item] != item:
            parent[item] = item = parent[parent[item]]
        return item

    for one, other in pairs:
        parent[root(other)] = root(one)
    sets: dict[Item, list[Item]] = {}
    for item in parent:
        sets.setdefault(root(item), []).append(item)
    return list(sets.values())
