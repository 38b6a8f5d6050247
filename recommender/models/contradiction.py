"""Where the catalog says no to what a seller typed: the seller's list of things to mend."""

from __future__ import annotations

from typing import TypedDict, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import ProductImage, SellerTag, Tag


class SellersTally(TypedDict):
    """How many a seller has, and of how many people said so."""

    seller: str
    count: int
    by_people: int


class ContradictionQuerySet(models.QuerySet["Contradiction"]):
    def of_seller(self, seller: str) -> ContradictionQuerySet:
        """With all that a list shows, oldest product first."""
        return (
            self.filter(seller_tag__product__seller=seller)
            .select_related("seller_tag__product", "seller_tag__tag", "instead", "image")
            .order_by("pk")
        )

    def by_seller(self) -> models.QuerySet[Contradiction, SellersTally]:
        """How many each seller has, the most first."""
        people = models.Q(said_by__in=[Contradiction.By.PEOPLE, Contradiction.By.CHOICE])
        sellers = (
            self.order_by()
            .values(seller=models.F("seller_tag__product__seller"))
            .annotate(count=models.Count("pk"), by_people=models.Count("pk", filter=people))
            .order_by("-count", "seller")
        )
        return cast("models.QuerySet[Contradiction, SellersTally]", sellers)


class Contradiction(models.Model):
    """A seller's tag that people or the calibrated picture speak against, with the evidence."""

    class By(models.TextChoices):
        PEOPLE = "people", _("사람이 아니라고 함")
        CHOICE = "choice", _("다른 것으로 정해짐")
        PICTURE = "picture", _("사진이 아니라고 함")

    seller_tag = models.OneToOneField(SellerTag, on_delete=models.CASCADE, related_name="contradiction")
    said_by = models.CharField(max_length=7, choices=By)
    instead = models.ForeignKey(
        Tag, null=True, on_delete=models.CASCADE, related_name="+", help_text="What the catalog says it is."
    )
    image = models.ForeignKey(
        ProductImage, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Where it is seen."
    )
    yes = models.PositiveIntegerField(default=0, help_text="People who said yes.")
    no = models.PositiveIntegerField(default=0, help_text="People who said no.")
    probability = models.FloatField(null=True, help_text="That the seller is right, by the picture alone.")
    model_key = models.CharField(max_length=64, blank=True)
    found_at = models.DateTimeField()

    objects = ContradictionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.seller_tag} · {self.said_by}"
