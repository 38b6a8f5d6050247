"""Style spaces made by hand: the first axes of the embedding, so that a test knows what is near."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from recommender.models import StyleSpace
from recommender.runtime.style import StyleMap
from recommender.services.style import space_of
from tests.recommender.shelf import DIMENSIONS, ENCODER, NOW, Vector

KEPT = 16


def make_space(key: str, *, kept: int = KEPT, serves: bool = True) -> StyleSpace:
    """A space of the embedding's first `kept` axes."""
    parts = {
        "centre": np.zeros(DIMENSIONS, np.float32),
        "matrix": np.eye(DIMENSIONS, kept, dtype=np.float32),
        "shift": np.zeros(kept, np.float32),
    }
    found = StyleMap(**{field.name: parts[field.name] for field in fields(StyleMap)})
    space_of.cache_clear()  # the same key is another space in another test
    space = StyleSpace.objects.create(
        key=key,
        encoder_key=ENCODER,
        dimensions=kept,
        weights=found.to_bytes(),
        image_count=2,
        created_at=NOW,
    )
    if serves:
        space.serve(now=NOW)
    return space


def asked(vector: Vector, *, kept: int = KEPT) -> Vector:
    """[1, kept]: an embedding as such a space has it."""
    part = vector[None, :kept]
    return np.asarray(part / np.linalg.norm(part), np.float32)
