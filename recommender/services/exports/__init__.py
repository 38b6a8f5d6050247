"""Files of labels, verdicts, published tags, the vocabulary, or all: asked for here, made by a sweep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Product
from recommender.models import ExportJob

if TYPE_CHECKING:
    from django.contrib.auth.models import User

Kind, Format = ExportJob.Kind, ExportJob.Format
_TABLES = (Format.CSV, Format.JSONL, Format.PARQUET)
FORMATS: dict[str, tuple[ExportJob.Format, ...]] = {
    Kind.LABELS: (*_TABLES, Format.IMAGEFOLDER, Format.COCO),
    Kind.VERDICTS: _TABLES,
    Kind.PUBLISHED: _TABLES,
    Kind.VOCABULARY: (Format.JSON, Format.CSV),
    Kind.ARCHIVE: (Format.ZIP,),
}
"""In which formats each kind can be had, the usual one first."""
ENDING = {Format.IMAGEFOLDER: "zip", Format.COCO: "json"}
CONTENT_TYPE = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
    "zip": "application/zip",
}
KEPT = dt.timedelta(days=7)
MOST_PRODUCTS = 100_000
"""Of a selection; whoever wants more wants all."""


class ExportError(Exception):
    """It cannot be exported like this; the message says why."""


def begin(
    *,
    kind: str,
    format: str,
    by: User,
    product_ids: Collection[int] | None = None,
    with_names: bool = False,
    with_history: bool = False,
) -> ExportJob:
    """Ask for a file; a sweep makes it. Of these products only, or of all. Raises ExportError."""
    if kind not in FORMATS or format not in FORMATS[kind]:
        raise ExportError(_("이 내용은 그 형식으로 내보낼 수 없습니다."))
    if product_ids is not None:
        if len(product_ids) > MOST_PRODUCTS:
            message = _("한 번에 고를 수 있는 상품은 %(most)s개까지입니다.")
            raise ExportError(message % {"most": f"{MOST_PRODUCTS:,}"})
        product_ids = sorted(Product.objects.filter(pk__in=product_ids).values_list("pk", flat=True))
        if not product_ids:
            raise ExportError(_("고른 상품이 없습니다."))
    return ExportJob.objects.create(
        kind=kind,
        format=format,
        by=by,
        product_ids=product_ids,
        with_names=with_names,
        with_history=with_history and kind == Kind.ARCHIVE,
        created_at=timezone.now(),
    )


def cancel(job: ExportJob) -> bool:
    """Whether it was under way; whoever makes it hears of it within a second."""
    under_way = ExportJob.objects.to_be_made().filter(pk=job.pk)
    return bool(under_way.order_by().update(state=ExportJob.State.CANCELLED, finished_at=timezone.now()))


def ending(job: ExportJob) -> str:
    return ENDING.get(ExportJob.Format(job.format), job.format)


def download_name(job: ExportJob) -> str:
    """In letters that every system takes."""
    return f"moodloop-{job.kind}-{job.created_at:%Y%m%d-%H%M}.{ending(job)}"
