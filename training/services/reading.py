"""What a version reads in the words about a product, beside what it sees."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from catalog.models import ProductImage, SellerTag
from training.models import ModelVersion
from training.runtime.reading import Text, TextHead

LEAST_PUSH = 0.05
"""Logits; words none of which, and that together, push less are not worth reading."""


class Word(TypedDict):
    """A word, and what it adds to the logit of a tag."""

    word: str
    push: float


def texts_of(image_ids: Sequence[int]) -> list[Text]:
    """The words about the products of these images, in their order; none about an image that is gone."""
    rows = ProductImage.objects.filter(pk__in=image_ids).values_list("pk", "product", "product__title")
    product_of = {image: (product, title) for image, product, title in rows}
    typed: dict[int, list[str]] = {}
    products = {product for product, _ in product_of.values()}
    tags = SellerTag.objects.filter(product__in=products).order_by("product", "text")
    for product, text in tags.values_list("product", "text"):
        typed.setdefault(product, []).append(text)
    nothing = (0, "")
    return [
        Text(title, tuple(typed.get(product, ())))
        for product, title in (product_of.get(image, nothing) for image in image_ids)
    ]


def pushes(version: ModelVersion, image_ids: Sequence[int]) -> npt.NDArray[np.float32] | None:
    """[n, t] logits that words add to the version's tags; None where it does not read."""
    head = text_head(version)
    return None if head is None else head.pushes(texts_of(image_ids))


def words(
    version: ModelVersion, image_ids: Sequence[int], columns: Sequence[Collection[int]]
) -> list[dict[int, list[Word]]]:
    """For each image, and each of its columns that words pushed, all words, the strongest first."""
    head = text_head(version)
    if head is None:
        return [{} for _ in image_ids]
    return [
        {column: said for column in asked if (said := _told(head, text, column))}
        for text, asked in zip(texts_of(image_ids), columns, strict=True)
    ]


def _told(head: TextHead, text: Text, column: int) -> list[Word]:
    """All of the words or none: they add up to the push."""
    pushed = head.words(text, column)
    together = sum(push for _, push in pushed)
    matters = any(abs(push) >= LEAST_PUSH for push in (together, *(push for _, push in pushed)))
    return [Word(word=word, push=round(push, 3)) for word, push in pushed] if matters else []


def text_head(version: ModelVersion) -> TextHead | None:
    """What the version reads with; a version never changes, so a few are kept in memory."""
    if version.pk is None:
        return TextHead.from_bytes(version.text_head) if version.text_head else None
    return _kept(version.model_key)


@lru_cache(maxsize=4)
def _kept(model_key: str) -> TextHead | None:
    content = ModelVersion.objects.values_list("text_head", flat=True).get(model_key=model_key)
    return TextHead.from_bytes(bytes(content)) if content else None
