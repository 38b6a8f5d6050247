"""Which way of asking would have served best here, and which one is asked by."""

from __future__ import annotations

from typing import TypedDict

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from training.models.run import TrainingRun

OURS, CHANCE = "ours", "random"


class ScoreJson(TypedDict):
    """Average precision after so many photos, with its interval."""

    labels: int
    value: float
    low: float
    high: float


class FigureJson(TypedDict):
    """With its interval; empty: beyond what was tried."""

    value: float | None
    low: float | None
    high: float | None


class ArmJson(TypedDict):
    """How one way of asking did; `gain` is its area less that of the one in force, ratios are to chance."""

    name: str
    curve: list[ScoreJson]
    area: FigureJson
    gain: FigureJson
    ratio_90: FigureJson
    ratio_95: FigureJson
    worse_share: float


class BacktestQuerySet(models.QuerySet["Backtest"]):
    def for_screen(self) -> BacktestQuerySet:
        """With the run and who asked for it, in one query."""
        return self.select_related("run__requested_by", "run__snapshot", "saved").defer(
            "run__snapshot__payload"
        )


class Backtest(models.Model):
    """Ways of asking, raced over what people have said already: what came out of a run of that kind."""

    class HeldOut(models.TextChoices):
        AUDIT = "audit", "감사 이미지"
        SPLIT = "split", "따로 둔 답"

    run = models.OneToOneField(TrainingRun, on_delete=models.PROTECT, related_name="backtest")
    held_out = models.CharField(max_length=5, choices=HeldOut, help_text="What was measured on.")
    pool_count = models.PositiveIntegerField(help_text="Answered photos that could be asked about.")
    test_count = models.PositiveIntegerField(help_text="Photos measured on.")
    tag_count = models.PositiveIntegerField(help_text="Tags that could be measured.")
    seeds = models.PositiveIntegerField(help_text="How often each was run.")
    in_force = models.CharField(max_length=80, help_text="The strategy that was asked by then.")
    best = models.CharField(
        max_length=80, blank=True, help_text="Which would have served best; empty: no difference can be told."
    )
    arms: models.JSONField[list[ArmJson], list[ArmJson]] = models.JSONField(
        help_text='[{"name": "ours", "curve": [{"labels": 60, "value": .5, "low": …}], "area": {…}, …}]'
    )
    created_at = models.DateTimeField()

    objects = BacktestQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(seeds__gte=1), name="a_backtest_ran_once_at_least")]

    def __str__(self) -> str:
        return f"#{self.pk}: {self.best or '?'}"

    def has(self, name: str) -> bool:
        return any(arm["name"] == name for arm in self.arms)

    @property
    def verdict(self) -> str:
        """Which would have served best here, in words, or that no difference can be told."""
        if not self.best:
            return _("여기서는 차이를 말할 수 없습니다. 구간이 겹칩니다.")
        words = {"name": strategy_name(self.best)}
        if self.best == self.in_force:
            return _("지금 방식인 ‘%(name)s’이(가) 여기서 가장 나았을 것입니다.") % words
        if self.best == CHANCE:
            return _("여기서는 고르는 것보다 무작위로 묻는 것이 나았을 것입니다.")
        return _("여기서는 ‘%(name)s’ 방식이 가장 나았을 것입니다.") % words


class SavedLabels(models.Model):
    """What choosing has saved so far, by the control share; figures empty where that is not known yet."""

    backtest = models.OneToOneField(Backtest, on_delete=models.CASCADE, related_name="saved")
    control_count = models.PositiveIntegerField(help_text="Photos drawn at random and answered.")
    chosen_count = models.PositiveIntegerField(help_text="Photos that were chosen, and answered.")
    audit_missing = models.PositiveIntegerField(default=0, help_text="Audit photos still to be answered.")
    control_missing = models.PositiveIntegerField(default=0)
    rate = models.FloatField(null=True, help_text="Chosen photos that teach what one random photo does.")
    rate_low = models.FloatField(null=True)
    rate_high = models.FloatField(null=True)
    saved = models.FloatField(null=True, help_text="Photos; below nought where choosing has cost some.")
    saved_low = models.FloatField(null=True)
    saved_high = models.FloatField(null=True)

    class Meta:
        verbose_name_plural = "saved labels"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """Plainly, also when the answer is none."""
        if self.saved is None or self.saved_low is None or self.saved_high is None:
            return self._what_is_missing()
        words = {
            "saved": f"{abs(round(self.saved)):,}",
            "low": f"{round(self.saved_low):,}",
            "high": f"{round(self.saved_high):,}",
            "lost_low": f"{round(-self.saved_high):,}",
            "lost_high": f"{round(-self.saved_low):,}",
        }
        if self.saved_low > 0:
            return _("지금까지 약 %(saved)s장을 아꼈습니다 (%(low)s–%(high)s).") % words
        if self.saved_high < 0:
            return (
                _(
                    "아낀 라벨이 없습니다. 골라 묻느라 약 %(saved)s장을 더 썼습니다 "
                    "(%(lost_low)s–%(lost_high)s)."
                )
                % words
            )
        return (
            _("아직 아낀 라벨이 있다고 말할 수 없습니다. 구간에 0이 들어 있습니다 (%(low)s–%(high)s장).")
            % words
        )

    @property
    def is_told(self) -> bool:
        return self.saved is not None

    def _what_is_missing(self) -> str:
        if self.audit_missing:
            return _("아직 모릅니다. 감사 이미지 %(count)s장이 더 필요합니다.") % {
                "count": self.audit_missing
            }
        if self.control_missing:
            return _("아직 모릅니다. 무작위로 뽑은 사진 %(count)s장에 더 답해야 합니다.") % {
                "count": self.control_missing
            }
        return _("아직 모릅니다. 골라 물은 사진이 더 필요합니다.")


class StrategyChoiceQuerySet(models.QuerySet["StrategyChoice"]):
    def in_force(self) -> str:
        """The name of the strategy that a manager chose last; ours while nobody has chosen."""
        newest = self.order_by("-id").values_list("name", flat=True).first()
        return newest or OURS


class StrategyChoice(models.Model):
    """A manager's click: by which strategy is asked from then on. Rows are only added: the newest holds."""

    name = models.CharField(max_length=80)
    backtest = models.ForeignKey(Backtest, on_delete=models.PROTECT, related_name="choices")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, help_text="What the back-test said, in the person's language.")
    created_at = models.DateTimeField()

    objects = StrategyChoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name}: {self.by}"


def strategy_name(name: str) -> str:
    """What people read; a strategy that is not known here is called by its name."""
    names = {
        OURS: _("Moodloop의 방식"),
        CHANCE: _("무작위"),
        "typical": _("대표하는 사진부터"),
        "modal_uncertainty": _("불확실한 것부터 (modAL)"),
        "modal_margin": _("가장 아슬아슬한 것부터 (modAL)"),
        "modal_entropy": _("엔트로피가 큰 것부터 (modAL)"),
    }
    return names.get(name, name)
