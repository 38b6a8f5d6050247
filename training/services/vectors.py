"""Embeddings between the database and arrays, in Postgres' own bytes: parsing text took ten times as long."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from django.db.models import BinaryField, F, Func

from catalog.models import Embedding

_HEADER = 4
"""pgvector's halfvec_send: two bytes of length, two unused, then big-endian halves."""
PORTION = 2000


class Vectors(NamedTuple):
    """image_ids [n], ascending, and their L2-normalised embeddings [n, d]; d is 0 where n is."""

    image_ids: npt.NDArray[np.int64]
    matrix: npt.NDArray[np.float32]

    def rows_of(self, image_ids: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
        """Where each of these images stands. All of them must be here."""
        return np.searchsorted(self.image_ids, image_ids)


def load_vectors(encoder_key: str, image_ids: Iterable[int] | None = None) -> Vectors:
    """This encoder's vectors of the images, or of all; images without one are left out.

    Beside the result no more than a portion is in memory at any time.
    """
    rows = Embedding.objects.filter(encoder_key=encoder_key)
    if image_ids is None:
        image_ids = rows.order_by().values_list("image_id", flat=True)
    wanted = sorted(set(image_ids))
    sent = Func(F("vector"), function="halfvec_send", output_field=BinaryField())
    sending = rows.order_by("image_id").values_list("image_id", sent)
    there = np.zeros(len(wanted), np.int64)
    matrix = np.zeros((0, 0), np.float32)
    count = 0
    for start in range(0, len(wanted), PORTION):
        found = list(sending.filter(image_id__in=wanted[start : start + PORTION]))
        if not found:
            continue
        halves = np.stack([np.frombuffer(content, ">f2", offset=_HEADER) for _, content in found])
        if not count:
            matrix = np.empty((len(wanted), halves.shape[1]), np.float32)
        there[count : count + len(found)] = [image_id for image_id, _ in found]
        matrix[count : count + len(found)] = _unit(halves.astype(np.float32))
        count += len(found)
    return Vectors(there[:count], matrix[:count])


def _unit(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Halves are good to three digits. At unit length again, a product of two is a cosine."""
    unit: npt.NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True).clip(1e-12)
    return unit
