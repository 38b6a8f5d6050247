"""Photos as the index holds them: the style space's vector, and what their products can be filtered by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from catalog.models import Product, ProductImage
from catalog.services.vocabulary import Names
from recommender.index import Entry
from recommender.models import PublishedTag
from recommender.services.cards import CATEGORY
from recommender.services.style import Space, style_vectors


def meant_categories(names: Names) -> dict[str, int]:
    """By what sellers call a category the id of the tag that it means; what means nothing is not there."""
    texts = Product.objects.exclude(category="").order_by().values_list("category", flat=True).distinct()
    found = {text: names.tag_for(text) for text in texts}
    return {text: tag.pk for text, tag in found.items() if tag is not None}


def entries_of(image_ids: Collection[int], space: Space, meant: dict[str, int]) -> list[Entry]:
    """Three queries and a projection. Photos that are gone or were never embedded are left out."""
    vectors = style_vectors(image_ids, space)
    images = ProductImage.objects.filter(pk__in=vectors.keys()).select_related("product").order_by("pk")
    tags: dict[int, set[int]] = defaultdict(set)
    category: dict[int, int] = {}
    carried = PublishedTag.objects.filter(product__images__in=vectors.keys()).order_by().distinct()
    for product, tag, facet in carried.values_list("product", "tag", "tag__facet__slug"):
        tags[product].add(tag)
        if facet == CATEGORY:
            category[product] = tag
    return [
        Entry(
            image=image.pk,
            product=image.product_id,
            vector=vectors[image.pk],
            tags=tuple(sorted(tags[image.product_id])),
            price=image.product.price,
            in_stock=image.product.in_stock,
            seller=image.product.seller,
            category=category.get(image.product_id, meant.get(image.product.category)),
        )
        for image in images
    ]
