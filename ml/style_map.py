"""The map from an embedding into style space. NumPy only: the web process projects without torch."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError
from safetensors.numpy import load, save

from ml.scoring import FloatArray

FORMAT = "moodloop-style-1"
MOST_DIMENSIONS = 256
Floats32 = npt.NDArray[np.float32]


class StyleFormatError(ValueError):
    """The bytes are not a style map of ours, or the map contradicts itself."""


@dataclass(frozen=True, eq=False)
class StyleMap:
    """An affine map of embeddings, then unit length: (embedding − centre [e]) · matrix [e, d] + shift [d].

    Raises StyleFormatError on shapes that do not fit together.
    """

    centre: Floats32
    matrix: Floats32
    shift: Floats32

    def __post_init__(self) -> None:
        wanted = self.centre.shape + self.shift.shape
        if self.matrix.ndim != 2 or self.matrix.shape != wanted or not self.matrix.shape[1]:
            raise StyleFormatError(f"centre and shift {wanted} do not fit the matrix {self.matrix.shape}")

    @property
    def dimensions(self) -> int:
        return int(self.matrix.shape[1])

    def project(self, embeddings: FloatArray) -> Floats32:
        """[n, e] L2-normalised embeddings to [n, d] style vectors of unit length.

        Raises ValueError where e is another encoder's.
        """
        rows = np.asarray(embeddings, np.float32)
        if rows.ndim != 2 or rows.shape[1] != len(self.centre):
            raise ValueError(f"embeddings {rows.shape} are not of the {len(self.centre)} dimensions mapped")
        return unit((rows - self.centre) @ self.matrix + self.shift)

    def directions(self, weight: FloatArray) -> Floats32:
        """[t, e] directions in the embedding, such as a head's rows, to [t, d] unit ones in style space."""
        return unit(np.asarray(weight, np.float32) @ self.matrix)

    def to_bytes(self) -> bytes:
        """Safetensors. The same map gives the same bytes."""
        parts = {"centre": self.centre, "matrix": self.matrix, "shift": self.shift}
        tensors = {name: np.ascontiguousarray(part, np.float32) for name, part in parts.items()}
        return save(tensors, {"moodloop": json.dumps({"format": FORMAT})})

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """The map that `to_bytes` wrote. Raises StyleFormatError when the bytes are anything else."""
        try:
            tensors = load(content)
            header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
            found = json.loads(header["__metadata__"]["moodloop"])["format"]
            if found != FORMAT:
                raise StyleFormatError(f"unknown style format {found!r}")
            return cls(tensors["centre"], tensors["matrix"], tensors["shift"])
        except (SafetensorError, KeyError, TypeError, ValueError) as error:
            raise StyleFormatError(f"not a saved style map: {error}") from error


def plain_map(embeddings: FloatArray, *, dimensions: int = MOST_DIMENSIONS) -> StyleMap:
    """The directions in which [n, e] embeddings differ the most (PCA), as many as n and e allow.

    Raises ValueError where there are fewer than two embeddings, or they are all the same.
    """
    rows = np.asarray(embeddings, np.float64)
    if len(rows) < 2:
        raise ValueError("a style space needs two embeddings at the least")
    centre = rows.mean(axis=0)
    spread, axes = principal(rows - centre)
    kept = min(dimensions, int((spread > spread[0] * 1e-9).sum())) if spread[0] > 1e-12 else 0
    if not kept:
        raise ValueError("all embeddings are the same")
    return StyleMap(centre.astype(np.float32), axes[:, :kept].astype(np.float32), np.zeros(kept, np.float32))


def principal(centred: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Variances, the largest first, and the axes [e, k] that belong to them, of centred rows [n, e].

    Of fewer rows than numbers there are only so many axes. Signs are fixed by each axis' largest entry, so
    that the same rows give the same bytes.
    """
    if len(centred) < centred.shape[1]:
        values, turns = np.linalg.eigh(centred @ centred.T / len(centred))
        axes = centred.T @ turns / np.sqrt((values * len(centred)).clip(1e-24))
    else:
        values, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    values, axes = values[::-1].clip(0), axes[:, ::-1]
    largest = np.abs(axes).argmax(axis=0)
    return values, axes * np.sign(axes[largest, np.arange(axes.shape[1])])


def unit(vectors: FloatArray) -> Floats32:
    """[n, d] at unit length; what has no length stays nought."""
    rows = np.asarray(vectors, np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-12)
    return np.asarray(rows / lengths, np.float32)
