"""Photos that could not be embedded."""

from __future__ import annotations

import datetime as dt

from django.db import models

from catalog.models import ProductImage


class EmbeddingFailureQuerySet(models.QuerySet["EmbeddingFailure"]):
    def fresh(self, encoder_key: str, *, now: dt.datetime) -> EmbeddingFailureQuerySet:
        """Not to be tried again yet: a photo that is lost stays lost for a while."""
        return self.filter(encoder_key=encoder_key, failed_at__gt=now - EmbeddingFailure.TRY_AGAIN_AFTER)

    def unseen(self, encoder_key: str) -> EmbeddingFailureQuerySet:
        """Of photos that this encoder has never seen: a failure stays when a later try went well."""
        return self.filter(encoder_key=encoder_key).exclude(image__embeddings__encoder_key=encoder_key)

    def note(self, *, image_id: int, encoder_key: str, error: OSError, now: dt.datetime) -> None:
        """The photo could not be opened; the newest failure is kept."""
        self.update_or_create(
            image_id=image_id,
            encoder_key=encoder_key,
            defaults={"reason": str(error)[:500], "failed_at": now},
        )


class EmbeddingFailure(models.Model):
    """A photo that an encoder could not look at, and why. It must not hold up the others behind it."""

    TRY_AGAIN_AFTER = dt.timedelta(minutes=30)

    image = models.ForeignKey(ProductImage, on_delete=models.CASCADE, related_name="embedding_failures")
    encoder_key = models.CharField(max_length=80)
    reason = models.CharField(max_length=500)
    failed_at = models.DateTimeField()

    objects = EmbeddingFailureQuerySet.as_manager()

    class Meta:
        ordering = ["-failed_at"]
        constraints = [
            models.UniqueConstraint(fields=["image", "encoder_key"], name="one_failure_per_encoder")
        ]

    def __str__(self) -> str:
        return f"{self.image}: {self.reason}"
