"""What the model in use has to do with a change of the vocabulary."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from catalog.services.vocabulary_preview import Kind, Touched
from training.models import ModelVersion


def models_touched(kind: str, tag_ids: Collection[int]) -> list[Touched]:
    """How many of the tags the champion knows."""
    champion = ModelVersion.objects.filter(is_champion=True).values_list("tags", flat=True).first()
    known = len(set(tag_ids) & set(champion or []))
    then = {
        Kind.RENAME: _("새 이름으로 그대로 압니다."),
        Kind.MOVE: _("다음 학습부터 새 측면에서 배웁니다."),
        Kind.RETIRE: _("더는 제안하지 않습니다."),
        Kind.BRING_BACK: _("알던 것이면 곧 다시 제안합니다."),
    }
    unknown = _("합치거나 나눈 태그는 다음 학습까지 ‘아직 모름’입니다. 다음 스냅숏이 새 라벨로 배웁니다.")
    return [Touched(_("지금 모델이 아는 태그"), known, then.get(Kind(kind), unknown))]
