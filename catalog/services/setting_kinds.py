"""What a setting of the loop may be: its kind, its bounds, how it is read from a form and told in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from math import isfinite
from typing import TYPE_CHECKING

from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from catalog.models import Facet

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Value = bool | int | float | list[int]


class Group(models.TextChoices):
    """The sections of the page, in its order."""

    ASKING = "asking", gettext_lazy("무엇을 얼마나 묻나")
    GRIDS = "grids", gettext_lazy("그리드를 믿는 조건")
    LEARNING = "learning", gettext_lazy("언제 다시 배우나")
    PUBLISHING = "publishing", gettext_lazy("무엇이 저절로 게시되나")
    SHOPPERS = "shoppers", gettext_lazy("손님의 기록")


class Kind(Enum):
    WHOLE = "whole"
    NUMBER = "number"
    SHARE = "share"
    """Kept as 0 … 1, typed and told in percent."""
    SWITCH = "switch"
    FACETS = "facets"
    """The ids of facets that are left out."""


class BadValue(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """It is no such value; the message says what would be."""


@dataclass(frozen=True)
class Setting:
    """One thing that a manager may set.

    default is what the installation says, which may lie outside the bounds. effect tells of a value what it
    would change, from what is known now; "" where that cannot be told honestly.
    """

    name: str
    kind: Kind
    group: Group
    default: Callable[[], Value]
    title: str | _StrPromise
    explanation: str | _StrPromise
    unit: str | _StrPromise = ""
    low: float | None = None
    high: Callable[[], float] | float | None = None
    effect: Callable[[Value], str] | None = None

    @property
    def most(self) -> float | None:
        return self.high() if callable(self.high) else self.high

    @property
    def is_numeric(self) -> bool:
        return self.kind in {Kind.WHOLE, Kind.NUMBER, Kind.SHARE}

    def checked(self, value: Value) -> Value:
        """The value itself. Raises BadValue for one of another kind, or out of bounds."""
        if self.kind is Kind.SWITCH:
            return _known_switch(value)
        if self.kind is Kind.FACETS:
            return _known_facets(value)
        if isinstance(value, bool | list) or not isfinite(value):
            raise BadValue(_("숫자를 적어 주세요."))
        if self.kind is Kind.WHOLE and value != int(value):
            raise BadValue(_("소수점 없는 수를 적어 주세요."))
        if (self.low is not None and value < self.low) or (self.most is not None and value > self.most):
            raise BadValue(_("%(bounds)s 사이에서 정할 수 있습니다.") % {"bounds": self.bounds()})
        return int(value) if self.kind is Kind.WHOLE else float(value)

    def read(self, typed: Sequence[str]) -> Value:
        """From a form's fields. Raises BadValue."""
        if self.kind is Kind.SWITCH:
            return typed[-1:] == ["on"]
        if self.kind is Kind.FACETS:
            published = {int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 18}
            return [
                facet
                for facet in Facet.objects.order_by("pk").values_list("pk", flat=True)
                if facet not in published
            ]
        try:
            number = float((typed[-1] if typed else "").strip().replace(",", "").removesuffix("%"))
        except ValueError:
            raise BadValue(_("숫자를 적어 주세요.")) from None
        if not isfinite(number):
            raise BadValue(_("숫자를 적어 주세요."))
        return self.checked(round(number / 100, 6) if self.kind is Kind.SHARE else number)

    def within(self, value: Value) -> Value:
        """What was set when other bounds held is brought inside those of today."""
        if not self.is_numeric or isinstance(value, bool | list):
            return value
        low, most = self.low, self.most
        value = value if low is None else max(value, low)
        value = value if most is None else min(value, most)
        return int(value) if self.kind is Kind.WHOLE else float(value)

    def typed(self, value: Value) -> str:
        """As it stands in the form's field; of numbers only."""
        if isinstance(value, bool | list):
            return ""
        shown = 100 * value if self.kind is Kind.SHARE else value
        return f"{shown:.6g}"

    def shown(self, value: Value) -> str:
        """In words, with the unit."""
        if isinstance(value, bool):
            return pgettext("setting", "켜짐") if value else pgettext("setting", "꺼짐")
        if isinstance(value, list):
            names = [facet.name for facet in Facet.objects.filter(pk__in=value).order_by("position", "pk")]
            return _("%(names)s은(는) 빼고") % {"names": ", ".join(names)} if names else _("모든 묶음")
        number = number_format(float(self.typed(value)), use_l10n=True, force_grouping=True)
        number = number.rstrip("0").rstrip(".") if "." in number else number
        return f"{number}%" if self.kind is Kind.SHARE else f"{number}{self.unit}"

    def bounds(self) -> str:
        if self.low is None or self.most is None:
            return ""
        return f"{self.shown(self.low)} – {self.shown(self.most)}"


def _known_switch(value: Value) -> bool:
    if not isinstance(value, bool):
        raise BadValue(_("켜거나 끌 수 있습니다."))
    return value


def _known_facets(value: Value) -> list[int]:
    if not isinstance(value, list):
        raise BadValue(_("묶음을 골라 주세요."))
    known = set(Facet.objects.filter(pk__in=value).values_list("pk", flat=True))
    if set(value) - known:
        raise BadValue(_("없는 묶음입니다."))
    return sorted(known)
