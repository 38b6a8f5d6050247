"""Encoders that were made here."""

from __future__ import annotations

from django.db import models

from training.models.run import TrainingRun


class TunedEncoderQuerySet(models.QuerySet["TunedEncoder"]):
    def in_use(self) -> TunedEncoderQuerySet:
        """Candidates and those that were promoted, the newest first; not those that were rejected."""
        return self.filter(retired_at=None)


class TunedEncoder(models.Model):
    """A CNN fine-tuned on what people said: a file of safetensors in the storage, named by its key."""

    encoder_key = models.CharField(max_length=80, unique=True)
    network = models.CharField(max_length=80, help_text="The architecture, as the setting ENCODER names it.")
    run = models.OneToOneField(TrainingRun, on_delete=models.PROTECT, related_name="tuned_encoder")
    file = models.CharField(max_length=200, help_text="Name in the storage.")
    sha256 = models.CharField(max_length=64)
    gain = models.FloatField(
        null=True, help_text="Average precision on held-out training data over the probe."
    )
    retired_at = models.DateTimeField(null=True, blank=True, help_text="Rejected: no more embeddings for it.")
    created_at = models.DateTimeField()

    objects = TunedEncoderQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.encoder_key
