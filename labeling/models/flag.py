"""What is wrong with a photo, as curators say. Rows are only ever added; taking back is a row too."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import ProductImage
from labeling.models.review import Review


class FlagQuerySet(models.QuerySet["Flag"]):
    def standing(self) -> FlagQuerySet:
        """Not taken back."""
        return self.filter(withdrawal=None)

    def unhandled(self) -> FlagQuerySet:
        """Standing, and no manager has ruled on it."""
        return self.standing().filter(ruling=None)

    def warning(self) -> FlagQuerySet:
        """Of those a second person's keeps the photo from everybody. "Other" may mean anything."""
        return self.unhandled().exclude(kind=Flag.Kind.OTHER)

    def speaking(self) -> FlagQuerySet:
        """Standing, or a manager's ruling keeps the photo out nevertheless."""
        return self.filter(Q(withdrawal=None) | Q(ruling__keeps_out=True))

    def forbidding(self) -> FlagQuerySet:
        """A manager has ruled that the photo is asked of nobody any more, even if the flag was taken back."""
        return self.filter(ruling__keeps_out=True)


class Flag(models.Model):
    """One curator says that a photo cannot, or should not, be judged. The review is their skipping it."""

    class Kind(models.TextChoices):
        BROKEN = "broken", _("깨진 사진")
        WRONG = "wrong", _("다른 상품의 사진")
        OFFENSIVE = "offensive", _("불쾌한 사진")
        OTHER = "other", _("그 밖의 문제")

    image = models.ForeignKey(ProductImage, on_delete=models.PROTECT, related_name="flags")
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="flag")
    curator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="flags")
    client_id = models.UUIDField(help_text="Made by the browser, so that a resend records nothing twice.")
    kind = models.CharField(max_length=9, choices=Kind)
    words = models.CharField(max_length=200, blank=True, help_text="What the curator added, if anything.")
    created_at = models.DateTimeField()

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["curator", "client_id"], name="a_flag_is_recorded_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["broken", "wrong", "offensive", "other"]),
                name="a_flag_says_what_is_wrong",
            ),
        ]
        indexes = [models.Index(fields=["image", "curator"], name="flags_of_an_image")]

    def __str__(self) -> str:
        return f"{self.image}: {self.get_kind_display()}"


class FlagWithdrawal(models.Model):
    """A flag that was taken back, by whom and when. The flag itself stays."""

    flag = models.OneToOneField(Flag, on_delete=models.PROTECT, related_name="withdrawal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.flag} ↶"


class FlagRuling(models.Model):
    """A manager has looked at a flag: the photo is asked of nobody any more, or there was nothing to it."""

    flag = models.OneToOneField(Flag, on_delete=models.PROTECT, related_name="ruling")
    keeps_out = models.BooleanField(help_text="Whether the photo is asked of nobody any more.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.flag} ✓"
