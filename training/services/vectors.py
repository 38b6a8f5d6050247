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


class Vectors(NamedTuple):
    """image_ids [n], ascending, and their L2-normalised embeddings [n, d]; d is 0 where n is."""

    image_ids: npt.NDArray[np.int64]
    matrix: npt.NDArray[np.float32]

    def rows_of(self, image_ids: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
        """Where each of these images stands. All of them must be here."""
        return np.searchsorted(self.image_ids, image_ids)


def load_vectors(encoder_key: str, image_ids: Iterable[int] | None = None) -> Vectors:
    """This encoder's vectors of the images, or of all; images without one are left out."""
    rows = Embedding.objects.filter(encoder_key=encoder_key)
    if image_ids is not None:
        rows = rows.filter(image_id__in=list(image_ids))
    sent = Func(F("vector"), function="halfvec_send", output_field=BinaryField())
    found = list(rows.order_by("image_id").values_list("image_id", sent))
    if not found:
        return Vectors(np.zeros(0, np.int64), np.zeros((0, 0), np.float32))
    matrix = np.stack([np.frombuffer(content, ">f2", offset=_HEADER) for _, content in found])
    matrix = matrix.astype(np.float32)
    # Halves are good to three digits: unit length is restored, so that a product of two is a cosine again.
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True).clip(1e-12)
    return Vectors(np.array([image_id for image_id, _ in found], np.int64), matrix)
