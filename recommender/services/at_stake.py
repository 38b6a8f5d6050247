"""What of the published tags hangs on certain labels."""

from __future__ import annotations

from collections.abc import Collection

from labeling.models import Label
from recommender.models import PublishedTag
from recommender.services.deciding import ProductTag


def published_at_stake(cells: Collection[ProductTag], images: Collection[int]) -> int:
    """How many published tags of (product, tag) people gave that no other photo of the product has a yes for.

    `images` are those whose labels would go. The next sweep publishes; until then all stays as it is.
    """
    wanted = set(cells)
    if not wanted:
        return 0
    products, tags = {product for product, _ in wanted}, {tag for _, tag in wanted}
    given = PublishedTag.objects.filter(
        source=PublishedTag.Source.CURATED, product__in=products, tag__in=tags
    ).values_list("product_id", "tag_id")
    elsewhere = Label.objects.filter(value=True, tag__in=tags, image__product__in=products).exclude(
        image__in=list(images)
    )
    kept = set(elsewhere.values_list("image__product_id", "tag_id"))
    return len((wanted & set(given)) - kept)
