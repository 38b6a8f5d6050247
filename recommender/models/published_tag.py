"""A tag that a product carries for shoppers."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Product, ProductImage, Tag


class PublishedTagQuerySet(models.QuerySet["PublishedTag"]):
    def carrying(self, tag: Tag) -> PublishedTagQuerySet:
        """Products that carry a tag: what people said first, then the surest."""
        return self.filter(tag=tag).order_by("source", "-confidence", "product_id")

    def counted(self) -> dict[int, int]:
        """On how many products each tag is, by the tag's id."""
        return dict(self.order_by().values_list("tag").annotate(products=Count("pk")))

    def unlit(self) -> PublishedTagQuerySet:
        """Those of which nobody has looked where they are seen, of products that have a photo."""
        photos = ProductImage.objects.filter(product=OuterRef("product"))
        return self.filter(Exists(photos), evidence=None).order_by("product_id", "pk")

    def lit_elsewhere(self) -> PublishedTagQuerySet:
        """Those whose outline is of a photo that another one has come before since."""
        before = ProductImage.objects.filter(
            product=OuterRef("product"), position__lt=OuterRef("evidence__image__position")
        )
        moved = self.filter(evidence__image__position__gt=0)
        return moved.filter(Exists(before)).order_by("product_id", "pk")

    def of_products(self, product_ids: Iterable[int]) -> PublishedTagQuerySet:
        """With their tags and facets, in the order in which people read tags."""
        return (
            self.filter(product__in=list(product_ids))
            .select_related("tag__facet")
            .order_by("product_id", "tag__facet__position", "tag__position", "tag__slug")
        )


class PublishedTag(models.Model):
    """A tag of a product for shoppers to use, with where it comes from."""

    class Source(models.TextChoices):
        CURATED = "curated", _("사람")
        PREDICTED = "predicted", pgettext_lazy("on whose word", "모델")

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="published_tags")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="published_tags")
    source = models.CharField(max_length=9, choices=Source)
    confidence = models.FloatField()
    model_key = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField()

    objects = PublishedTagQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "tag"], name="a_tag_is_published_once"),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="confidence_in_0_1"
            ),
        ]
        indexes = [
            models.Index(fields=["tag", "source", "-confidence"], name="products_of_a_tag"),
            # The newest products that have a tag on somebody's word, or of some confidence, for the office.
            models.Index(fields=["source", "-product"], name="products_of_a_source"),
            models.Index(fields=["confidence"], name="published_by_confidence"),
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.tag}"
