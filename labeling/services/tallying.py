"""A curator's day in numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING

from django.utils import timezone

from labeling.models import QueueItem, Reason, Review, Verdict

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from catalog.models import ProductImage

MOSAIC = 4


@dataclass(frozen=True)
class Today:
    """What a curator did since midnight, local time; seconds from the picture on screen to the answer."""

    reviews: int
    verdicts: int
    median_seconds: float | None

    def as_json(self) -> dict[str, float | None]:
        return asdict(self)


@dataclass(frozen=True)
class Waiting:
    """One reason's items that wait for a curator, and the photos of the first few."""

    reason: str
    name: str
    count: int
    photos: list[ProductImage]


def today_of(curator: User, *, now: dt.datetime) -> Today:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    reviews = Review.objects.standing().filter(curator=curator, created_at__gte=midnight)
    seconds = [took for took in reviews.values_list("seconds", flat=True) if took is not None]
    return Today(
        reviews=reviews.count(),
        verdicts=Verdict.objects.filter(review__in=reviews).count(),
        median_seconds=round(median(seconds), 1) if seconds else None,
    )


def waiting_for(curator: User, *, now: dt.datetime) -> list[Waiting]:
    """What this curator could answer, by reason; the fullest first."""
    items = (
        QueueItem.objects.waiting_for(curator, now=now).select_related("image").order_by("-priority", "id")
    )
    by_reason: dict[str, list[ProductImage]] = {}
    for item in items:
        by_reason.setdefault(item.reason, []).append(item.image)
    queues = [  # an audit photo waits once for each facet; in the mosaic once is enough
        Waiting(reason, str(Reason(reason).label), len(photos), list(dict.fromkeys(photos))[:MOSAIC])
        for reason, photos in by_reason.items()
    ]
    return sorted(queues, key=lambda queue: -queue.count)
