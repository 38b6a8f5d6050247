"""Where in a product's photo a published tag is seen."""

from __future__ import annotations

import datetime as dt

from django.db import models

from catalog.models import ProductImage
from recommender.models.published_tag import PublishedTag


class PublishedEvidenceQuerySet(models.QuerySet["PublishedEvidence"]):
    def outdated(self, model_key: str, *, made_before: dt.datetime) -> PublishedEvidenceQuerySet:
        """What another model pointed at, and not only just: the longest ago first."""
        return self.filter(made_at__lt=made_before).exclude(model_key=model_key).order_by("made_at", "pk")

    def for_cards(self, product_ids: list[int], tag_ids: list[int]) -> PublishedEvidenceQuerySet:
        """Of these products and tags what there is to show, with the tags."""
        rows = self.filter(published__product__in=product_ids, published__tag__in=tag_ids)
        return rows.exclude(outline="").select_related("published")


class PublishedEvidence(models.Model):
    """The outline around what speaks for a published tag, in the product's first photo.

    An SVG path in the photo's own pixels, a few hundred characters: pages draw it as it is, without a script.
    Empty where the model sees nothing that speaks for the tag, or does not know it.
    """

    published = models.OneToOneField(PublishedTag, on_delete=models.CASCADE, related_name="evidence")
    image = models.ForeignKey(ProductImage, on_delete=models.CASCADE, related_name="published_evidence")
    model_key = models.CharField(max_length=64)
    outline = models.TextField(blank=True)
    made_at = models.DateTimeField()

    objects = PublishedEvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["made_at"], name="evidence_by_age")]

    def __str__(self) -> str:
        return str(self.published)
