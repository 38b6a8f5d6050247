"""One product, as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.models import Product, ProductImage, SellerTag, Tag
from catalog.services.vocabulary import Names
from recommender.index import EVERYTHING, Where
from recommender.services.cards import Card, tags_of
from recommender.services.counts import largest_sellers
from recommender.services.similar import Neighbour, similar_to

NO_TAG = 0


def tag_ids(slugs: Sequence[str]) -> tuple[int, ...]:
    """Of these tags; one that there is not fits nothing. No query where none is asked for."""
    if not slugs:
        return ()
    known = dict(Tag.objects.in_use().order_by().filter(slug__in=slugs).values_list("slug", "pk"))
    return tuple(known.get(slug, NO_TAG) for slug in dict.fromkeys(slugs))


@dataclass(frozen=True)
class Display:
    """A product with its photos, what it carries, what its seller says, and what is similar."""

    card: Card
    photos: list[ProductImage]
    seller_tags: list[SellerTag]
    similar: list[Neighbour] | None
    """None while no photo of it has been embedded."""
    sellers: list[str]
    """To narrow what is similar by: its own, and those with the most products."""


def display(product: Product, where: Where = EVERYTHING) -> Display:
    """The same number of queries, however much there is to show. `where` narrows what is similar."""
    names = Names(Tag.objects.in_use())
    photos = list(product.images.order_by("position", "pk"))
    published = tags_of([product.pk])[product.pk]
    return Display(
        card=Card.of(product, photos[0] if photos else None, published, names),
        photos=photos,
        seller_tags=list(product.seller_tags.all()),
        similar=similar_to(product, published, names, where=where),
        sellers=_sellers(product, where),
    )


def _sellers(product: Product, where: Where) -> list[str]:
    """The one that is picked, too, whoever that is."""
    named = [product.seller, *largest_sellers(), where.seller]
    return list(dict.fromkeys(seller for seller in named if seller))
