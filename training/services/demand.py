"""What shoppers look at, written down for choosing by. It is counted above, and told here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from catalog.models import Product
from training.models import Demand


def note(weights: Mapping[int, float], *, now: dt.datetime) -> int:
    """This is what is looked at now, by product, and nothing else is; how many products it is of.

    Said twice it is the same. Products that are gone meanwhile, and weights of nothing, are passed over.
    """
    with transaction.atomic():
        there = Product.objects.filter(pk__in=[pk for pk, weight in weights.items() if weight > 0])
        kept = set(there.values_list("pk", flat=True))
        rows = [Demand(product_id=pk, weight=weights[pk], at=now) for pk in sorted(kept)]
        Demand.objects.exclude(product__in=kept).delete()
        Demand.objects.bulk_create(
            rows,
            batch_size=1000,
            update_conflicts=True,
            unique_fields=["product"],
            update_fields=["weight", "at"],
        )
    return len(kept)
