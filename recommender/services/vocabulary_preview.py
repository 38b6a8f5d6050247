"""What shoppers see of a change of the vocabulary."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from catalog.services.vocabulary_preview import Kind, Touched
from recommender.models import PublishedTag


def published_touched(kind: str, tag_ids: Collection[int]) -> list[Touched]:
    """On how many products the tags are, together."""
    then = {
        Kind.RENAME: _("새 이름으로 곧 보입니다. 주소가 바뀌면 옛 주소는 사라집니다."),
        Kind.MOVE: _("새 측면에서 보입니다."),
        Kind.BRING_BACK: _("사람이 확인한 것과 모델이 확신하는 것이 다시 실립니다."),
    }
    gone = _("다음 게시에서 내려가고, 이어받은 태그는 사람이 확인한 것부터 실립니다.")
    count = PublishedTag.objects.filter(tag__in=tag_ids).count()
    return [Touched(_("게시된 태그"), count, then.get(Kind(kind), gone))]
