"""What managers may set of choosing, learning and proving."""

from __future__ import annotations

import datetime as dt
import math

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from catalog.services.settings import Group, Kind, Setting, Value, register
from labeling.models import QueueItem, Reason, Review
from training.models import Evaluation

DAYS = 7
SURE = 0.05
"""Of what is promised: how often it may fail by chance."""


def register_settings() -> None:
    register(*_asking(), *_learning(), *_proving())


def _asking() -> list[Setting]:
    return [
        Setting(
            "queue_target",
            Kind.WHOLE,
            Group.ASKING,
            default=lambda: int(settings.QUEUE_TARGET),
            unit=pgettext_lazy("unit", "장"),
            low=10,
            high=5000,
            title=gettext_lazy("기다리게 하는 질문"),
            explanation=gettext_lazy(
                "대기열에 이만큼을 채워 둡니다. 적으면 사람이 기다리게 되고, 많으면 오래된 생각으로 고른 "
                "질문이 쌓입니다. "
                "새 모델이 나오면 아무도 잡지 않은 질문은 새로 고릅니다."
            ),
            effect=_days_of_work,
        )
    ]


def _learning() -> list[Setting]:
    def minutes(name: str, title: str, explanation: str, default: str, most: float) -> Setting:
        return Setting(
            name,
            Kind.NUMBER,
            Group.LEARNING,
            default=lambda: float(getattr(settings, default)),
            unit=pgettext_lazy("unit", "분"),
            low=1,
            high=lambda: max(most, getattr(settings, default)),
            title=title,
            explanation=explanation,
        )

    return [
        Setting(
            "retrain_after",
            Kind.WHOLE,
            Group.LEARNING,
            default=lambda: int(settings.RETRAIN_AFTER),
            unit=pgettext_lazy("unit", "건"),
            low=1,
            high=100_000,
            title=gettext_lazy("다시 배우기까지 모으는 검수"),
            explanation=gettext_lazy(
                "아직 배우지 않은 검수가 이만큼 모이면 저절로 학습합니다. 되돌린 답도 셉니다. 학습은 몇 "
                "초면 끝나지만, "
                "자주 배우면 대기열도 자주 새로 고릅니다."
            ),
            effect=_trainings,
        ),
        Setting(
            "soft_labels",
            Kind.SWITCH,
            Group.LEARNING,
            default=lambda: bool(settings.SOFT_LABELS),
            title=gettext_lazy("의견이 갈린 사진은 비교한 만큼만 배우기"),
            explanation=gettext_lazy(
                "사람들의 답이 갈리고 다른 사진과 견준 적이 있으면, 반반이라고 하는 대신 견준 결과만큼 "
                "그렇다고 가르칩니다. "
                "다음 학습부터입니다."
            ),
        ),
        minutes(
            "training_minutes",
            gettext_lazy("학습에 주는 시간"),  # type: ignore[arg-type]
            gettext_lazy("더 오래 걸리면 실패로 끝냅니다. 지금 모델이 계속 일합니다."),  # type: ignore[arg-type]
            "TRAINING_MINUTES",
            50,
        ),
        minutes(
            "tuning_minutes",
            gettext_lazy("CNN 미세 조정에 주는 시간"),  # type: ignore[arg-type]
            gettext_lazy("더 오래 걸리면 멈추고, 다시 부탁하면 하던 데서 이어 갑니다."),  # type: ignore[arg-type]
            "TUNING_MINUTES",
            60,
        ),
        minutes(
            "backtest_minutes",
            gettext_lazy("묻는 방식 견주기에 주는 시간"),  # type: ignore[arg-type]
            gettext_lazy("더 오래 걸리면 실패로 끝냅니다."),  # type: ignore[arg-type]
            "BACKTEST_MINUTES",
            60,
        ),
        Setting(
            "tag_goal",
            Kind.NUMBER,
            Group.LEARNING,
            default=lambda: float(settings.TAG_GOAL),
            low=0.3,
            high=0.99,
            title=gettext_lazy("태그마다 이루려는 평균 정밀도"),
            explanation=gettext_lazy(
                "앞으로 몇 장이 더 필요한지를 이 목표로 셈합니다. 태그나 묶음에 따로 정한 목표가 있으면 "
                "그것을 따릅니다."
            ),
            effect=_reached,
        ),
    ]


def _proving() -> list[Setting]:
    return [
        Setting(
            "publish_precision",
            Kind.SHARE,
            Group.PUBLISHING,
            default=lambda: float(settings.PUBLISH_PRECISION),
            low=0.5,
            high=0.99,
            title=gettext_lazy("예측으로 게시하는 태그의 정밀도"),
            explanation=gettext_lazy(
                "모델이 붙인 태그는 감사 이미지에서 이 정밀도가 100번에 95번은 맞을 만큼 증명된 데서만 "
                "게시합니다. 높이면 덜 게시하고, "
                "낮추면 틀린 태그가 늘어납니다. 문턱은 학습할 때 찾으므로 다음 학습부터입니다."
            ),
            effect=_proof,
        )
    ]


def _reviews_a_day() -> float:
    since = timezone.now() - dt.timedelta(days=DAYS)
    return Review.objects.teaching().filter(created_at__gte=since).count() / DAYS


def _trainings(value: Value) -> str:
    a_day = _reviews_a_day()
    if not a_day:
        return _("지난 7일 동안 검수가 없어, 얼마나 자주 배울지 아직 모릅니다.")
    often = a_day / float(value)  # type: ignore[arg-type]
    numbers = {"a_day": f"{a_day:.3g}", "often": f"{often:.2g}", "days": f"{1 / often:.2g}"}
    if often >= 1:
        return (
            _("지난 7일은 하루 평균 %(a_day)s건이었습니다. 이 값이면 하루에 약 %(often)s번 배웁니다.")
            % numbers
        )
    return (
        _("지난 7일은 하루 평균 %(a_day)s건이었습니다. 이 값이면 약 %(days)s일에 한 번 배웁니다.") % numbers
    )


def _days_of_work(value: Value) -> str:
    waiting = QueueItem.objects.open().exclude(reason=Reason.AUDIT).count()
    a_day = _reviews_a_day()
    numbers = {"waiting": f"{waiting:,}", "days": f"{float(value) / a_day:.2g}" if a_day else ""}  # type: ignore[arg-type]
    if not a_day:
        return _("지금 %(waiting)s장이 기다립니다.") % numbers
    return _("지금 %(waiting)s장이 기다립니다. 지난 7일의 속도라면 이 값은 약 %(days)s일치입니다.") % numbers


def _reached(value: Value) -> str:
    measured = Evaluation.objects.filter(version__is_champion=True, tag__isnull=False)
    count = measured.count()
    if not count:
        return _("지금 모델의 태그별 성적을 아직 모릅니다.")
    numbers = {"all": count, "reached": measured.filter(average_precision__gte=value).count()}
    return (
        _("지금 모델은 잴 수 있는 태그 %(all)d개 가운데 %(reached)d개에서 이 목표를 이루었습니다.") % numbers
    )


def _proof(value: Value) -> str:
    """All right of n has a chance of precision ** n where the precision is not better than promised."""
    least = math.ceil(math.log(SURE) / math.log(float(value)))  # type: ignore[arg-type]
    return _("태그마다 모델이 그렇다고 한 감사 이미지가 적어도 %(least)d장, 모두 맞아야 증명됩니다.") % {
        "least": least
    }
