"""All published tags as a file, written while it is read."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Iterator

from catalog.models import Tag
from catalog.services.writing import CHUNK, Columns, Format, Row, write_rows
from recommender.models import PublicationChange, PublishedTag

FIELDS = (
    "product__external_id",
    "tag__slug",
    "tag__facet__slug",
    "tag__name_ko",
    "tag__name_en",
    "source",
    "confidence",
    "model_key",
    "published_at",
)
COLUMNS: Columns = {
    "product": str,
    "tag": str,
    "facet": str,
    "name_ko": str,
    "name_en": str,
    "source": str,
    "confidence": float,
    "model_key": str,
    "published_at": dt.datetime,
}


def export(file_format: Format) -> Iterator[bytes]:
    """The file, piece by piece: one row for each tag of each product, oldest first, all of one moment."""
    return write_rows(file_format, COLUMNS, published_rows())


def published_rows(product_ids: Collection[int] | None = None) -> Iterator[Row]:
    """What `COLUMNS` names; of all products, or of these."""
    published = PublishedTag.objects.order_by("pk")
    if product_ids is not None:
        published = published.filter(product__in=product_ids)
    return published.values_list(*FIELDS).iterator(chunk_size=CHUNK)


def version() -> str:
    """Another one as soon as the file would be: after a change of a tag, and after one of the names in it."""
    names = Tag.objects.order_by("pk").values_list("slug", "facet__slug", "name_ko", "name_en")
    digest = hashlib.sha256(json.dumps(list(names)).encode()).hexdigest()[:16]
    return f"{PublicationChange.objects.newest_id()}-{digest}"
