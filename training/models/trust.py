"""What may be believed of a version's probabilities, tag by tag, and what more labels would bring."""

from __future__ import annotations

import math

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from catalog.models import Tag
from training.models.version import ModelVersion
from training.runtime.trust import images_to_prove, least_images


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
    error_low = models.FloatField(null=True)
    error_high = models.FloatField(null=True)
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

    @property
    def is_published(self) -> bool:
        """Whether the champion's word alone puts this tag into the shop."""
        return self.threshold is not None

    @property
    def needed(self) -> int | None:
        """How many more audit answers could prove the promise; None where it is proven, or none could."""
        if self.threshold is not None:
            return None
        least = least_images(self.promised)
        if self.positive_count < least:
            # At best every image that has the tag is ranked above all that have not.
            share = (self.positive_count + 1) / (self.image_count + 2)  # by Laplace's rule: never nought
            return max(1, math.ceil((least - self.positive_count) / share))
        images = None if self.precision is None else images_to_prove(self.precision, self.promised)
        # Without a threshold the precision is that of the surest `least` images.
        return None if images is None else max(1, math.ceil((images / least - 1) * self.image_count))

    @property
    def why(self) -> str:
        """Why the champion's word is published, or is not, for people."""
        details = {
            "promised": round(100 * self.promised),
            "images": self.image_count,
            "positives": self.positive_count,
            "needed": self.needed or 0,
            "threshold": min(99, max(1, round(100 * (self.threshold or 0)))),
            "precision": math.floor(100 * (self.precision or 0)),
            "low": math.floor(100 * (self.precision_low or 0)),
        }
        return str(self._why() % details)

    def _why(self) -> str:
        if self.threshold is not None:
            return _(
                "100장 중 %(threshold)d장 이상이라고 볼 때부터 자동으로 게시합니다: 감사 사진에서 "
                "%(precision)d%%가 맞았고, 적어도 %(low)d%%로 볼 수 있습니다 (약속 %(promised)d%%)."
            )
        if not self.image_count:
            return _(
                "아직 모름: 감사 답이 없어 자동으로 게시하지 않습니다. 적어도 %(needed)d개가 필요합니다."
            )
        if self.needed is not None:
            return _(
                "아직 모름: 감사 답 %(images)d개(태그가 있는 사진 %(positives)d장)로는 약속한 "
                "%(promised)d%%를 증명할 수 없어 자동으로 게시하지 않습니다. 적어도 %(needed)d개가 더 "
                "필요합니다."
            )
        return _(
            "자동으로 게시하지 않습니다: 가장 확실하다고 본 감사 사진에서도 %(precision)d%%만 맞아 약속한 "
            "%(promised)d%%를 지킬 수 없습니다. 모델이 이 태그를 더 배워야 합니다."
        )


