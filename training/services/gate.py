"""Whether a candidate may replace the champion, and why, in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_noop as _

from training.models import Evaluation

TOLERANCE = 0.02
"""How much worse the mean average precision may be: the audit set is small, and a plain gate says so."""


@dataclass(frozen=True)
class Judgement:
    """`why` holds placeholders for `details`: it is translated when it is shown."""

    promoted: bool
    why: str
    details: dict[str, str | int] = field(default_factory=dict)


def judge(*, candidate: Evaluation | None, champion: Evaluation | None, has_champion: bool) -> Judgement:
    """Both figures are the mean average precision on the same audit images; None where they are too few."""
    if not has_champion:
        return Judgement(True, _("첫 모델입니다."))
    if candidate is None or champion is None:
        return Judgement(
            True, _("감사 이미지가 아직 적어 견줄 수 없습니다. 더 많은 답에서 배웠으므로 승격합니다.")
        )
    details: dict[str, str | int] = {
        "before": f"{champion.average_precision:.3f}",
        "after": f"{candidate.average_precision:.3f}",
        "images": candidate.image_count,
    }
    if candidate.average_precision >= champion.average_precision - TOLERANCE:
        return Judgement(True, _("평균 정밀도 %(before)s → %(after)s (감사 이미지 %(images)s장)"), details)
    fell = _("평균 정밀도가 떨어졌습니다: %(before)s → %(after)s (감사 이미지 %(images)s장)")
    return Judgement(False, fell, details)
