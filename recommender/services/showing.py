"""One product, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.models import Product, ProductImage, SellerTag, Tag
from catalog.services.vocabulary import Names
from recommender.services.cards import Card, tags_of
from recommender.services.similar import Neighbour, similar_to


@dataclass(frozen=True)
class Display:
    """A product with its photos, what it carries, what its seller says, and what is similar."""

    card: Card
    photos: list[ProductImage]
    seller_tags: list[SellerTag]
    similar: list[Neighbour] | None
    """None while no photo of it has been embedded."""


def display(product: Product) -> Display:
    """Eight queries, however much there is to show."""
    names = Names(Tag.objects.in_use())
    photos = list(product.images.order_by("position", "pk"))
    published = tags_of([product.pk])[product.pk]
    return Display(
        card=Card.of(product, photos[0] if photos else None, published, names),
        photos=photos,
        seller_tags=list(product.seller_tags.all()),
        similar=similar_to(product, published, names),
    )
