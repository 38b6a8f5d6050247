"""Where in a photo the product is, as the CNN or a person sees it. Rows are only ever added."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog.models.product import ProductImage

Box = tuple[float, float, float, float]


class RegionQuerySet(models.QuerySet["Region"]):
    def standing(self) -> RegionQuerySet:
        """Not taken back; of each image the one that counts first: the newest of a person, else of a CNN."""
        return self.filter(withdrawal=None).order_by("image_id", "-source", "-id")  # cnn < curator

    def counting(self) -> RegionQuerySet:
        """The one region of each image that counts."""
        return self.standing().distinct("image_id")


class Region(models.Model):
    """One box around the product of an image, relative to it."""

    class Source(models.TextChoices):
        CNN = "cnn", "CNN"
        CURATOR = "curator", "사람 (curator)"

    image = models.ForeignKey(ProductImage, on_delete=models.CASCADE, related_name="regions")
    x0 = models.FloatField()
    y0 = models.FloatField()
    x1 = models.FloatField()
    y1 = models.FloatField()
    source = models.CharField(max_length=8, choices=Source)
    encoder_key = models.CharField(max_length=80, blank=True, help_text="Whose eyes; empty for a person's.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(x0__gte=0, x0__lt=F("x1"), x1__lte=1, y0__gte=0, y0__lt=F("y1"), y1__lte=1),
                name="a_region_lies_in_its_image",
            ),
            models.CheckConstraint(
                condition=Q(source="curator", by__isnull=False, encoder_key="")
                | (Q(source="cnn", by=None) & ~Q(encoder_key="")),
                name="a_region_is_somebodys",
            ),
            models.UniqueConstraint(
                fields=["image", "encoder_key"],
                condition=Q(source="cnn"),
                name="a_cnn_sees_an_image_once",
            ),
        ]
        indexes = [models.Index(fields=["image", "-source", "-id"], name="region_that_counts")]

    def __str__(self) -> str:
        return f"{self.image} ({self.get_source_display()})"

    @property
    def box(self) -> Box:
        return self.x0, self.y0, self.x1, self.y1


class RegionWithdrawal(models.Model):
    """A person's region that was taken back, by whom and when. The region itself stays."""

    region = models.OneToOneField(Region, on_delete=models.CASCADE, related_name="withdrawal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.region} ↶"
