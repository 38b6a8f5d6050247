"""Rows of what comes in from elsewhere, and of what goes out."""

import datetime as dt

from django.contrib.auth.models import User

from catalog.models import ProductImage, Tag
from labeling.models import LabelSource, SourcedLabel
from recommender.models import ExportJob

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def make_exchange(number: int, by: User, image: ProductImage, tag: Tag) -> None:
    source = LabelSource.objects.create(name=f"외부 1 {number}", state="done", by=by, created_at=NOW)
    SourcedLabel.objects.create(source=source, image=image, tag=tag, value=True)
    ExportJob.objects.create(kind="labels", format="csv", by=by, created_at=NOW)
