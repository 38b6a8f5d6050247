"""Products of a similar style: near in style space, of more than one kind, each with the reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.models import Product, ProductImage, Tag
from catalog.services.vocabulary import Names
from recommender.index import EVERYTHING, Where
from recommender.models import PublishedTag
from recommender.runtime import FloatArray
from recommender.services.because import Because
from recommender.services.cards import MOOD, Card, tags_of
from recommender.services.neighbours import Found, indexed, nearest_products
from recommender.services.plainly import nearest_plainly
from recommender.services.style import Space, serving_space, style_vectors

SHOWN = 12
CONSIDERED = 3
"""Times as many products are weighed against each other as are shown."""
MOOD_BONUS = 0.02
"""What a shared mood adds to the cosine: in style space moods have drawn already, and this settles ties."""
MOODS_COUNTED = 3
SAMENESS = 0.25
"""Of a result's standing, what it loses by being like one above it (maximal marginal relevance, Carbonell and
Goldstein 1998, with λ = .75)."""


@dataclass(frozen=True)
class Neighbour:
    """A product of a similar style, its cosine, and the tags that both carry: the reason to show."""

    card: Card
    shared: list[Tag]
    similarity: float = 0.0


Similar = list[Neighbour]
"""The most similar first."""


def similar_to(
    product: Product,
    published: Sequence[PublishedTag] | None = None,
    names: Names | None = None,
    *,
    where: Where = EVERYTHING,
    count: int = SHOWN,
) -> Similar | None:
    """At most `count` products near in style that fit; None while no photo of the product has been embedded.

    All photos of the product ask, and the best of them counts. Left out are the product itself and its
    copies: whoever shows the same photo sells the same thing. Each product is there once, by its nearest
    photo, and each picture once. `published` and `names` where the caller has them already.
    """
    names = names or Names(Tag.objects.in_use())
    mine = published if published is not None else tags_of([product.pk])[product.pk]
    photos = list(product.images.order_by("position", "pk").values_list("pk", flat=True))
    space = serving_space()
    asking = style_vectors(photos, space) if space else {}
    found = _indexed(space, asking, photos, where, CONSIDERED * count) if space and asking else None
    if found is None:  # before the first space and its index, or while it is away
        found, space = nearest_plainly(product, where, count=CONSIDERED * count), None
        if found is None and not asking:
            return None
    return _shown(found or [], mine, names, (space, list(asking.values())), count)


def _indexed(
    space: Space, asking: dict[int, FloatArray], photos: Sequence[int], where: Where, count: int
) -> list[Found] | None:
    vectors = np.stack(list(asking.values()))
    return indexed(
        lambda: nearest_products(vectors, count=count, where=where, unlike=photos, space_key=space.key),
        space.key,
    )


def _shown(
    found: list[Found],
    mine: Sequence[PublishedTag],
    names: Names,
    asked: tuple[Space | None, list[FloatArray]],
    count: int,
) -> Similar:
    space, asking = asked
    images = ProductImage.objects.select_related("product").in_bulk([one.image_id for one in found])
    tags = tags_of(one.product_id for one in found)
    carried = {row.tag for row in mine}
    shared = {
        one.product_id: [row.tag for row in tags[one.product_id] if row.tag in carried] for one in found
    }
    vectors = style_vectors(images, space) if space else {}
    because = Because.of(space)
    kept = [one for one in found if one.image_id in images]
    neighbours = []
    for one in _diverse(kept, vectors, shared)[:count]:
        image = images[one.image_id]
        card = Card.of(image.product, image, tags[one.product_id], names)
        reasons = because.reasons(shared[one.product_id], asking, vectors.get(one.image_id))
        neighbours.append(Neighbour(card, reasons, one.similarity))
    return neighbours


def _diverse(found: list[Found], vectors: dict[int, FloatArray], shared: dict[int, list[Tag]]) -> list[Found]:
    """The order in which to show them: near to what was asked, and not all the same."""
    standing = {one: one.similarity + _bonus(shared[one.product_id]) for one in found}
    left = sorted(found, key=lambda one: -standing[one])
    if not all(one.image_id in vectors for one in left):
        return left
    likeness = dict.fromkeys(left, 0.0)
    order: list[Found] = []
    while left:
        best = max(left, key=lambda one: (1 - SAMENESS) * standing[one] - SAMENESS * likeness[one])
        left.remove(best)
        order.append(best)
        for one in left:
            alike = float(vectors[best.image_id] @ vectors[one.image_id])
            likeness[one] = max(likeness[one], alike)
    return order


def _bonus(shared: Collection[Tag]) -> float:
    moods = sum(tag.facet.slug == MOOD for tag in shared)
    return MOOD_BONUS * min(moods, MOODS_COUNTED)
