"""A concept that a small network's embeddings do not tell until its layers learn: which way stripes run."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from ml.networks import Network
from ml.tunable import Examples

SIZE = 16


def small_network(seed: int = 0) -> Network:
    """Two numbers at its end, and random weights: the probe has nothing to go by."""
    torch.manual_seed(seed)
    body = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1),
        nn.BatchNorm2d(8),
        nn.ReLU(),
        nn.Sequential(nn.Conv2d(8, 16, 3, padding=1, stride=2), nn.BatchNorm2d(16), nn.ReLU()),
        nn.Conv2d(16, 2, 1),
        nn.Softplus(),
    ).eval()
    return Network("small", body, None, 2, SIZE, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5))


def stripes(number: int, *, upright: bool) -> np.ndarray:
    """[SIZE, SIZE, 3] of two random colours, beginning anywhere."""
    random = np.random.default_rng(number)
    phase = random.integers(0, 4)
    dark, light = random.integers(0, 100, 3), random.integers(156, 255, 3)
    lines = ((np.arange(SIZE) + phase) // 2 % 2)[:, None, None]
    picture = np.where(lines, light, dark) + np.zeros((SIZE, SIZE, 3), np.int64)
    return (picture.transpose(1, 0, 2) if upright else picture).astype(np.uint8)


def striped(count: int = 96) -> Examples:
    """One facet of two tags of which one holds, upright and level; two views of each picture."""
    upright = np.arange(count) % 2 == 0
    pictures = np.stack([stripes(number, upright=bool(one)) for number, one in enumerate(upright)])
    return Examples(
        pixels=np.stack([pictures, np.roll(pictures, 3, axis=1)], axis=1),
        targets=np.stack([upright, ~upright], axis=1).astype(np.float32),
        weights=np.ones((count, 2), np.float32),
        groups=np.arange(count) // 2,
        choice_groups=((0, 1),),
    )
