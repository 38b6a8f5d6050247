"""How much shoppers look at a product, as the shop tells it: what is worth asking about."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from catalog.models import Product


class DemandQuerySet(models.QuerySet["Demand"]):
    def most(self, count: int) -> dict[int, float]:
        """By product, of the `count` that are looked at most."""
        return dict(self.order_by("-weight", "product").values_list("product_id", "weight")[:count])


class Demand(models.Model):
    """A product's looks and likes lately, older ones less; people are counted, not clicks."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="demand")
    weight = models.FloatField()
    at = models.DateTimeField(help_text="When it was counted.")

    objects = DemandQuerySet.as_manager()

    class Meta:
        ordering = ["-weight", "product"]
        constraints = [models.CheckConstraint(condition=Q(weight__gt=0), name="demand_is_something")]
        indexes = [models.Index(fields=["-weight", "product"], name="products_most_looked_at")]

    def __str__(self) -> str:
        return f"{self.product} · {self.weight:.1f}"
