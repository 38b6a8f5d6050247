"""The rows of each kind of table, read as they are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import BooleanField, ExpressionWrapper, Model, Q, QuerySet

from catalog.models import Tag, same_picture_as
from catalog.services.writing import CHUNK, Columns, Row
from labeling.models import AuditImage, Label, Review
from recommender.models import ExportJob, PublishedTag
from recommender.services.exporting import COLUMNS, published_rows
from recommender.services.exports.people import names

LABELS: Columns = {
    "external_id": str,
    "sha256": str,
    "tag": str,
    "value": str,
    "yes": int,
    "no": int,
    "unsure": int,
    "sourced_yes": float,
    "sourced_no": float,
    "facet": str,
    "name_ko": str,
    "name_en": str,
    "title": str,
    "split": str,
    "updated_at": dt.datetime,
}
"""The first four are what an import of trusted labels reads."""
VERDICTS: Columns = {
    "review": int,
    "answered_at": dt.datetime,
    "person": str,
    "external_id": str,
    "sha256": str,
    "asked_as": str,
    "outcome": str,
    "tag": str,
    "value": str,
    "misplaced": bool,
    "probability": float,
    "seconds": float,
    "shown_tags": list,
    "model_key": str,
    "withdrawn_at": dt.datetime,
    "withdrawn_by": str,
}
VOCABULARY: Columns = {
    "facet": str,
    "facet_ko": str,
    "facet_en": str,
    "choice": str,
    "tag": str,
    "name_ko": str,
    "name_en": str,
    "synonyms": list,
    "hashtags": list,
    "definition_ko": str,
    "definition_en": str,
    "retired_at": dt.datetime,
}


Kept = TypeVar("Kept", bound=Model)


@dataclass(frozen=True)
class Table:
    """What is written: the columns, the rows, and about how many there are."""

    columns: Columns
    count: int
    rows: Iterator[Row]


def table(job: ExportJob) -> Table:
    """Of a job that asks for one."""
    match job.kind:
        case ExportJob.Kind.LABELS:
            return Table(LABELS, _of(job, Label.objects.all(), "image__product").count(), label_rows(job))
        case ExportJob.Kind.VERDICTS:
            count = _of(job, Review.objects.all(), "image__product").count()
            return Table(VERDICTS, count, verdict_rows(job))
        case ExportJob.Kind.PUBLISHED:
            count = _of(job, PublishedTag.objects.all(), "product").count()
            return Table(COLUMNS, count, published_rows(job.product_ids))
        case _:
            return Table(VOCABULARY, Tag.objects.count(), vocabulary_rows())


def labels_of(job: ExportJob) -> QuerySet[Label]:
    """With `audited`: whether the photo, or the same picture, is of a product of the audit set."""
    audited = same_picture_as(AuditImage.objects.photos_of_products(), path="image__")
    labels = _of(job, Label.objects.all(), "image__product")
    return labels.annotate(audited=ExpressionWrapper(audited, output_field=BooleanField()))


def said(value: bool | None) -> str:
    """As an import reads it."""
    return {True: "yes", False: "no", None: "unsure"}[value]


def label_rows(job: ExportJob) -> Iterator[Row]:
    columns = (
        "image__product__external_id", "image__sha256", "tag__slug", "value", "yes", "no", "unsure",
        "sourced_yes", "sourced_no", "tag__facet__slug", "tag__name_ko", "tag__name_en",
        "image__product__title", "audited", "updated_at",
    )  # fmt: skip
    for row in labels_of(job).order_by("pk").values_list(*columns).iterator(chunk_size=CHUNK):
        head, (value, *people, sourced_yes, sourced_no) = row[:3], row[3:9]
        split = "test" if row[13] else "train"
        yield (*head, said(value), *people, float(sourced_yes), float(sourced_no), *row[9:13], split, row[14])


def verdict_rows(job: ExportJob) -> Iterator[Row]:
    """A row for each verdict, and one without a tag for what was skipped; the oldest review first."""
    called, slugs = names(by_name=job.with_names), dict(Tag.objects.values_list("pk", "slug"))
    columns = (
        "pk", "created_at", "curator", "image__product__external_id", "image__sha256", "item__reason",
        "outcome", "verdicts__tag__slug", "verdicts__value", "verdicts__misplaced", "verdicts__probability",
        "seconds", "shown_tags", "model_key", "withdrawal__created_at", "withdrawal__by",
    )  # fmt: skip
    reviews = _of(job, Review.objects.all(), "image__product").order_by("pk", "verdicts__pk")
    for row in reviews.values_list(*columns).iterator(chunk_size=CHUNK):
        pk, at, curator, external_id, sha256, reason, *answer, seconds, shown, model, gone_at, gone_by = row
        shown_tags = [slugs[tag] for tag in shown if tag in slugs]
        who = called(curator)
        yield (
            *(pk, at, who, external_id, sha256, reason or "grid", *answer, seconds, shown_tags, model),
            *(gone_at, called(gone_by)),
        )


def vocabulary_rows() -> Iterator[Row]:
    for tag in Tag.objects.select_related("facet").order_by("facet__position", "position", "slug"):
        facet = tag.facet
        yield (
            *(facet.slug, facet.name_ko, facet.name_en, facet.choice, tag.slug, tag.name_ko, tag.name_en),
            *(tag.synonyms, tag.hashtags, tag.definition_ko, tag.definition_en, tag.retired_at),
        )


def _of(job: ExportJob, rows: QuerySet[Kept], path: str) -> QuerySet[Kept]:
    return rows if job.product_ids is None else rows.filter(Q(**{f"{path}__in": job.product_ids}))
