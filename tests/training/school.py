"""A small catalog that can be learned: embeddings in two clusters, and a curator who knows which is cute."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.contrib.auth.models import User

from catalog.models import ProductImage, Tag
from tests.making import make_embedding, make_image, say

DIMENSIONS = 32


def is_cute(number: int) -> bool:
    return number % 2 == 0


def vector(number: int) -> np.ndarray:
    """Cute ones lie around one axis, the others around another."""
    noise = 0.2 * np.random.default_rng(number).normal(size=DIMENSIONS)
    noise[0 if is_cute(number) else 1] += 1
    return np.asarray(noise)


def open_school(count: int, *, lot: float = 0.99, first: int = 0) -> list[ProductImage]:
    """Images with embeddings; image i is that of number first + i."""
    images = [make_image(number, lot=lot) for number in range(first, first + count)]
    for number, image in enumerate(images, start=first):
        make_embedding(image, vector(number))
    return images


def teach(curator: User, images: list[ProductImage], tags: dict[str, Tag], **fields: Any) -> None:
    """Say of each whether it is cute; never a word about anything else."""
    for image in images:
        number = int(image.product.external_id.removeprefix("P"))
        say(curator, image, {tags["cute"]: "yes" if is_cute(number) else "no"}, **fields)
