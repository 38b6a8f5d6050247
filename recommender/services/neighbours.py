"""The products nearest to vectors of the style space: the one way in which pages ask the index."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from django.db.models import F

from catalog.models import ProductImage, same_picture_as
from recommender.index import (
    EVERYTHING,
    FloatArray,
    Hit,
    Index,
    IndexFailure,
    UnknownGenerationError,
    Where,
    serving_index,
)
from recommender.models import IndexGeneration, StyleSpace

__all__ = ["Found", "Where", "each_once", "indexed", "nearest_products", "nearest_to_each"]

logger = logging.getLogger(__name__)
MOST = 1_000
"""Photos that are asked for at most: so many copies of one picture leave fewer products than were wanted."""
SPARE = 12
Look = tuple[str, object]
"""A product, or a picture by its bytes or its group of near-duplicates."""


class Found(NamedTuple):
    """A product, its photo that is nearest, and the cosine to the nearest of the vectors asked with."""

    product_id: int
    image_id: int
    similarity: float


def nearest_products(
    vectors: FloatArray,
    *,
    count: int,
    where: Where = EVERYTHING,
    unlike: Collection[int] = (),
    space_key: str | None = None,
) -> list[Found]:
    """The `count` products nearest to any of the unit vectors [q, d], the nearest first; by four queries.

    Each product is there once, by its nearest photo, and of products that show the same picture (the same
    bytes, or near-duplicates) the nearest alone. `unlike`: photos whose picture is not wanted, whoever sells
    it. `space_key` names the space of the vectors where it may not be the serving one any more: an index
    that has just been followed by another still answers. Nothing is found before the first index is built.
    Raises DimensionError for vectors of another length, IndexFailure where the index does not answer.
    """
    if not len(vectors) or count < 1:
        return []
    key = StyleSpace.objects.serving_key() if space_key is None else space_key
    shown = _pictures(unlike)
    wanted = count + SPARE
    while True:
        hits = _best(_answers(vectors, min(MOST, wanted), where, key))
        found = _distinct(hits, _facts(hits), shown)
        if len(found) >= count or len(hits) < wanted or wanted >= MOST:
            return found[:count]
        wanted *= 4


def nearest_to_each(
    vectors: FloatArray, *, count: int, where: Where, unlike: Collection[int], space_key: str
) -> list[Found]:
    """For each of the vectors up to `count` products, all of them together, the nearest first.

    Where products lie close together around one vector they do not take the places of the others' (as among
    the nearest to any they would). Each product and picture once; copies of one picture leave fewer.
    """
    shown = _pictures(unlike)
    answers = _answers(vectors, min(MOST, count + SPARE), where, space_key)
    hits = _best(answers)
    facts = _facts(hits)
    kept: set[int] = set()
    for answer in answers:
        kept |= {found.image_id for found in _distinct(answer, facts, shown)[:count]}
    return _distinct([hit for hit in hits if hit.image in kept], facts, shown)


def indexed(ask: Callable[[], list[Found]], space_key: str) -> list[Found] | None:
    """What the index answers; None where it cannot: no generation holds this space yet, or it failed.

    A failure is logged and not passed on: what shoppers are shown must not depend on a service that is away.
    """
    try:
        found = ask()
        return found if found or _answering(serving_index(), space_key) else None
    except IndexFailure:
        logger.exception("the index did not answer: asked the embeddings")
        return None


def _answering(index: Index, key: str) -> IndexGeneration | None:
    return IndexGeneration.objects.answering(index.engine, key)


def _answers(vectors: FloatArray, count: int, where: Where, key: str) -> list[list[Hit]]:
    """For each vector, the nearest first; asked anew if the generation is gone. Empty before the first."""
    index = serving_index()
    for is_last in (False, True):
        generation = _answering(index, key)
        if generation is None:
            break
        try:
            return index.search(generation.name, vectors, count=count, where=where)
        except UnknownGenerationError:
            if is_last:
                raise
    return []


def _best(answers: list[list[Hit]]) -> list[Hit]:
    """Of all vectors together, each photo once, the nearest first."""
    best: dict[int, Hit] = {}
    for hit in (hit for answer in answers for hit in answer):
        if hit.image not in best or best[hit.image].similarity < hit.similarity:
            best[hit.image] = hit
    return sorted(best.values(), key=lambda hit: (-hit.similarity, hit.image))


def _pictures(images: Collection[int]) -> set[Look]:
    """The pictures that these photos show, so that they are not shown again."""
    if not images:
        return set()
    same = ProductImage.objects.filter(same_picture_as(ProductImage.objects.filter(pk__in=images)))
    looks: set[Look] = set()
    for product, sha256 in same.order_by().values_list("product", "sha256"):
        looks |= {("product", product), ("bytes", sha256)}
    return looks


def _facts(hits: list[Hit]) -> dict[int, tuple[int, str, int | None]]:
    """By photo its product, its bytes' hash and its group; not of what is gone and still in the index."""
    images = ProductImage.objects.filter(pk__in=[hit.image for hit in hits]).order_by()
    rows = images.values_list("pk", "product", "sha256", F("fingerprint__group"))
    return {pk: (product, sha256, group) for pk, product, sha256, group in rows}


def _distinct(
    hits: list[Hit], facts: dict[int, tuple[int, str, int | None]], seen: Collection[Look]
) -> list[Found]:
    known = ((hit, facts[hit.image]) for hit in hits if hit.image in facts)
    return each_once(
        (
            (Found(product, hit.image, hit.similarity), sha256, group)
            for hit, (product, sha256, group) in known
        ),
        seen,
    )


def each_once(
    candidates: Iterable[tuple[Found, str, int | None]], seen: Collection[Look] = ()
) -> list[Found]:
    """Of candidates, the nearest first, each product and each picture once, whoever sells it.

    With each come the hash of its photo's bytes and the group of near-duplicates that the photo belongs to.
    """
    gone, kept = set(seen), []
    for found, sha256, group in candidates:
        looks: set[Look] = {("product", found.product_id), ("bytes", sha256)}
        if group is not None:
            looks.add(("group", group))
        if not looks & gone:
            kept.append(found)
        gone |= looks
    return kept
