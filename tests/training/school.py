"""A small catalog that can be learned: embeddings in two clusters, and a curator who knows which is cute."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
from django.contrib.auth.models import User

from catalog.models import Facet, ProductImage, Tag
from labeling.models import Reason
from labeling.services.auditing import draw_audit_images
from tests.making import NOON, make_embedding, make_image, say

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


def audit(curator: User, tags: dict[str, Tag], count: int, *, now: dt.datetime = NOON) -> None:
    """Every mood of `count` audit images: cute as it is, and nothing else."""
    moods = {slug: tag for slug, tag in tags.items() if tag.facet.slug == "mood"}
    for image in open_school(count, lot=0.01, first=1000):
        draw_audit_images(now=NOON)
        number = int(image.product.external_id.removeprefix("P"))
        verdicts = {tag: "yes" if slug == "cute" and is_cute(number) else "no" for slug, tag in moods.items()}
        say(curator, image, verdicts, reason=Reason.AUDIT, facet=Facet.objects.get(slug="mood"), now=now)
