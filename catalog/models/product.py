"""What is for sale, its photos, and what its seller says of it."""

from __future__ import annotations

import random
from typing import NamedTuple

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Upper
from django.urls import reverse

from catalog.models.vocabulary import Tag


def draw_lot() -> float:
    """A number drawn uniformly from 0 to 1."""
    return random.random()  # noqa: S311 (a sample to be fair, not a secret)


class Product(models.Model):
    """What is for sale. Everything the seller typed is evidence, never truth."""

    external_id = models.CharField(max_length=200, unique=True)
    title = models.CharField(max_length=500, blank=True)
    category = models.CharField(max_length=200, blank=True, help_text="What the seller says it is.")
    seller = models.CharField(max_length=200, blank=True)
    price = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, help_text="In the shop's currency."
    )
    in_stock = models.BooleanField(default=True)
    attributes = models.JSONField(
        default=dict, blank=True, help_text="Columns of the import that we do not know."
    )
    lot = models.FloatField(
        default=draw_lot,
        editable=False,
        db_index=True,
        help_text="Drawn uniformly from 0 to 1 on arrival; decides who falls into a random sample.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(price=None) | Q(price__gte=0), name="price_is_not_negative")
        ]
        indexes = [
            # What a shopper types is looked for anywhere in the name, whatever the case.
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="product_title_trigrams"),
            GinIndex(OpClass(Upper("seller"), name="gin_trgm_ops"), name="product_seller_trigrams"),
            models.Index(fields=["created_at"], name="products_by_arrival"),
            # The seller's word for the kind of thing, in any case, is compared with the names of a tag.
            models.Index(Upper("category"), name="products_of_a_kind"),
        ]

    def __str__(self) -> str:
        return self.title or self.external_id


class Seen(NamedTuple):
    """Progress of the embedding sweep."""

    done: int
    total: int


class ProductImageQuerySet(models.QuerySet["ProductImage"]):
    def awaiting_embedding(self, encoder_key: str) -> ProductImageQuerySet:
        """Images that this encoder has not seen yet, oldest first."""
        return self.exclude(embeddings__encoder_key=encoder_key).order_by("id")

    def awaiting_region(self, encoder_key: str) -> ProductImageQuerySet:
        """Images that this encoder has seen, and no CNN said where their product is, oldest first."""
        return self.filter(embeddings__encoder_key=encoder_key).exclude(regions__source="cnn").order_by("id")

    def awaiting_comparison(self, encoder_key: str) -> ProductImageQuerySet:
        """Images that this encoder has seen, and that were not yet compared with the others, oldest first."""
        return self.filter(embeddings__encoder_key=encoder_key, fingerprint=None).order_by("id")

    def seen(self) -> Seen:
        """How many images any encoder has seen, and how many there are."""
        found = self.aggregate(
            done=Count("embeddings__image", distinct=True), total=Count("pk", distinct=True)
        )
        return Seen(**found)


class ProductImage(models.Model):
    """One photo of a product, kept re-encoded under the hash of the bytes that came in."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="images")
    sha256 = models.CharField(max_length=64, help_text="Of the bytes that were imported.")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField(default=0, help_text="0 is the product's first photo.")
    source_name = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProductImageQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "sha256"], name="same_photo_of_a_product_once"),
        ]
        indexes = [
            models.Index(fields=["sha256"], name="image_by_hash"),
            models.Index(fields=["created_at"], name="photos_by_arrival"),
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.position + 1}"

    def get_absolute_url(self) -> str:
        """Where the photo is shown from, in the size that screens use."""
        return reverse("catalog:photo", args=[self.sha256, "display"])

    @property
    def thumbnail_url(self) -> str:
        return reverse("catalog:photo", args=[self.sha256, "thumb"])

    @property
    def card_url(self) -> str:
        """In the size of a card on a phone."""
        return reverse("catalog:photo", args=[self.sha256, "card"])

    @property
    def srcset(self) -> str:
        """Every size with its width, for browsers to choose from."""
        widths: dict[int, str] = {}
        for longest, url in ((320, self.thumbnail_url), (720, self.card_url), (0, self.get_absolute_url())):
            scale = min(1.0, longest / max(self.width, self.height, 1)) if longest else 1.0
            widths.setdefault(max(1, round(self.width * scale)), url)
        return ", ".join(f"{url} {width}w" for width, url in widths.items())


def same_picture_as(images: models.QuerySet[ProductImage], *, path: str = "") -> Q:
    """What shows the same picture as one of `images`, these included: the same bytes, or a near-duplicate.

    `path` leads from the rows in question to their photo: "image__".
    """
    grouped = images.exclude(fingerprint__group=None)
    return Q(
        **{f"{path}sha256__in": images.order_by().values("sha256")},
    ) | Q(**{f"{path}fingerprint__group__in": grouped.order_by().values("fingerprint__group")})


class SellerTag(models.Model):
    """What a seller typed, and the tag of ours that it seems to mean."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="seller_tags")
    text = models.CharField(max_length=120)
    tag = models.ForeignKey(Tag, null=True, blank=True, on_delete=models.SET_NULL, related_name="seller_tags")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["product", "text"], name="seller_tag_once")]
        indexes = [
            # What means nothing yet, by what is written: counted by a sweep, and mapped at a click.
            models.Index(fields=["text"], condition=Q(tag=None), name="unmatched_seller_tags")
        ]

    def __str__(self) -> str:
        return f"#{self.text}"
