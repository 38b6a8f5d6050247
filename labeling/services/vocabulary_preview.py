"""What people's answers and questions have to do with a change of the vocabulary."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from catalog.models import Tag
from catalog.services.vocabulary_preview import Kind, Touched
from labeling.models import Label, QueueItem, Suggestion, Verdict


def answers_touched(kind: str, tag_ids: Collection[int]) -> list[Touched]:
    """Labels, the verdicts behind them, what waits, and what would be asked again."""
    return [
        Touched(_("라벨"), Label.objects.filter(tag__in=tag_ids).count(), _labels_then(Kind(kind))),
        Touched(
            _("사람의 답"),
            Verdict.objects.standing().filter(tag__in=tag_ids).count(),
            _("한 글자도 바뀌지 않습니다. 무엇으로 셀지만 바뀝니다."),
        ),
        Touched(_("기다리는 질문"), _waiting(tag_ids), _questions_then(Kind(kind))),
    ]


def overlap(tags: Collection[Tag]) -> tuple[int, int]:
    """On how many photos people see all of these tags, and on how many any of them."""
    seen = Label.objects.filter(tag__in=[tag.pk for tag in tags], value=True).order_by().values("image")
    counted = seen.annotate(tags=Count("tag"))
    figures = counted.aggregate(every=Count("image", filter=Q(tags=len(tags))), any=Count("image"))
    return figures["every"], figures["any"]


def open_after_split(tag: Tag) -> int:
    """Photos of which somebody said yes to the tag: of each part that would be unknown."""
    return Label.objects.filter(tag=tag, yes__gt=0).count()


def _waiting(tag_ids: Collection[int]) -> int:
    about = Suggestion.objects.filter(item=OuterRef("pk"), tag__in=tag_ids)
    return QueueItem.objects.open().filter(Exists(about)).count()


def _labels_then(kind: Kind) -> str:
    then = {
        Kind.MERGE: _("합친 태그의 라벨로 다시 셉니다. 한 사람은 한 번만 셉니다."),
        Kind.SPLIT: _("‘아니요’는 새 태그마다 ‘아니요’가 되고, ‘예’는 어느 쪽인지 다시 묻습니다."),
        Kind.RETIRE: _("남지만, 모델이 더는 배우지 않습니다."),
        Kind.BRING_BACK: _("다시 배웁니다."),
    }
    return then.get(kind, _("그대로입니다."))


def _questions_then(kind: Kind) -> str:
    if kind in {Kind.RENAME, Kind.BRING_BACK}:
        return _("그대로입니다.")
    if kind == Kind.MOVE:
        return _("감사 질문은 새 측면의 것이 됩니다. 다른 것은 그대로입니다.")
    return _("아무도 보고 있지 않은 것은 닫고 새로 고릅니다. 보고 있는 사람의 답은 그대로 셉니다.")
