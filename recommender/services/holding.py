"""Taking products out of the shop and letting them back in; settled by the next sweep, which is at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction

from catalog.models import Product
from recommender.models import Hold, PublishOrder

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def withdraw(product_ids: Collection[int], *, by: User, reason: str, now: dt.datetime) -> int:
    """Hold these products; how many were not held already. Twice is once, with the first reason."""
    held = set(Hold.objects.standing().filter(product__in=product_ids).values_list("product_id", flat=True))
    there = Product.objects.filter(pk__in=product_ids).exclude(pk__in=held).order_by("pk")
    new = list(there.select_for_update(no_key=True).values_list("pk", flat=True))
    rows = [Hold(product_id=pk, reason=reason, by=by, created_at=now) for pk in new]
    Hold.objects.bulk_create(rows, ignore_conflicts=True)  # somebody may have been as fast
    PublishOrder.objects.give(new, by=by, now=now)
    return len(new)


@transaction.atomic
def put_back(product_ids: Collection[int], *, by: User, now: dt.datetime) -> int:
    """Lift their holds; how many were held."""
    holds = Hold.objects.standing().filter(product__in=product_ids)
    held = list(holds.select_for_update().values_list("product_id", flat=True))
    Hold.objects.filter(product__in=held).lift(by=by, now=now)
    PublishOrder.objects.give(held, by=by, now=now)
    return len(held)


def publish_now(product_ids: Collection[int], *, by: User, now: dt.datetime) -> int:
    """Have these settled before the next sweep; how many were not waiting for that already."""
    there = Product.objects.filter(pk__in=product_ids).values_list("pk", flat=True)
    return PublishOrder.objects.give(list(there), by=by, now=now)
