"""Whether a candidate may replace the champion, and why, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext_noop as _

from training.runtime.comparing import Comparison

LEVEL = 0.05
"""How often a candidate that is no worse may be sent away: for its mean, and for any of its tags."""
TAGS_NAMED = 5


@dataclass(frozen=True)
class Judgement:
    """`why` holds placeholders for `details`: it is translated when it is shown."""

    promoted: bool
    why: str
    details: dict[str, str | int] = field(default_factory=dict)


def first_model() -> Judgement:
    return Judgement(True, _("첫 모델입니다."))


def overtaken() -> Judgement:
    return Judgement(False, _("견주는 사이에 다른 모델이 쓰이게 되었습니다. 다시 배우면 그 모델과 견줍니다."))


def too_few_to_compare() -> Judgement:
    return Judgement(True, _("감사 이미지가 아직 적어 견줄 수 없습니다. 새로 배운 모델을 씁니다."))


def judge(comparison: Comparison, *, names: Sequence[str], images: int) -> Judgement:
    """Candidate against champion on the same audit images; `names` are those of the columns.

    Not worse by a paired bootstrap, and no tag fallen (Holm over all tags): promoted.
    """
    details: dict[str, str | int] = {
        "before": f"{_mean(comparison.before):.3f}",
        "after": f"{_mean(comparison.after):.3f}",
        "low": f"{comparison.macro.low:+.3f}",
        "high": f"{comparison.macro.high:+.3f}",
        "images": images,
    }
    # Two ways to be sure; near perfect the draws are skewed, and only their interval tells.
    if comparison.worse <= LEVEL or comparison.macro.high < 0:
        fell = _(
            "평균 정밀도가 떨어졌습니다: %(before)s → %(after)s "
            "(차이 %(low)s … %(high)s, 감사 이미지 %(images)s장)"
        )
        return Judgement(False, fell, details)
    fallen = comparison.fallen(LEVEL)
    if fallen:
        tags = [
            f"{names[tag]} {comparison.before[tag]:.2f} → {comparison.after[tag]:.2f}"
            for tag in sorted(fallen, key=lambda tag: comparison.after[tag] - comparison.before[tag])
        ]
        more = f" +{len(tags) - TAGS_NAMED}" if len(tags) > TAGS_NAMED else ""
        details["tags"] = ", ".join(tags[:TAGS_NAMED]) + more
        fell = _("뚜렷이 나빠진 태그가 있습니다: %(tags)s (감사 이미지 %(images)s장)")
        return Judgement(False, fell, details)
    kept = _("평균 정밀도 %(before)s → %(after)s (차이 %(low)s … %(high)s, 감사 이미지 %(images)s장)")
    return Judgement(True, kept, details)


def _mean(values: npt.NDArray[np.float64]) -> float:
    return float(np.nanmean(values))
