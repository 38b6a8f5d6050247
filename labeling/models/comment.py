"""What curators tell each other about a photo. Rows are only ever added; taking back is a row too."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from catalog.models import ProductImage

MOST_SIGNS = 500


class CommentQuerySet(models.QuerySet["Comment"]):
    def standing(self) -> CommentQuerySet:
        """Not taken back; the oldest first, as one reads."""
        return self.filter(withdrawal=None).select_related("curator").order_by("id")


class Comment(models.Model):
    """Plain words about a photo, for whoever sees it later."""

    image = models.ForeignKey(ProductImage, on_delete=models.PROTECT, related_name="comments")
    curator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    client_id = models.UUIDField(help_text="Made by the browser, so that a resend records nothing twice.")
    text = models.CharField(max_length=MOST_SIGNS)
    created_at = models.DateTimeField()

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["curator", "client_id"], name="a_comment_is_recorded_once")
        ]

    def __str__(self) -> str:
        return f"{self.curator}: {self.text}"


class CommentWithdrawal(models.Model):
    """A comment that was taken back, by whom and when. The comment itself stays."""

    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="withdrawal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.comment} ↶"
