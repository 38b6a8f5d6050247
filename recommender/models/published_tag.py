"""A tag that a product carries for shoppers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypedDict

from django.db import models
from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, Subquery, When

from catalog.models import Product, ProductImage, Tag
from labeling.models import Grade


class Carrier(TypedDict):
    """A product that carries every tag asked for: how many of them only a model said, and the least sure."""

    product: int
    predicted: int
    least: float


class PublishedTagQuerySet(models.QuerySet["PublishedTag"]):
    def carrying(self, tag: Tag) -> PublishedTagQuerySet:
        """Products that carry a tag: what people said first, then the surest."""
        return self.filter(tag=tag).order_by("source", "-confidence", "product_id")

    def carrying_all(self, tags: Collection[Tag]) -> models.QuerySet[PublishedTag, Carrier]:
        """Products that carry every one of the tags, in the same order: fewest predicted, then the surest.

        A chain is as strong as its weakest link: of several tags the least sure one counts. Of one tag, where
        a photo of the product was compared with others, the share of people who would call it a yes does.
        """
        carriers = self.filter(tag__in=tags).order_by().values("product")
        whole = carriers.annotate(
            tags=Count("pk"),
            predicted=Count("pk", filter=Q(source=PublishedTag.Source.PREDICTED)),
            least=Min("confidence"),
        ).filter(tags=len(tags))
        sure = _graded(tags) if len(tags) == 1 else F("least")
        ordered = whole.alias(sure=sure).order_by("predicted", F("sure").desc(), "product")
        return ordered.values("product", "predicted", "least")

    def on_products_with_all(self, tags: Collection[Tag]) -> PublishedTagQuerySet:
        """Every tag of the products that carry these; of all products when there are none."""
        if not tags:
            return self
        return self.filter(product__in=self.carrying_all(tags).order_by().values("product"))

    def counted(self) -> dict[int, int]:
        """On how many products each tag is, by the tag's id."""
        return dict(self.order_by().values_list("tag").annotate(products=Count("pk")))

    def unlit(self) -> PublishedTagQuerySet:
        """Those of which nobody has looked where they are seen, of products that have a photo."""
        photos = ProductImage.objects.filter(product=OuterRef("product"))
        return self.filter(Exists(photos), evidence=None).order_by("product_id", "pk")

    def of_products(self, product_ids: Iterable[int]) -> PublishedTagQuerySet:
        """With their tags and facets, in the order in which people read tags."""
        return (
            self.filter(product__in=list(product_ids))
            .select_related("tag__facet")
            .order_by("product_id", "tag__facet__position", "tag__position", "tag__slug")
        )


def _graded(tags: Collection[Tag]) -> Case:
    """Of carriers: the share of yes of their photo that is the most so, and `least` where none was compared.

    Few were: a set of their products is looked into for each carrier, and grades for those alone.
    """
    grades = Grade.objects.telling().filter(tag__in=tags).exclude(share=None)
    own = grades.filter(image__product=OuterRef("product")).order_by("-share").values("share")[:1]
    compared = When(product__in=grades.order_by().values("image__product"), then=Subquery(own))
    return Case(compared, default=F("least"))


class PublishedTag(models.Model):
    """A tag of a product for shoppers to use, with where it comes from."""

    class Source(models.TextChoices):
        CURATED = "curated", "사람"
        PREDICTED = "predicted", "모델"

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
        indexes = [models.Index(fields=["tag", "source", "-confidence"], name="products_of_a_tag")]

    def __str__(self) -> str:
        return f"{self.product} · {self.tag}"
