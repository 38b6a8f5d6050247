"""What waits for a curator, by reason, with the first few photos of each; however long the queue is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from catalog.models import ProductImage
from labeling.models import QueueItem, Reason
from labeling.models.queue import QueueItemQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOSAIC = 4
LOOKED_THROUGH = 32
"""Items for a mosaic: an audit photo waits once for each facet, and one picture of it is enough."""


@dataclass(frozen=True)
class Waiting:
    """One reason's items that wait for a curator, and the photos of the first few."""

    reason: str
    name: str
    count: int
    photos: list[ProductImage]


def waiting_for(curator: User, *, now: dt.datetime) -> list[Waiting]:
    """What this curator could answer, by reason; the fullest first. In three queries."""
    mine = QueueItem.objects.waiting_for(curator, now=now)
    counts = dict(mine.order_by().values_list("reason").annotate(Count("pk")))
    photos = _first_photos(mine, counts)
    queues = [
        Waiting(reason, str(Reason(reason).label), count, photos[reason]) for reason, count in counts.items()
    ]
    return sorted(queues, key=lambda queue: -queue.count)


def _first_photos(mine: QueueItemQuerySet, reasons: Iterable[str]) -> dict[str, list[ProductImage]]:
    """Of each reason the photos that are asked next; a photo is in a mosaic once."""
    firsts = [
        mine.filter(reason=reason).order_by("-priority", "id").values_list("reason", "image")[:LOOKED_THROUGH]
        for reason in reasons
    ]
    if not firsts:
        return {}
    next_of: dict[str, list[int]] = {reason: [] for reason in reasons}
    for reason, image in firsts[0].union(*firsts[1:], all=True) if len(firsts) > 1 else firsts[0]:
        if image not in next_of[reason] and len(next_of[reason]) < MOSAIC:
            next_of[reason].append(image)
    shown = ProductImage.objects.in_bulk({image for images in next_of.values() for image in images})
    return {reason: [shown[image] for image in images] for reason, images in next_of.items()}
