"""What may be believed of a version's probabilities, tag by tag, and what more labels would bring."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from catalog.models import Tag
from training.models.version import ModelVersion


class Calibration(models.Model):
    """How true a version's probabilities of a tag are on the audit set, and from where on to publish them.

    The errors are cross-fitted: no audit image is judged by a calibration that has seen it.
    """

    version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="calibrations")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=20)
    image_count = models.PositiveIntegerField()
    positive_count = models.PositiveIntegerField()
    error_raw = models.FloatField(null=True, help_text="Expected calibration error before; empty: too few.")
    error = models.FloatField(null=True, help_text="Expected calibration error after; empty: too few.")
    bins = models.JSONField(
        default=list,
        blank=True,
        help_text='[{"said": .72, "true": .7, "low": .6, "high": .8, "images": 41}, …]',
    )
    promised = models.FloatField(help_text="The precision that publishing promises.")
    threshold = models.FloatField(
        null=True, help_text="Publish from here on; empty: the promise cannot be kept."
    )
    precision = models.FloatField(null=True)
    precision_low = models.FloatField(null=True)
    precision_high = models.FloatField(null=True)
    recall = models.FloatField(null=True, help_text="Share of the tag's images that are above the threshold.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "tag"], name="one_calibration_per_tag"),
            models.CheckConstraint(
                condition=Q(threshold=None) | Q(threshold__gte=0, threshold__lte=1), name="threshold_in_0_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag}: {self.method}"


class LearningCurve(models.Model):
    """A tag's quality against labels on nested subsets, and what the fitted curve says of more of them."""

    class State(models.TextChoices):
        UNKNOWN = "unknown", "아직 모름"
        LEARNING = "learning", "더 필요"
        REACHED = "reached", "목표 도달"
        CEILING = "ceiling", "사람들이 갈리는 만큼 도달"

    version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="curves")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State)
    points = models.JSONField(help_text='[{"labels": 120, "value": .61, "low": .5, "high": .7}, …]')
    fitted = models.JSONField(
        default=list, blank=True, help_text='[{"labels": 200, "value": .66, "low": .6, "high": .7}, …]'
    )
    goal = models.FloatField(help_text="Average precision to reach.")
    needed = models.PositiveIntegerField(null=True, help_text="More labels to the goal; empty: not known.")
    needed_low = models.PositiveIntegerField(null=True)
    needed_high = models.PositiveIntegerField(null=True, help_text="Empty: beyond what can be told.")
    ceiling = models.FloatField(null=True, help_text="What one curator reaches against the others.")
    agreement = models.FloatField(null=True, help_text="Share of answers on which two curators agree.")
    label_count = models.PositiveIntegerField(default=0, help_text="Images of which the tag was known.")
    image_count = models.PositiveIntegerField(default=0, help_text="Audit images of which it is known.")
    positive_count = models.PositiveIntegerField(default=0, help_text="Audit images that have the tag.")
    reference = models.ForeignKey(
        Tag, null=True, on_delete=models.PROTECT, related_name="+", help_text="The easiest concrete tag."
    )
    ratio = models.FloatField(null=True, help_text="Labels it takes for each one that the reference takes.")
    ratio_low = models.FloatField(null=True)
    ratio_high = models.FloatField(null=True, help_text="Empty: beyond what can be told.")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["version", "tag"], name="one_curve_per_tag")]

    def __str__(self) -> str:
        return f"{self.tag}: {self.get_state_display()}"
