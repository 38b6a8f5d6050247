"""What was published when and why, and what sellers have to mend, as managers see it. Paged by keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import get_language, override

from catalog.models import ProductImage, Tag
from catalog.services.writing import CHUNK, Columns, Format, Row, write_rows
from recommender.models import Contradiction, Publication, PublicationChange
from recommender.models.contradiction import SellersTally
from recommender.services.cards import first_photos

PER_PAGE = 50
Kept = TypeVar("Kept", bound=Model)
FIX_COLUMNS: Columns = {
    "product": str,
    "title": str,
    "seller_tag": str,
    "says_no": str,
    "instead": str,
    "people_yes": int,
    "people_no": int,
    "probability": float,
    "model_key": str,
    "photo": str,
    "found_at": dt.datetime,
}


@dataclass(frozen=True)
class Slice(Generic[Kept]):
    """Rows, the newest first, and the id to go on below; None at the end."""

    rows: list[Kept]
    below: int | None


@dataclass(frozen=True)
class Told:
    """A change, with the product's photo where it still has one."""

    change: PublicationChange
    photo: ProductImage | None


@dataclass(frozen=True)
class Detail:
    """A publication and a page of what it changed."""

    told: list[Told]
    below: int | None
    tags: list[Tag]


def publications(below: int | None) -> Slice[Publication]:
    """One query."""
    return _slice(Publication.objects.with_news().order_by("-pk"), below)


def changes_of(publication: Publication, *, kind: str, tag: str, below: int | None) -> Detail:
    """Three queries. The tags to filter by are those that this publication changed."""
    changes = publication.changes.of_kind(kind).select_related("tag__facet").order_by("-pk")
    if tag:
        changes = changes.filter(tag__slug=tag)
    page = _slice(changes, below)
    photos = first_photos(change.product_id for change in page.rows if change.product_id)
    told = [Told(change, photos.get(change.product_id or 0)) for change in page.rows]
    changed = publication.changes.order_by().values("tag")
    return Detail(told, page.below, list(Tag.objects.filter(pk__in=changed).order_by("slug")))


def sellers_to_tell() -> list[SellersTally]:
    """One query: each seller with something to mend."""
    return list(Contradiction.objects.by_seller())


def fixes(seller: str, below: int | None) -> Slice[Contradiction]:
    """One query: what a seller has to mend, the newest first."""
    return _slice(Contradiction.objects.of_seller(seller).order_by("-pk"), below)


def export_fixes(seller: str, file_format: Format) -> Iterator[bytes]:
    """The whole list as a file for the seller, streamed, in the language of whoever asks for it."""
    language = get_language()  # by the time that the rows are read it may be another request's
    rows = Contradiction.objects.of_seller(seller).iterator(chunk_size=CHUNK)
    return write_rows(file_format, FIX_COLUMNS, (_row(one, language) for one in rows))


def _row(one: Contradiction, language: str | None) -> Row:
    with override(language):
        says = one.get_said_by_display()
    product = one.seller_tag.product
    return (
        product.external_id,
        product.title,
        one.seller_tag.text,
        says,
        one.instead.slug if one.instead else "",
        one.yes,
        one.no,
        one.probability,
        one.model_key,
        one.image.get_absolute_url() if one.image else "",
        one.found_at,
    )


def _slice(rows: QuerySet[Kept], below: int | None) -> Slice[Kept]:
    """By the key, so that new rows push nothing onto the next page."""
    if below is not None:
        rows = rows.filter(pk__lt=below)
    found = list(rows[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    return Slice(page, page[-1].pk if len(found) > PER_PAGE else None)
