"""What a photo of a product may look like without being one of another: torchvision's v2 transforms."""

from __future__ import annotations

import hashlib

import numpy as np
import torch
from torch import Tensor
from torchvision.transforms.v2 import functional as transforms

from ml.engine import Pixels

LEAST_AREA = 0.5
STRETCH = 0.16
"""Of the ratio of width to height: a garment that is squeezed more is another garment."""
COLOUR = 0.15
"""Little: colour says much of a mood."""


def drawn(views: Pixels, number: int, *, seed: int, row: int) -> Tensor:
    """Picture `number` of an image whose views [v, s, s, 3] are given: [s, s, 3], always the same one.

    The first v are the views as they are, as they will be seen afterwards; the others are drawn: a part of a
    view, mirrored or not, a little brighter or more colourful. They depend on the seed, the image's row and
    the number alone: a training that goes on after a crash sees what it would have seen.
    """
    view = torch.from_numpy(np.array(views[number % len(views)]))
    if number < len(views):
        return view
    random = np.random.default_rng(seed_of(seed, row, number))
    picture = _part_of(view.permute(2, 0, 1), random)
    if random.random() < 0.5:
        picture = transforms.horizontal_flip(picture)
    for adjust in (transforms.adjust_brightness, transforms.adjust_contrast, transforms.adjust_saturation):
        picture = adjust(picture, random.uniform(1 - COLOUR, 1 + COLOUR))
    return picture.permute(1, 2, 0).contiguous()


def _part_of(picture: Tensor, random: np.random.Generator) -> Tensor:
    """A crop of [3, s, s] at its full size, as GoogLeNet was shown them (Szegedy et al. 2015)."""
    size = picture.shape[-1]
    side = size * random.uniform(LEAST_AREA, 1.0) ** 0.5
    stretch = np.exp(random.uniform(-STRETCH, STRETCH) / 2)
    height, width = min(size, round(side * stretch)), min(size, round(side / stretch))
    top, left = (int(random.integers(0, size - length + 1)) for length in (height, width))
    cropped: Tensor = transforms.resized_crop(picture, top, left, height, width, [size, size], antialias=True)
    return cropped


def seed_of(*numbers: int) -> int:
    """One seed of several numbers; neighbours have nothing in common."""
    return int.from_bytes(hashlib.sha256(repr(numbers).encode()).digest()[:6], "big")
