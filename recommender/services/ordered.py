"""Products that somebody wants settled at once: before a sweep over the catalog, and between its chunks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from recommender.models import Publication, PublishOrder

AT_ONCE = 200
"""Orders between two chunks: a sweep must come to its end, too."""
SEEN = (
    "model_key",
    "rules",
    "tags",
    "labels_changed_at",
    "label_count",
    "yes_count",
    "no_count",
    "embedding_count",
    "last_embedding_id",
    "products_changed_at",
)


def settle(bring_in_line: Callable[[tuple[int, int]], None], *, now: dt.datetime) -> int:
    """Bring the ordered products in line, the oldest order first; how many.

    An order is closed after its product was settled: a crash between the two settles it once more, which
    changes nothing.
    """
    orders = list(PublishOrder.objects.waiting()[:AT_ONCE])
    for order in orders:
        bring_in_line((order.product_id - 1, order.product_id))
        PublishOrder.objects.waiting().filter(pk=order.pk).update(settled_at=now)
    return len(orders)


def publication_like(last: Publication, *, now: dt.datetime) -> Publication:
    """For what only orders change: it has seen no more of the world than the sweep before it."""
    return Publication.objects.create(published_at=now, **{name: getattr(last, name) for name in SEEN})
