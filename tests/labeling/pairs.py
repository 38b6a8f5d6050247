"""Photos of a tag that divides two people, and pairs of them."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import User

from catalog.models import ProductImage, Tag
from labeling.models import Comparison, Pair
from labeling.services.comparing import Choice, record_comparison
from tests.making import NOON, make_image, say

DIVIDED = [("yes", "no"), ("no", "yes"), ("yes", "no"), ("no", "yes"), ("yes", "no"), ("no", "yes")]
CLEAR = [("yes", "yes"), ("yes", "yes"), ("no", "no"), ("no", "no")]


def divide(one: User, other: User, tag: Tag, *, first: int = 0) -> list[ProductImage]:
    """Six photos of which the two say the opposite, then two that both call a yes, and two a no."""
    images = [make_image(first + number) for number in range(len(DIVIDED) + len(CLEAR))]
    for image, values in zip(images, DIVIDED + CLEAR, strict=True):
        for person, value in zip((one, other), values, strict=True):
            say(person, image, {tag: value})
    return images


def make_pair(tag: Tag, left: ProductImage, right: ProductImage) -> Pair:
    return Pair.objects.create(tag=tag, left=left, right=right, created_at=NOON)


def compare(curator: User, pair: Pair, answer: str, **fields: object) -> Comparison:
    choice = Choice(uuid.uuid4(), answer, 1.5)
    return record_comparison(curator=curator, pair_id=pair.pk, choice=choice, **({"now": NOON} | fields))[0]  # type: ignore[arg-type]
