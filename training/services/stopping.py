"""A flag for each tag: it has met its goal, is at its ceiling, or is worth continuing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from training.models import LearningCurve
from training.models.trust import about
from training.runtime.stopping import labels_to, verdict
from training.services.goals import Goal

Kind = Literal["met", "ceiling", "continue", "unknown"]


@dataclass(frozen=True)
class Flag:
    """What to do about a tag, and why; by the goal that holds now, which may be younger than the curve."""

    kind: Kind
    goal: float
    sentence: str

    @property
    def words(self) -> str:
        """Short enough for a badge."""
        return {
            "met": _("목표 도달"),
            "ceiling": _("한계에 닿음"),
            "continue": _("계속할 만함"),
            "unknown": _("아직 모름"),
        }[self.kind]


def flag_of(curve: LearningCurve | None, goal: Goal) -> Flag:
    """Of a tag of which the champion has this curve; None: it does not know the tag."""
    if curve is None or curve.state == LearningCurve.State.UNKNOWN or not curve.points:
        return Flag("unknown", goal.value, curve.sentence if curve else _("아직 모릅니다."))
    kind = verdict(
        curve.points[-1]["value"],
        goal=goal.value,
        ceiling=curve.ceiling,
        gain_high=curve.gain_high,
        noise=curve.noise,
    )
    return Flag(kind, goal.value, _sentence(curve, kind, goal.value))


def _sentence(curve: LearningCurve, kind: Kind, goal: float) -> str:
    now = curve.points[-1]
    words = {
        "goal": f"{goal:.2f}",
        "value": f"{now['value']:.2f}",
        "low": f"{now['low']:.2f}",
        "high": f"{now['high']:.2f}",
    }
    if kind == "met":
        said = _("목표 %(goal)s에 도달했습니다: %(value)s (%(low)s–%(high)s)") % words
        doubt = _("구간이 목표 아래에도 걸쳐 있어 조금 더 지켜보면 좋습니다.")
        return f"{said}. {doubt}" if now["low"] < goal else said
    if kind == "ceiling":
        return _at_its_ceiling(curve, words)
    # The curve's own count is by the goal of its day, and looks further ahead than what is drawn.
    return curve.sentence if math.isclose(curve.goal, goal) else _how_many_more(curve, goal)


def _at_its_ceiling(curve: LearningCurve, words: dict[str, str]) -> str:
    if curve.ceiling is not None and curve.points[-1]["value"] >= curve.ceiling:
        said = _("사람들끼리 맞는 만큼(%(ceiling)s) 맞힙니다: %(value)s (%(low)s–%(high)s).")
        advice = _("라벨을 더하기보다 태그의 정의를 다듬어 보세요.")
        return f"{said % (words | {'ceiling': f'{curve.ceiling:.2f}'})} {advice}"
    said = _(
        "라벨을 두 배로 늘려도 많아야 %(gain)s 나아지는데, 다시 배울 때의 흔들림(%(noise)s)보다 작습니다. "
        "라벨을 더하기보다 태그의 정의를 다듬거나 CNN을 미세 조정해 보세요."
    )
    return said % {"gain": f"{max(0.0, curve.gain_high or 0):.3f}", "noise": f"{curve.noise or 0:.3f}"}


def _how_many_more(curve: LearningCurve, goal: float) -> str:
    """By the forecast that is drawn; it ends at four times the labels."""
    reach = goal if curve.ceiling is None else min(goal, curve.ceiling)
    labels = [point["labels"] for point in curve.fitted]
    middle, early, late = (
        labels_to(labels, [point[edge] for point in curve.fitted], reach) - curve.label_count
        for edge in ("value", "high", "low")
    )
    words = {"goal": f"{goal:.2f}", "needed": _count(middle), "low": _count(early), "high": _count(late)}
    if not math.isfinite(early):
        return _("새 목표 %(goal)s에 닿을지 알 수 없습니다: 라벨을 네 배로 늘려도 모자랄 것입니다.") % words
    if not math.isfinite(middle):
        return _("새 목표 %(goal)s까지 라벨이 %(low)s개 이상 더 필요합니다.") % words
    if not math.isfinite(late):
        return _("새 목표 %(goal)s까지 라벨이 약 %(needed)s개 더 필요합니다 (%(low)s개 이상).") % words
    return _("새 목표 %(goal)s까지 라벨이 약 %(needed)s개 더 필요합니다 (%(low)s–%(high)s).") % words


def _count(labels: float) -> str:
    return about(math.ceil(max(0.0, labels))) if math.isfinite(labels) else "?"
