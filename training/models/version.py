"""Models, how good they are, and which of them serves."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext

from catalog.models import Tag
from training.models.run import TrainingRun

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class ModelVersionQuerySet(models.QuerySet["ModelVersion"]):
    def champion(self) -> ModelVersion | None:
        """The one in use, or none before the first promotion."""
        return self.filter(is_champion=True).first()

    def locked_champion_key(self) -> str:
        """The champion's model key, or nothing; nobody else promotes until the transaction ends."""
        # All rows, not the champion's alone: of two promotions the second sees what the first made.
        rows = list(
            self.select_for_update(no_key=True).order_by("pk").values_list("model_key", "is_champion")
        )
        return next((key for key, is_champion in rows if is_champion), "")

    def with_trust(self) -> ModelVersionQuerySet:
        """With all that its page tells, and whether it `reads`, in a constant number of queries."""
        return (
            self.with_figures()
            .select_related("run__requested_by")
            .prefetch_related("calibrations__tag", "promotions__by", "promotions__previous")
            .annotate(reads=~Q(text_head=b""))
        )

    def with_figures(self) -> ModelVersionQuerySet:
        """With run, snapshot and evaluations, in a constant number of queries."""
        return (
            self.select_related("run__snapshot")
            .prefetch_related("evaluations__tag")
            .defer("head", "text_head", "run__snapshot__payload")
        )


class ModelVersion(models.Model):
    """A head for one encoder. `tags` are the columns of its weights, in order."""

    model_key = models.CharField(max_length=64, unique=True)
    encoder_key = models.CharField(max_length=80)
    run = models.OneToOneField(TrainingRun, on_delete=models.PROTECT, related_name="version")
    tags = ArrayField(models.BigIntegerField())
    head = models.BinaryField(help_text="safetensors: weights, bias, temperature, choice groups.")
    text_head = models.BinaryField(
        default=b"", blank=True, help_text="safetensors: the branch that reads; empty where it did not help."
    )
    is_champion = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = ModelVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_champion"], condition=Q(is_champion=True), name="only_one_champion"
            )
        ]

    def __str__(self) -> str:
        return self.model_key

    @property
    def figure(self) -> Evaluation | None:
        """The mean over tags; None while too few audit images were answered."""
        return next((figure for figure in self.evaluations.all() if figure.tag_id is None), None)

    def promote(self, *, now: dt.datetime, reason: str, by: User | None = None) -> Promotion:
        """Make this the champion: all of it happens, or nothing."""
        with transaction.atomic():
            ModelVersion.objects.locked_champion_key()
            previous = ModelVersion.objects.filter(is_champion=True).exclude(pk=self.pk).first()
            if previous:
                previous.is_champion = False
                previous.save(update_fields=["is_champion"])
            self.is_champion = True
            self.save(update_fields=["is_champion"])
            return Promotion.objects.create(
                version=self, previous=previous, by=by, reason=reason, created_at=now
            )


class Promotion(models.Model):
    """Who or what made a version the champion, when and why."""

    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="promotions")
    previous = models.ForeignKey(ModelVersion, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=500)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.version}: {self.reason}"

    @property
    def said(self) -> str:
        """The reason in the language of whoever reads it: its training's, or a sentence without figures."""
        run = self.version.run
        is_its_trainings = bool(run.message) and self.reason == run.message % run.details
        return run.said if is_its_trainings else gettext(self.reason)


class Evaluation(models.Model):
    """Average precision on the audit set, of one tag or (tag empty) their mean, with its interval."""

    version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="evaluations")
    tag = models.ForeignKey(Tag, null=True, on_delete=models.PROTECT, related_name="+")
    average_precision = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    image_count = models.PositiveIntegerField()
    positive_count = models.PositiveIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "tag"], nulls_distinct=False, name="one_figure_per_tag"
            )
        ]

    def __str__(self) -> str:
        return f"{self.tag or 'mean'}: {self.average_precision:.2f}"
