"""What a change of the vocabulary would touch, before it is made. Each layer adds what it has."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalog.models import SellerTag, VocabularyChange

Kind = VocabularyChange.Kind


@dataclass(frozen=True)
class Touched:
    """So many of something, and what becomes of them."""

    what: str
    count: int
    then: str


def seller_texts_touched(kind: str, tag_ids: Collection[int]) -> list[Touched]:
    """Sellers' texts that mean one of the tags."""
    then = {
        Kind.MERGE: _("합친 태그를 뜻하게 됩니다."),
        Kind.SPLIT: _("새 태그의 이름과 같은 것만 그 태그로 옮겨집니다."),
        Kind.RETIRE: _("뜻은 남지만 쓰이지 않습니다."),
    }
    count = SellerTag.objects.filter(tag__in=tag_ids).count()
    return [Touched(_("판매자 태그"), count, then.get(Kind(kind), _("그대로입니다.")))]