class LearningCurveQuerySet(models.QuerySet["LearningCurve"]):
    def agreement_by_tag(self, model_key: str) -> dict[int, float]:
        """What people's agreement was when this version learned, by tag's id, where it was known."""
        known = self.filter(version__model_key=model_key).exclude(agreement=None)
        return {tag_id: share for tag_id, share in known.values_list("tag", "agreement") if share is not None}


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
    gain = models.FloatField(null=True, help_text="What twice the labels are expected to bring.")
    gain_low = models.FloatField(null=True)
    gain_high = models.FloatField(null=True)
    noise = models.FloatField(null=True, help_text="What other labels, as many, would move it by.")
    ceiling = models.FloatField(null=True, help_text="What one curator reaches against the others.")
    agreement = models.FloatField(null=True, help_text="Share of answers on which two curators agree.")
    label_count = models.PositiveIntegerField(default=0, help_text="Images of which the tag was known.")
    image_count = models.PositiveIntegerField(default=0, help_text="Audit images of which it is known.")
    positive_count = models.PositiveIntegerField(default=0, help_text="Audit images that have the tag.")
    reference = models.ForeignKey(
        Tag, null=True, on_delete=models.PROTECT, related_name="+", help_text="A typical concrete tag."
    )
    ratio = models.FloatField(null=True, help_text="Labels it takes for each one that the reference takes.")
    ratio_low = models.FloatField(null=True)
    ratio_high = models.FloatField(null=True, help_text="Empty: beyond what can be told.")

    objects = LearningCurveQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["version", "tag"], name="one_curve_per_tag")]

    LEAST_IMAGES = 20
    LEAST_OF_EACH = 5
    LEAST_LABELS = 20
    """Audit images, those with and those without the tag, and labels, before a curve says anything."""

    def __str__(self) -> str:
        return f"{self.tag}: {self.get_state_display()}"

    @property
    def can_be_told(self) -> bool:
        """Whether there is enough to fit a curve to."""
        return (
            self.image_count >= self.LEAST_IMAGES
            and min(self.positive_count, self.image_count - self.positive_count) >= self.LEAST_OF_EACH
            and self.label_count >= self.LEAST_LABELS
        )

    @property
    def within_reach(self) -> float:
        """The goal, or the ceiling where people agree less than that."""
        return self.goal if self.ceiling is None else min(self.goal, self.ceiling)

    @property
    def sentence(self) -> str:
        """What the curve says of more labels, to whoever reads it."""
        if self.state == self.State.UNKNOWN or not self.points:
            return self._what_is_missing()
        now = self.points[-1]
        reached = {"value": f"{now['value']:.2f}", "low": f"{now['low']:.2f}", "high": f"{now['high']:.2f}"}
        if self.state == self.State.REACHED:
            goal = {"goal": f"{self.goal:.2f}"}
            return _("목표 %(goal)s에 도달했습니다: %(value)s (%(low)s–%(high)s)") % (reached | goal)
        if self.state == self.State.CEILING:
            ceiling = {"ceiling": f"{self.within_reach:.2f}"}
            said = _("사람들끼리 맞는 만큼(%(ceiling)s) 맞힙니다: %(value)s (%(low)s–%(high)s).")
            advice = _("라벨을 더하기보다 태그의 정의를 다듬어 보세요.")
            return f"{said % (reached | ceiling)} {advice}"
        return self._how_many_more()

    @property
    def comparison(self) -> str:
        """How many labels it takes beside a typical concrete tag; empty where that is not known."""
        if self.ratio is None or self.ratio_low is None or self.reference is None:
            return ""
        if self.reference_id == self.tag_id:
            return _("다른 태그를 견주는 기준입니다.")
        times = {
            "reference": self.reference.name,
            "ratio": _times(self.ratio),
            "low": _times(self.ratio_low),
            "high": _times(self.ratio_high or 0),
        }
        if self.ratio_high is None:
            return _("%(reference)s의 약 %(ratio)s배 라벨이 듭니다 (%(low)s배 이상).") % times
        return _("%(reference)s의 약 %(ratio)s배 라벨이 듭니다 (%(low)s–%(high)s).") % times

    def _how_many_more(self) -> str:
        counts = {
            "needed": about(self.needed),
            "low": about(self.needed_low),
            "high": about(self.needed_high),
        }
        if self.needed_low is None:
            said = _("라벨이 훨씬 더 있어도 목표에 닿을지 알 수 없습니다.")
        elif not (self.needed or self.needed_low or self.needed_high):
            said = _("라벨이 얼마나 더 필요한지 아직 모릅니다. 이미 닿았을 수도 있습니다.")
        elif self.needed == 0:
            said = _("이미 닿았을 수 있습니다. 라벨이 많아야 %(high)s개 더 필요합니다.")
        elif self.needed is None:
            said = _("라벨이 %(low)s개 이상 더 필요합니다. 얼마나 더인지는 아직 모릅니다.")
        elif self.needed_high is None:
            said = _("라벨이 약 %(needed)s개 더 필요합니다 (%(low)s개 이상).")
        else:
            said = _("라벨이 약 %(needed)s개 더 필요합니다 (%(low)s–%(high)s).")
        if self.within_reach < self.goal:
            capped = _("목표 %(goal)s 대신 사람들끼리 맞는 만큼인 %(ceiling)s까지 셉니다.")
            said = f"{said} {capped}"
            counts |= {"goal": f"{self.goal:.2f}", "ceiling": f"{self.within_reach:.2f}"}
        return said % counts

    def _what_is_missing(self) -> str:
        without = self.image_count - self.positive_count
        if self.image_count < self.LEAST_IMAGES:
            said, missing = (
                _("아직 모릅니다. 감사 이미지 %(count)s장이 더 필요합니다."),
                self.LEAST_IMAGES - self.image_count,
            )
        elif self.positive_count < self.LEAST_OF_EACH:
            said = _("아직 모릅니다. 이 태그인 감사 이미지 %(count)s장이 더 필요합니다.")
            missing = self.LEAST_OF_EACH - self.positive_count
        elif without < self.LEAST_OF_EACH:
            said = _("아직 모릅니다. 이 태그가 아닌 감사 이미지 %(count)s장이 더 필요합니다.")
            missing = self.LEAST_OF_EACH - without
        elif self.label_count < self.LEAST_LABELS:
            said, missing = (
                _("아직 모릅니다. 라벨 %(count)s개가 더 필요합니다."),
                self.LEAST_LABELS - self.label_count,
            )
        else:
            return _("아직 모릅니다. 라벨을 덜어 내고 다시 배운 머리를 잴 수 없었습니다.")
        return said % {"count": missing}


def about(labels: int | None) -> str:
    """Two digits: the third would be believed."""
    if not labels:
        return "0"
    step = 10 ** max(0, len(str(labels)) - 2)
    return f"{round(labels / step) * step:,}"


def _times(ratio: float) -> str:
    return f"{ratio:.1f}" if ratio < 10 else about(round(ratio))
