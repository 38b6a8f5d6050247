"""Products as shoppers see them in a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.models import Product, ProductImage, Tag
from catalog.services.vocabulary import Names
from recommender.models import PublishedTag

MOOD, CATEGORY = "mood", "category"
"""The facets that a shop window tells apart: how a thing feels, and what it is."""


@dataclass(frozen=True)
class Lit:
    """Where in a photo a tag is seen: an SVG path in the photo's own pixels."""

    tag: Tag
    outline: str
    image_id: int


@dataclass(frozen=True)
class Card:
    """A product, the photo that stands for it if there is one, and what it carries."""

    product: Product
    photo: ProductImage | None
    published: list[PublishedTag]
    category: Tag | None
    """What the seller's category means, where we know it."""
    lit: Lit | None = None
    """What to light on the photo while somebody points at it."""

    @classmethod
    def of(
        cls, product: Product, photo: ProductImage | None, published: list[PublishedTag], names: Names
    ) -> Card:
        return cls(product, photo, published, names.tag_for(product.category) if product.category else None)

    @property
    def moods(self) -> list[Tag]:
        return [row.tag for row in self.published if row.tag.facet.slug == MOOD]

    @property
    def has_predictions(self) -> bool:
        return any(row.source == PublishedTag.Source.PREDICTED for row in self.published)


def cards_of(product_ids: Sequence[int], names: Names, *, lit: Mapping[int, Lit] | None = None) -> list[Card]:
    """These products in this order, by two queries; those without a photo are left out.

    `lit` says by product where something is seen; an outline of another photo than the one shown is no use.
    """
    photos = first_photos(product_ids)
    tags = tags_of(photos)
    cards = []
    for pk in product_ids:
        if pk in photos:
            seen = (lit or {}).get(pk)
            card = Card.of(photos[pk].product, photos[pk], tags[pk], names)
            cards.append(replace(card, lit=seen) if seen and seen.image_id == photos[pk].pk else card)
    return cards


def first_photos(product_ids: Iterable[int]) -> dict[int, ProductImage]:
    """By product: its first photo, with the product."""
    images = (
        ProductImage.objects.filter(product__in=list(product_ids))
        .select_related("product")
        .order_by("product_id", "position", "pk")
        .distinct("product_id")
    )
    return {image.product_id: image for image in images}


def tags_of(product_ids: Iterable[int]) -> dict[int, list[PublishedTag]]:
    """By product: its published tags."""
    tags: dict[int, list[PublishedTag]] = defaultdict(list)
    for row in PublishedTag.objects.of_products(product_ids):
        tags[row.product_id].append(row)
    return tags
