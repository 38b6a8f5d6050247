"""What managers may set of what is published by itself, and of what is kept of shoppers."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from catalog.services.patience import EXACT_UP_TO, estimated_rows
from catalog.services.settings import Group, Kind, Setting, Value, register
from recommender.models import Event, PublishedTag, Tally

MANY = 10_000
"""Nobody needs to know exactly how many more views are forgotten."""


def register_settings() -> None:
    register(
        Setting(
            "publish_predictions",
            Kind.SWITCH,
            Group.PUBLISHING,
            default=lambda: True,
            title=gettext_lazy("모델이 붙인 태그를 저절로 게시하기"),
            explanation=gettext_lazy(
                "끄면 사람이 말한 태그만 게시하고, 예측으로 게시된 태그는 다음 게시 때 내려갑니다. 다시 "
                "켜면 돌아옵니다."
            ),
            effect=_of_all,
        ),
        Setting(
            "predictions_withheld",
            Kind.FACETS,
            Group.PUBLISHING,
            default=list,
            title=gettext_lazy("모델이 붙인 태그를 게시하는 묶음"),
            explanation=gettext_lazy(
                "고르지 않은 묶음에서는 사람이 말한 태그만 게시합니다. 새로 만든 묶음은 게시하는 쪽에서 "
                "시작합니다."
            ),
            effect=_of_facets,
        ),
        Setting(
            "publish_seconds",
            Kind.WHOLE,
            Group.PUBLISHING,
            default=lambda: int(settings.PUBLISH_SECONDS),
            unit=pgettext_lazy("unit", "초"),
            low=0,
            high=86_400,
            title=gettext_lazy("게시와 게시 사이의 시간"),
            explanation=gettext_lazy(
                "바뀐 것은 마지막 게시 뒤 적어도 이만큼 기다렸다가 한꺼번에 나갑니다. 모델이 바뀌면 "
                "기다리지 않습니다."
            ),
        ),
        Setting(
            "event_days",
            Kind.WHOLE,
            Group.SHOPPERS,
            default=lambda: int(settings.EVENT_DAYS),
            unit=pgettext_lazy("unit", "일"),
            low=7,
            high=730,
            title=gettext_lazy("무엇을 보았는지 기억하는 기간"),
            explanation=gettext_lazy(
                "손님이 무엇을 보았고 무엇을 권했는지는 이 기간이 지나면 지웁니다. 지운 것은 돌아오지 "
                "않습니다. "
                "좋아요와 숨김은 손님이 지울 때까지 남습니다."
            ),
            effect=_forgotten,
        ),
    )


def _of_all(value: Value) -> str:
    numbers = {"count": f"{_predicted():,}"}
    if value:
        return _("지금 예측으로 게시된 태그는 %(count)s개입니다.") % numbers
    return _("예측으로 게시된 태그 %(count)s개가 내려갑니다.") % numbers


def _predicted() -> int:
    """Counted, or where there are very many as a sweep has last counted them."""
    predicted = PublishedTag.Source.PREDICTED
    if estimated_rows(PublishedTag._meta.db_table) > EXACT_UP_TO:
        told = Tally.objects.filter(what="published", of=predicted).order_by("-day").first()
        if told is not None:
            return told.count
    return PublishedTag.objects.filter(source=predicted).count()


def _of_facets(value: Value) -> str:
    withheld = value if isinstance(value, list) else []
    predicted = PublishedTag.objects.filter(source=PublishedTag.Source.PREDICTED, tag__facet__in=withheld)
    count = predicted.count() if withheld else 0
    if not count:
        return ""
    return _("고르지 않은 묶음에서 예측으로 게시된 태그 %(count)s개가 내려갑니다.") % {"count": f"{count:,}"}


def _forgotten(value: Value) -> str:
    before = timezone.now() - dt.timedelta(days=int(value))  # type: ignore[arg-type]
    count = Event.objects.old_views(before=before)[: MANY + 1].count()
    if not count:
        return _("지금 지워질 만큼 오래된 기록은 없습니다.")
    if count > MANY:
        return _("지금 기록 가운데 %(count)s건 넘게 이보다 오래되어, 다음 정리 때 지워집니다.") % {
            "count": f"{MANY:,}"
        }
    return _("지금 기록 가운데 %(count)s건이 이보다 오래되어, 다음 정리 때 지워집니다.") % {
        "count": f"{count:,}"
    }
