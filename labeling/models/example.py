"""Pictures that a manager chose to show what a tag means, or to show no more."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models import ProductImage, Tag


class ChosenExampleQuerySet(models.QuerySet["ChosenExample"]):
    def pinned(self, kind: str) -> ChosenExampleQuerySet:
        """Shown first as examples of that kind, in the order in which they were chosen."""
        return self.filter(kind=kind).order_by("pk")


class ChosenExample(models.Model):
    """A photo that is shown first as an example of a tag, or never as one."""

    class Kind(models.TextChoices):
        YES = "yes", "맞는 예시"
        NO = "no", "아닌 예시"
        BORDERLINE = "borderline", "사람마다 다른 예시"
        BARRED = "barred", "쓰지 않음"

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="chosen_examples")
    image = models.ForeignKey(ProductImage, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ChosenExampleQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["tag", "image"], name="a_photo_is_one_kind_of_example"),
            models.CheckConstraint(
                condition=Q(kind__in=["yes", "no", "borderline", "barred"]), name="an_example_is_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag}: {self.kind}"
