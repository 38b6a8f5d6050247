"""The pictures that a fine-tuning sees: drawn anew each round, or drawn and led half way once and kept.

A body's first layers are as dear as its last, and know edges and colours that need no tuning. On a CPU they
run once for each of a few pictures of an image, in the engine that is fastest there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ml.augment import drawn, seed_of
from ml.engine import make_body
from ml.networks import Network
from ml.tunable import Examples, Recipe, Rows, divided

MAPS = "maps.npy"
PORTION = 32


class Pictures:
    """Batches of what the learning layers are shown. Kept maps lie in `folder`, as half floats."""

    def __init__(
        self, network: Network, examples: Examples, recipe: Recipe, *, seed: int, folder: Path, device: str
    ) -> None:
        self._network, self._examples, self._seed = network, examples, seed
        self._front, _ = divided(network, recipe)
        self._device = torch.device(device)
        self.views = examples.pixels.shape[1]
        self.copies = max(recipe.copies, self.views) if len(self._front) else 0
        self._file = folder / MAPS
        self._pool = ThreadPoolExecutor(os.cpu_count(), "draw")

    def prepare(self, train: Rows, held: Rows, tell: Callable[[float], None], *, engine: str) -> None:
        """Lead the copies through the frozen layers; at once where it was done before."""
        if not self.copies or self._file.exists():
            return
        wanted = [(int(row), number) for row in train for number in range(self.copies)]
        wanted += [(int(row), number) for row in held for number in range(self.views)]
        body = make_body(
            replace(self._network, body=self._front, classifier=None),
            engine=engine,
            device=str(self._device),
            threads=os.cpu_count() or 1,  # requests that never wait for each other, whoever else computes
        )
        unfinished = self._file.with_suffix(".unfinished")
        maps = None
        for start in range(0, len(wanted), PORTION):
            portion = wanted[start : start + PORTION]
            features = body(self._drawn(portion).numpy(), with_features=True).features
            assert features is not None  # noqa: S101 - they were asked for
            if maps is None:
                shape = (len(self._examples.pixels), self.copies, *features.shape[1:])
                maps = np.lib.format.open_memmap(unfinished, "w+", np.float16, shape)
            rows, numbers = (list(column) for column in zip(*portion, strict=True))
            maps[rows, numbers] = features
            tell((start + len(portion)) / len(wanted))
        del maps  # written out
        unfinished.replace(self._file)

    def of_round(self, rows: Rows, epoch: int) -> Tensor:
        """One picture of each image: each round another one, as long as there are others."""
        if self.copies:
            numbers = [(seed_of(self._seed, int(row)) + epoch) % self.copies for row in rows]
        else:
            numbers = [self.views * (1 + epoch) + (int(row) + epoch) % self.views for row in rows]
        return self._batch(list(zip(rows.tolist(), numbers, strict=True)))

    def as_seen(self, rows: Rows) -> Tensor:
        """All views of the images as they are, an image's beside each other."""
        return self._batch([(row, view) for row in rows.tolist() for view in range(self.views)])

    def _batch(self, wanted: Sequence[tuple[int, int]]) -> Tensor:
        if not self.copies:
            return self._drawn(wanted).to(self._device, non_blocking=True)
        rows, numbers = (list(column) for column in zip(*wanted, strict=True))
        maps = np.load(self._file, mmap_mode="r")
        return torch.from_numpy(maps[rows, numbers]).to(self._device).float()

    def _drawn(self, wanted: Sequence[tuple[int, int]]) -> Tensor:
        """[m, size, size, 3]"""
        return torch.stack(list(self._pool.map(self._one, wanted)))

    def _one(self, wanted: tuple[int, int]) -> Tensor:
        row, number = wanted
        return drawn(self._examples.pixels[row], number, seed=self._seed, row=row)
