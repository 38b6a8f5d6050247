"""Which published tags are to be looked for in their photos next; nothing is gone over while tables rest."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet

from catalog.models import ProductImage
from recommender.models import PublishedEvidence, PublishedTag, TableWatch
from recommender.models.published_tag import PublishedTagQuerySet
from recommender.services.resting import note, rests, written
from training.models import EmbeddingFailure, ModelVersion

MISSING, OUTDATED, WALK = "light what is not", "light what is old", "light by products"
REFRESHED_AFTER = dt.timedelta(hours=6)
"""What an older model pointed at is not wrong, only older: not every retraining looks at everything again."""


def to_light(
    champion: str, lost: QuerySet[EmbeddingFailure], *, most: int, photos: int, now: dt.datetime
) -> list[PublishedTag]:
    """At most `most`, of `photos` products: those that lack it before those that have an old one.

    `lost`: photos that could not be looked at, and are not tried again yet.
    """
    earlier = ProductImage.objects.filter(
        product=OuterRef("image__product"), position__lt=OuterRef("image__position")
    )
    firsts = lost.exclude(Exists(earlier))
    rows = _missing(firsts, most, now) or _outdated(champion, firsts, most, now)
    products = list(dict.fromkeys(row.product_id for row in rows))[:photos]
    return [row for row in rows if row.product_id in products]


def lit_up_to(product_id: int, *, now: dt.datetime) -> None:
    """The walk goes on behind this product: what is lit already is not gone over again for each dozen."""
    TableWatch.objects.update_or_create(name=WALK, defaults={"reached": product_id, "looked_at": now})


def _missing(firsts: QuerySet[EmbeddingFailure], most: int, now: dt.datetime) -> list[PublishedTag]:
    seen = written(PublishedTag, ProductImage, EmbeddingFailure)
    if rests(MISSING, seen, now=now):
        return []
    published = PublishedTag.objects.exclude(Exists(firsts.filter(image__product=OuterRef("product"))))
    rows = _walked(published, most) or list(published.lit_elsewhere()[:most])
    if not rows:
        note(MISSING, seen, now=now)
    return rows


def _walked(published: PublishedTagQuerySet, most: int) -> list[PublishedTag]:
    """From where the walk came to, and from the beginning when it has come to the end."""
    after = TableWatch.objects.filter(name=WALK).values_list("reached", flat=True).first() or 0
    unlit = published.unlit()
    rows = list(unlit.filter(product_id__gt=after)[:most]) if after else []
    return rows or list(unlit[:most])


def _outdated(
    champion: str, firsts: QuerySet[EmbeddingFailure], most: int, now: dt.datetime
) -> list[PublishedTag]:
    seen = written(PublishedEvidence, ModelVersion, EmbeddingFailure)
    if rests(OUTDATED, seen, now=now):
        return []
    old = PublishedEvidence.objects.outdated(champion, made_before=now - REFRESHED_AFTER)
    there = old.exclude(Exists(firsts.filter(image__product=OuterRef("published__product"))))
    rows = [kept.published for kept in there.select_related("published")[:most]]
    if not rows:
        note(OUTDATED, seen, now=now)
    return rows
