"""Before the first style space and its index: neighbours by the plain embedding, in a shop just opened."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, cast

from django.db.models import F, Q, QuerySet

from catalog.models import Embedding, Product, ProductImage, Tag, same_picture_as
from catalog.services.vocabulary import Names
from recommender.index import Where
from recommender.models import PublishedTag
from recommender.services.matching import said_by_sellers
from recommender.services.neighbours import Found, each_once
from training.services.serving import serving_encoder_key

SPARE = 24
"""Photos looked at beside those wanted, for copies and further angles to fall out."""


class _Distant(Protocol):
    """An embedding as the database yields it."""

    image: ProductImage
    distance: float
    group: int | None


def nearest_plainly(product: Product, where: Where, *, count: int) -> list[Found] | None:
    """Products near to the first photo that has been embedded; None while none has."""
    encoder_key = serving_encoder_key()
    seen = Embedding.objects.filter(image__product=product, encoder_key=encoder_key)
    first = seen.order_by("image__position", "image_id").first()
    if first is None:
        return None
    mine = same_picture_as(ProductImage.objects.filter(product=product))
    copies = ProductImage.objects.filter(mine).values("product")  # itself included
    nearest = Embedding.objects.nearest_to(first.vector, first.encoder_key)
    others = nearest.exclude(image__product__in=copies)
    if where.narrows:
        others = others.filter(image__product__in=fitting(where).values("pk"))
    rows = others.select_related("image").annotate(group=F("image__fingerprint__group"))
    near = list(rows[: count + SPARE])
    if len(near) < count + SPARE:  # the walk through the graph may have ended before it had found all
        near = list(rows.order_by(F("distance") + 0.0)[: count + SPARE])  # a sum hides it from the graph
    return each_once(
        (Found(row.image.product_id, row.image.pk, 1 - row.distance), row.image.sha256, row.group)
        for row in cast("Iterable[_Distant]", near)
    )[:count]


def fitting(where: Where) -> QuerySet[Product]:
    """The products that an index would find with this filter."""
    products = Product.objects.exclude(pk__in=where.without_products).order_by()
    for wanted in where.tags_all:
        products = products.filter(_carrying([wanted]))
    if where.tags_any:
        products = products.filter(_carrying(where.tags_any))
    products = products.exclude(_carrying(where.tags_none)) if where.tags_none else products
    if where.category is not None:
        tag = Tag.objects.get(pk=where.category)
        said = said_by_sellers(tag, Names(Tag.objects.in_use()))
        products = products.filter(said)
    exact = {"seller": where.seller, "in_stock": where.in_stock, "price__gte": where.price_from}
    exact |= {"price__lte": where.price_to}
    return products.filter(**{name: value for name, value in exact.items() if value is not None})


def _carrying(tags: Iterable[int]) -> Q:
    return Q(pk__in=PublishedTag.objects.filter(tag__in=list(tags)).order_by().values("product"))
