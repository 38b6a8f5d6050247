"""All that is known of one product, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch

from catalog.models import Product, ProductImage, Region, SellerTag, Tag
from labeling.models import Label, QueueItem, Verdict
from recommender.models import Hold, PublicationChange, PublishedTag
from recommender.services.similar import Neighbour, similar_to

VERDICTS, CHANGES, NEIGHBOURS = 200, 20, 8
"""The newest that are shown: nobody reads more on one page, and the lists have them all."""


@dataclass(frozen=True)
class Photo:
    """A photo and the box around the product in it: x, y, width and height in the photo's own pixels."""

    image: ProductImage
    box: tuple[int, int, int, int] | None
    said_by_a_person: bool


@dataclass(frozen=True)
class TagHistory:
    """What is believed of one tag of the product's photos, and who said so when; the newest first."""

    tag: Tag
    labels: list[Label]
    verdicts: list[Verdict]


@dataclass(frozen=True)
class ProductPage:
    photos: list[Photo]
    published: list[PublishedTag]
    seller_tags: list[SellerTag]
    history: list[TagHistory]
    waiting: list[QueueItem]
    changes: list[PublicationChange]
    similar: list[Neighbour] | None
    holds: list[Hold]
    log: list[LogEntry]


def product_page(product: Product) -> ProductPage:
    images = list(
        product.images.order_by("position", "pk").prefetch_related(
            Prefetch("regions", Region.objects.standing().select_related("by"))
        )
    )
    published = PublishedTag.objects.of_products([product.pk]).select_related("tag__facet", "evidence__image")
    shown = sorted(published, key=lambda row: (row.source, -row.confidence))
    waiting = QueueItem.objects.open().filter(image__product=product)
    about_it = {"content_type": ContentType.objects.get_for_model(Product), "object_id": str(product.pk)}
    return ProductPage(
        photos=[_photo(image) for image in images],
        published=shown,
        seller_tags=list(product.seller_tags.select_related("tag", "contradiction__instead")),
        history=_history(product),
        waiting=list(waiting.select_related("reason_tag", "facet", "sent_by", "meant_for", "leased_by")),
        changes=list(product.publication_changes.select_related("tag")[:CHANGES]),
        similar=similar_to(product, shown, count=NEIGHBOURS),
        holds=list(product.holds.select_related("by", "lifted_by")),
        log=list(LogEntry.objects.filter(**about_it).select_related("user")[:CHANGES]),
    )


def _photo(image: ProductImage) -> Photo:
    regions: Sequence[Region] = list(image.regions.all())
    if not regions:
        return Photo(image, None, False)
    x0, y0, x1, y1 = regions[0].box
    left, top = round(x0 * image.width), round(y0 * image.height)
    box = (left, top, round((x1 - x0) * image.width), round((y1 - y0) * image.height))
    return Photo(image, box, regions[0].source == Region.Source.CURATOR)


def _history(product: Product) -> list[TagHistory]:
    said = Verdict.objects.filter(review__image__product=product).order_by("-review__created_at", "-pk")
    verdicts = said.select_related("tag__facet", "review__curator", "review__withdrawal", "review__image")
    by_tag: dict[Tag, TagHistory] = {}
    for verdict in verdicts[:VERDICTS]:
        by_tag.setdefault(verdict.tag, TagHistory(verdict.tag, [], [])).verdicts.append(verdict)
    labels = Label.objects.filter(image__product=product).select_related("tag__facet", "image")
    for label in labels.order_by("image__position", "pk"):
        by_tag.setdefault(label.tag, TagHistory(label.tag, [], [])).labels.append(label)
    order = sorted(by_tag, key=lambda tag: (tag.facet.position, tag.position, tag.slug))
    return [by_tag[tag] for tag in order]
