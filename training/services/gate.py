"""Whether a candidate may replace the champion, and why, in words."""

from __future__ import annotations

from dataclasses import dataclass

from training.models import Evaluation

TOLERANCE = 0.02
"""How much worse the mean average precision may be: the audit set is small, and a plain gate says so."""


@dataclass(frozen=True)
class Judgement:
    promoted: bool
    why: str


def judge(*, candidate: Evaluation | None, champion: Evaluation | None, has_champion: bool) -> Judgement:
    """Both figures are the mean average precision on the same audit images; None where they are too few."""
    if not has_champion:
        return Judgement(True, "첫 모델입니다.")
    if candidate is None or champion is None:
        return Judgement(
            True, "감사 이미지가 아직 적어 견줄 수 없습니다. 더 많은 답에서 배웠으므로 승격합니다."
        )
    figures = f"{champion.average_precision:.3f} → {candidate.average_precision:.3f}"
    images = f"감사 이미지 {candidate.image_count}장"
    if candidate.average_precision >= champion.average_precision - TOLERANCE:
        return Judgement(True, f"평균 정밀도 {figures} ({images})")
    return Judgement(False, f"평균 정밀도가 떨어졌습니다: {figures} ({images})")
