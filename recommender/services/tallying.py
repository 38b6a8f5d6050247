"""Counting by day, in the background: what came in, what people said, what stands in the shop."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db.models import Count, QuerySet
from django.utils import timezone

from catalog.models import Product, ProductImage
from catalog.services.locks import held
from labeling.models import Review, Verdict
from recommender.models import Contradiction, PublishedTag, Tally

DAYS = 14
SELLERS = 20
STANDING_FOR = dt.timedelta(minutes=5)
"""How old figures may be that take a walk over a table of millions."""
LOCK = 5_020_232
Counts = dict[tuple[str, str], int]
"""By what is counted, and of what."""


def tally(*, now: dt.datetime) -> None:
    """Today's figures so far, and those of days that nobody counted to their end."""
    with held(LOCK) as ours:
        if not ours:
            return
        today = timezone.localdate(now)
        counted = dict(Tally.objects.filter(what="products", of="").values_list("day", "at"))
        for ago in range(DAYS):
            day = today - dt.timedelta(days=ago)
            begin, end = _bounds(day)
            if day not in counted or counted[day] < min(end, now):
                Tally.objects.write(day, _happened(begin, end), now=now)
        last = Tally.objects.filter(day=today, what="published", of="").first()
        if last is None or now - last.at >= STANDING_FOR:
            Tally.objects.write(today, _standing(), now=now)


def _bounds(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Its first moment, and the next day's, by the installation's clock."""
    begin = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    return begin, timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))


def _happened(begin: dt.datetime, end: dt.datetime) -> Counts:
    within = {"created_at__gte": begin, "created_at__lt": end}
    reviews = Review.objects.standing().filter(outcome=Review.Outcome.ANSWERED, **within)
    return {
        ("products", ""): Product.objects.filter(**within).count(),
        ("photos", ""): ProductImage.objects.filter(**within).count(),
        ("reviews", ""): reviews.count(),
        ("verdicts", ""): Verdict.objects.filter(review__in=reviews).count(),
    }


def _standing() -> Counts:
    sources: Counter[str] = Counter(_by(PublishedTag.objects.order_by(), "source"))
    sellers = Contradiction.objects.by_seller()[:SELLERS]
    return {
        ("published", ""): sources.total(),
        **{("published", source): sources[source] for source in PublishedTag.Source.values},
        ("conflicts", ""): Contradiction.objects.count(),
        **{("conflicts", row["seller"]): row["count"] for row in sellers if row["seller"]},
    }


def _by(rows: QuerySet[PublishedTag], name: str) -> dict[str, int]:
    return dict(rows.values_list(name).annotate(Count("pk")))
