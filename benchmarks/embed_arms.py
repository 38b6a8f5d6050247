"""What embed.py times: plain timm, and ours; and the process that keeps a core busy meanwhile."""

from __future__ import annotations

import io
import multiprocessing
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import checkout  # noqa: F401 (finds ml)
import numpy as np
import numpy.typing as npt
import torch
from PIL import Image

from ml.encoder import BATCH, Encoder, Look, load_encoder
from ml.networks import Network
from ml.pipeline import embed_ahead
from ml.views import VIEWS

Vectors = npt.NDArray[np.float32]


class Arm(Protocol):
    def embed(self, content: list[bytes]) -> Vectors:
        """n photos' bytes to [n, d] embeddings of length one."""

    def timed(self, content: list[bytes]) -> tuple[Vectors, float]:
        """The embeddings, and the photos per second."""


class Timed(ABC):
    @abstractmethod
    def embed(self, content: list[bytes]) -> Vectors:
        """The photos' embeddings [n, d]."""

    def timed(self, content: list[bytes]) -> tuple[Vectors, float]:
        start = time.perf_counter()
        vectors = self.embed(content)
        return vectors, len(content) / (time.perf_counter() - start)


class Plain(Timed):
    """One step after another: decode in full, cut the views, run eagerly, take the mean."""

    def __init__(self, network: Network, *, views: int = len(VIEWS)) -> None:
        self._views, self._size, self._body = VIEWS[:views], network.resolution, network.body.eval()
        self._mean = torch.tensor(network.mean).view(1, 3, 1, 1)
        self._deviation = torch.tensor(network.deviation).view(1, 3, 1, 1)

    @torch.inference_mode()
    def embed(self, content: list[bytes]) -> Vectors:
        parts = []
        for start in range(0, len(content), BATCH):
            images = [
                Image.open(io.BytesIO(photo)).convert("RGB") for photo in content[start : start + BATCH]
            ]
            pooled = torch.zeros(())
            for view in self._views:
                pixels = np.stack([np.asarray(view(image, self._size)[0]) for image in images])
                batch = torch.from_numpy(pixels).permute(0, 3, 1, 2).contiguous().float() / 255
                pooled = pooled + self._body((batch - self._mean) / self._deviation).mean(dim=(2, 3))
            parts.append(torch.nn.functional.normalize(pooled).numpy())
        return np.concatenate(parts)


class Ours(Timed):
    """What the sweep does, without the database."""

    def __init__(self, encoder: str | Encoder, *, device: str = "cpu") -> None:
        self._encoder = load_encoder(encoder, device=device) if isinstance(encoder, str) else encoder

    def embed(self, content: list[bytes]) -> Vectors:
        batches = (content[start : start + BATCH] for start in range(0, len(content), BATCH))
        seen = embed_ahead(self._encoder, batches, self._look)
        return np.concatenate([embedded.embeddings for embedded in seen])

    def _look(self, photo: bytes) -> Look:
        with Image.open(io.BytesIO(photo)) as image:
            return self._encoder.look(image)


@contextmanager
def busy_core() -> Iterator[None]:
    """Another process wants a core for as long as this lasts."""
    command = "print(flush=True)\nwhile True: pass"
    with subprocess.Popen([sys.executable, "-c", command], stdout=subprocess.PIPE) as other:
        try:
            assert other.stdout is not None
            other.stdout.readline()  # it runs
            yield
        finally:
            other.kill()


def read(paths: list[Path]) -> list[bytes]:
    return [path.read_bytes() for path in paths]


def peak_mb(encoder: str, content: list[bytes], count: int) -> float:
    """The most memory that a process had which did nothing but embed `count` photos."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=fresh) as pool:
        return pool.submit(_embed_and_weigh, encoder, content[:BATCH], count).result()


def _embed_and_weigh(encoder: str, content: list[bytes], count: int) -> float:
    arm = Ours(encoder)
    batches = (content for _ in range(0, count, len(content)))
    for _ in embed_ahead(arm._encoder, batches, arm._look):
        pass  # written, in the sweep
    # Not getrusage: what it says survives exec, and is then the peak of the process that started this one.
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line]
    return int(line.split()[1]) / 1024
