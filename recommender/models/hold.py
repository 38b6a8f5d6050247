"""Products that a manager took out of the shop, and products whose tags are to be settled at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models import Product

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class HoldQuerySet(models.QuerySet["Hold"]):
    def standing(self) -> HoldQuerySet:
        """Not lifted."""
        return self.filter(lifted_at=None)

    def among(self, products: tuple[int, int]) -> set[int]:
        """The products after the first id and up to the second that are held."""
        held = self.standing().filter(product__gt=products[0], product__lte=products[1])
        return set(held.values_list("product_id", flat=True))

    def lift(self, *, by: User, now: dt.datetime) -> int:
        """Let these back into the shop; how many were held. Lifting twice keeps the first time."""
        return self.standing().update(lifted_at=now, lifted_by=by)


class Hold(models.Model):
    """A product carries no tags for shoppers while its hold stands: who said so, when and why.

    Lifting it is written on it; a second hold is a second row, so that the history stays.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["product"], condition=Q(lifted_at=None), name="a_product_is_held_once"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="a_hold_is_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.product)


class PublishOrderQuerySet(models.QuerySet["PublishOrder"]):
    def waiting(self) -> PublishOrderQuerySet:
        """Not settled yet, the oldest first."""
        return self.filter(settled_at=None).order_by("pk")

    def give(self, product_ids: Collection[int], *, by: User, now: dt.datetime) -> int:
        """Have these products settled before the next sweep; how many were not waiting already."""
        before = self.waiting().count()
        rows = [PublishOrder(product_id=pk, by=by, created_at=now) for pk in sorted(set(product_ids))]
        self.bulk_create(rows, ignore_conflicts=True)
        return self.waiting().count() - before


class PublishOrder(models.Model):
    """Somebody wants one product's published tags brought in line now: they changed its hold, or asked.

    The sweep takes orders before all else and between its chunks, whether or not it is due.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="publish_orders")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = PublishOrderQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["product"], condition=Q(settled_at=None), name="a_product_is_ordered_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.product)
