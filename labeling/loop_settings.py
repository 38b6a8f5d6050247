"""What managers may set of asking and answering."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from catalog.models import Product
from catalog.services.patience import EXACT_UP_TO, estimated_rows
from catalog.services.settings import Group, Kind, Setting, Value, register
from labeling.models import AuditImage, Review
from labeling.services import attention, disputes, sitting

WEEK = dt.timedelta(days=7)


def register_settings() -> None:
    register(
        Setting(
            "audit_on_arrival",
            Kind.SHARE,
            Group.ASKING,
            default=lambda: float(settings.AUDIT_SHARE),
            low=0.02,
            high=0.5,
            title=gettext_lazy("들어오는 상품 가운데 감사에 뽑는 몫"),
            explanation=gettext_lazy(
                "감사 이미지는 무작위로 뽑혀 제안 없이 묻고, 배우는 데 쓰지 않습니다. 모델의 성적은 "
                "여기서만 잽니다. "
                "올리면 아직 아무것도 묻지 않은 상품에서 더 뽑습니다. 내려도 이미 뽑힌 것은 감사 이미지로 "
                "남습니다."
            ),
            effect=_audited,
        ),
        Setting(
            "lease_minutes",
            Kind.WHOLE,
            Group.ASKING,
            default=lambda: int(settings.LEASE_MINUTES),
            unit=pgettext_lazy("unit", "분"),
            low=2,
            high=240,
            title=gettext_lazy("한 사람에게 맡겨 두는 시간"),
            explanation=gettext_lazy(
                "검수하는 사람이 받은 사진을 이 시간 동안 다른 사람에게 주지 않습니다. 지나면 저절로 "
                "돌아오고, "
                "늦게 온 답도 버리지 않습니다."
            ),
            effect=_answered_in_time,
        ),
        Setting(
            "second_opinions",
            Kind.WHOLE,
            Group.ASKING,
            default=lambda: disputes.ASKED_AGAIN,
            unit=pgettext_lazy("unit", "번"),
            low=0,
            high=5,
            title=gettext_lazy("의견이 갈리면 다시 묻는 횟수"),
            explanation=gettext_lazy(
                "두 사람의 답이 다르거나 모르겠다고 하면 다른 사람에게 더 묻습니다. 그래도 갈리면 그대로 "
                "둡니다: "
                "누구도 말할 수 없는 것도 있습니다."
            ),
        ),
        Setting(
            "grid_open_seconds",
            Kind.NUMBER,
            Group.GRIDS,
            default=lambda: sitting.OPEN_SECONDS,
            unit=pgettext_lazy("unit", "초"),
            low=1,
            high=60,
            title=gettext_lazy("그리드를 적어도 펼쳐 두는 시간"),
            explanation=gettext_lazy(
                "이보다 빨리 넘긴 그리드에서 표시하지 않은 사진은 본 것으로 치지 않습니다."
            ),
        ),
        Setting(
            "grid_seen_ms",
            Kind.WHOLE,
            Group.GRIDS,
            default=lambda: sitting.SEEN_MS,
            unit=pgettext_lazy("unit", "밀리초"),
            low=100,
            high=5000,
            title=gettext_lazy("사진 한 장이 적어도 보인 시간"),
            explanation=gettext_lazy("이보다 짧게 보인 사진은 표시하지 않았어도 아무 답도 되지 않습니다."),
        ),
        Setting(
            "grid_most_missed",
            Kind.SHARE,
            Group.GRIDS,
            default=lambda: attention.MOST_MISSED,
            low=0.1,
            high=0.6,
            title=gettext_lazy("놓쳐도 되는 확인 사진의 몫"),
            explanation=gettext_lazy(
                "그리드에는 답을 이미 아는 사진이 섞여 있습니다. 마지막 20장 가운데 이보다 많이 놓친 "
                "사람에게는 "
                "그날 그리드를 주지 않고 한 장씩 묻습니다."
            ),
        ),
    )


def _audited(value: Value) -> str:
    """What is there says what is to be expected of what comes.

    Lots are drawn evenly: of very many products that share is taken for what lies below it.
    """
    about = estimated_rows(Product._meta.db_table)
    if about > EXACT_UP_TO:
        numbers = {"drawn": f"{AuditImage.objects.count():,}", "below": f"{round(about * float(value)):,}"}  # type: ignore[arg-type]
        return (
            _(
                "지금 감사 이미지는 %(drawn)s장입니다. 이 몫이면 지금 상품 가운데 많아야 %(below)s개쯤이 "
                "감사용입니다."
            )
            % numbers
        )
    of_all = Product.objects.aggregate(all=Count("pk"), below=Count("pk", filter=Q(lot__lt=value)))
    if not of_all["all"]:
        return _("아직 상품이 없습니다.")
    numbers = {"drawn": f"{AuditImage.objects.count():,}", "below": f"{of_all['below']:,}"}
    return (
        _(
            "지금 감사 이미지는 %(drawn)s장입니다. 이 몫이면 지금 상품 가운데 많아야 %(below)s개가 "
            "감사용입니다."
        )
        % numbers
    )


def _answered_in_time(value: Value) -> str:
    lately = Review.objects.filter(created_at__gte=timezone.now() - WEEK, seconds__isnull=False)
    found = lately.aggregate(all=Count("pk"), quick=Count("pk", filter=Q(seconds__lte=60 * float(value))))  # type: ignore[arg-type]
    if not found["all"]:
        return _("지난 7일 동안 답이 없어 얼마나 걸리는지 아직 모릅니다.")
    share = f"{100 * found['quick'] / found['all']:.4g}"
    return _("지난 7일의 답 가운데 %(share)s%%가 사진을 본 지 이 시간 안에 나왔습니다.") % {"share": share}
