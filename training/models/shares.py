"""What people's time is asked for: the shares of the budget, and who set them."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

LEAST_AUDIT = 5
LEAST_CONTROL = 5
"""Percent. Without audit nobody knows how good a model is; without control, whether choosing is worth it."""
LEAST_DOUBT = 20
"""Percent that is left for what the model learns most from."""
OTHERWISE = {"rare": 0.10, "people": 0.05, "seller": 0.05, "demand": 0.05}
"""Where no manager has said anything."""
PERCENT = [MaxValueValidator(100)]


@dataclass(frozen=True)
class Shares:
    """Which part, 0 to 1, of all that is asked goes to which purpose; the rest goes to the model's doubt."""

    audit: float
    control: float
    rare: float
    people: float
    seller: float
    demand: float = 0.0

    @property
    def doubt(self) -> float:
        return 1.0 - self.audit - self.control - self.rare - self.people - self.seller - self.demand

    @classmethod
    def by_default(cls) -> Shares:
        """Of the settings; where those leave little, the other purposes make room for the model's doubt."""
        audit, control = settings.AUDIT_SHARE, settings.CONTROL_SHARE
        left = max(0.0, 1.0 - LEAST_DOUBT / 100 - audit - control)
        fit = min(1.0, left / sum(OTHERWISE.values()))
        return cls(audit, control, **{purpose: share * fit for purpose, share in OTHERWISE.items()})


class BudgetSharesQuerySet(models.QuerySet["BudgetShares"]):
    def in_force(self) -> Shares:
        """What was said last, or the defaults while nobody has said anything."""
        newest = self.order_by("-id").first()
        return Shares.by_default() if newest is None else newest.shares


class BudgetShares(models.Model):
    """What a manager has set, in percent of all that is asked. Rows are only added: the newest holds."""

    audit = models.PositiveSmallIntegerField(
        _("감사 (%)"),
        validators=PERCENT,
        help_text=_("무작위로 뽑아 제안 없이 묻습니다. 모델의 성적을 잽니다. 5 이상."),
    )
    control = models.PositiveSmallIntegerField(
        _("대조 (%)"),
        validators=PERCENT,
        help_text=_("무작위로 뽑아 배웁니다. 골라 묻는 것이 나은지 견줍니다. 5 이상."),
    )
    rare = models.PositiveSmallIntegerField(
        _("드문 태그 (%)"),
        validators=PERCENT,
        help_text=_("드문 태그라고 한 사진과 닮은 사진."),
    )
    people = models.PositiveSmallIntegerField(
        _("사람들의 의견 (%)"),
        validators=PERCENT,
        help_text=_("의견이 갈리거나 모르겠다고 한 사진을 다른 사람에게 묻습니다."),
    )
    seller = models.PositiveSmallIntegerField(
        _("판매자와 모델 (%)"),
        validators=PERCENT,
        help_text=_("판매자의 태그가 모델의 생각과 크게 다른 사진."),
    )
    demand = models.PositiveSmallIntegerField(
        _("손님들의 관심 (%)"),
        default=0,
        validators=PERCENT,
        help_text=_("손님들이 많이 보는 상품의 사진 가운데 모델이 망설이는 것."),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("정한 사람")
    )
    created_at = models.DateTimeField(_("언제"))

    objects = BudgetSharesQuerySet.as_manager()

    class Meta:
        verbose_name = _("질문의 몫")
        verbose_name_plural = _("질문의 몫")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(audit__gte=LEAST_AUDIT),
                name="audit_is_kept_alive",
                violation_error_message=_(
                    "감사의 몫은 5%% 이상이어야 합니다. 감사가 없으면 모델이 얼마나 맞는지 알 수 없습니다."
                ),
            ),
            models.CheckConstraint(
                condition=Q(control__gte=LEAST_CONTROL),
                name="control_is_kept_alive",
                violation_error_message=_(
                    "대조의 몫은 5%% 이상이어야 합니다. 대조가 없으면 골라 묻는 것이 나은지 알 수 없습니다."
                ),
            ),
            models.CheckConstraint(
                condition=Q(
                    audit__lte=100
                    - LEAST_DOUBT
                    - F("control")
                    - F("rare")
                    - F("people")
                    - F("seller")
                    - F("demand")
                ),
                name="doubt_is_left_room",
                violation_error_message=_(
                    "몫의 합은 80%%를 넘을 수 없습니다. 나머지는 모델이 확신하지 못하는 사진에 씁니다."
                ),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(f"{name} {percent}%" for name, percent in self.parts)

    @property
    def shares(self) -> Shares:
        return Shares(
            audit=self.audit / 100,
            control=self.control / 100,
            rare=self.rare / 100,
            people=self.people / 100,
            seller=self.seller / 100,
            demand=self.demand / 100,
        )

    @property
    def doubt(self) -> int:
        """Percent that is left."""
        return round(100 * self.shares.doubt)

    @property
    def parts(self) -> list[tuple[str, int]]:
        """Of the whole, in the reader's language: each purpose and its percent."""
        return [
            (str(_("감사")), self.audit),
            (str(_("대조")), self.control),
            (str(_("드문 태그")), self.rare),
            (str(_("사람들의 의견")), self.people),
            (str(_("판매자와 모델")), self.seller),
            (str(_("손님들의 관심")), self.demand),
            (str(_("모델의 의심")), self.doubt),
        ]
