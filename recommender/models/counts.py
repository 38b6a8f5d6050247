"""How much the shop has of what, counted by a sweep: no page goes over a whole table to say so."""

from __future__ import annotations

import datetime as dt

from django.db import models

from catalog.models import Facet, Tag


class TagCount(models.Model):
    """On how many products a tag is, as the last count found it."""

    tag = models.OneToOneField(Tag, on_delete=models.CASCADE, related_name="count")
    published = models.PositiveBigIntegerField(help_text="Products that carry it.")
    in_stock = models.PositiveBigIntegerField(help_text="Those of them that can be bought.")
    said = models.PositiveBigIntegerField(
        help_text="Products that only their seller calls so, while neither people nor a model say otherwise."
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.tag}: {self.published}"


class FacetCount(models.Model):
    """How many products carry any tag of a facet, as the last count found it."""

    facet = models.OneToOneField(Facet, on_delete=models.CASCADE, related_name="count")
    products = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.facet}: {self.products}"


class SellerCount(models.Model):
    """One of the sellers with the most products, as the last count found them."""

    seller = models.CharField(max_length=200, unique=True)
    products = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["-products", "seller"]

    def __str__(self) -> str:
        return f"{self.seller}: {self.products}"


class TableWatch(models.Model):
    """What a sweep last saw of the tables that it watches, so that it does nothing while they rest."""

    name = models.CharField(max_length=40, unique=True, help_text="The sweep's.")
    written = models.JSONField(default=dict, help_text="By table how many rows were ever written.")
    looked_at = models.DateTimeField()
    seconds = models.FloatField(default=0.0, help_text="That looking took.")
    reached = models.BigIntegerField(default=0, help_text="The id up to which it came, where it goes by ids.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def is_recent(self, *, now: dt.datetime, within: dt.timedelta) -> bool:
        return now - self.looked_at < within
