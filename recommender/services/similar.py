"""Products of a similar style: nearest in what the encoder saw, those of a shared mood a little nearer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol, cast

from django.db.models import F

from catalog.models import Embedding, Product, ProductImage, Tag, same_picture_as
from catalog.services.vocabulary import Names
from recommender.models import PublishedTag
from recommender.services.cards import CATEGORY, MOOD, Card, tags_of
from training.services.serving import serving_encoder_key

SHOWN = 12
CONSIDERED = 60
"""Photos looked at before moods have their say: enough to let copies and further angles fall out."""
MOOD_BONUS = 0.02
"""What a shared mood takes off the cosine distance. Among 3,781 garments the nearest was about .2 away, the
twelfth .08 further: a mood is worth about three places, and lifts nothing that looks like something else."""
MOODS_COUNTED = 3
REASONS_SHOWN = 3


class Distant(Protocol):
    """An embedding as the index yields it."""

    image: ProductImage
    distance: float
    group: int | None
    """Of near-duplicates that the photo belongs to."""


@dataclass(frozen=True)
class Neighbour:
    """A product of a similar style, and the tags that both really carry: the reason to show."""

    card: Card
    shared: list[Tag]


def similar_to(product: Product, published: list[PublishedTag], names: Names) -> list[Neighbour] | None:
    """The products nearest in style, by four queries; None while no photo of the product has been embedded.

    `published` are the product's own published tags. Left out are the product itself and its copies: whoever
    shows the same photo sells the same thing. A product is there once, by its nearest photo.
    """
    encoder_key = serving_encoder_key()
    seen = Embedding.objects.filter(image__product=product, encoder_key=encoder_key)
    first = seen.order_by("image__position", "image_id").first()
    if first is None:
        return None
    candidates = _without_copies(_nearest(first, product))
    tags = tags_of(embedding.image.product_id for embedding in candidates)
    mine = {row.tag for row in published}
    neighbours = []
    for embedding in candidates:
        image = embedding.image
        shown = Card.of(image.product, image, tags[image.product_id], names)
        shared = [row.tag for row in shown.published if row.tag in mine]
        neighbours.append((embedding.distance - _bonus(shared), Neighbour(shown, _reasons(shared))))
    neighbours.sort(key=lambda ranked: ranked[0])
    return [neighbour for _, neighbour in neighbours[:SHOWN]]


def _nearest(first: Embedding, product: Product) -> Iterable[Distant]:
    """Photos of other products, the nearest first."""
    mine = same_picture_as(ProductImage.objects.filter(product=product))
    copies = ProductImage.objects.filter(mine).values("product")  # itself included
    nearest = Embedding.objects.nearest_to(first.vector, first.encoder_key)
    others = nearest.exclude(image__product__in=copies).select_related("image__product")
    others = others.annotate(group=F("image__fingerprint__group"))
    return cast("Iterable[Distant]", others[:CONSIDERED])


def _without_copies(nearest: Iterable[Distant]) -> list[Distant]:
    """One photo of each product, and each picture once, whoever sells it."""
    seen: set[tuple[str, object]] = set()
    kept = []
    for embedding in nearest:
        image = embedding.image
        looks = {("product", image.product_id), ("bytes", image.sha256)}
        if embedding.group is not None:
            looks.add(("group", embedding.group))
        if not looks & seen:
            kept.append(embedding)
        seen |= looks
    return kept


def _bonus(shared: list[Tag]) -> float:
    moods = sum(tag.facet.slug == MOOD for tag in shared)
    return MOOD_BONUS * min(moods, MOODS_COUNTED)


def _reasons(shared: list[Tag]) -> list[Tag]:
    """The few worth saying: moods and patterns before what kind of thing it is, which the photo says."""
    telling = sorted(shared, key=lambda tag: tag.facet.slug == CATEGORY)
    return telling[:REASONS_SHOWN]
