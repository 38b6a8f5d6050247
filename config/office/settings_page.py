"""The page of the loop's settings: of each what it is, what holds, since when, by whom, and what it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from catalog.models import Facet, LoopSetting
from catalog.services.patience import in_time
from catalog.services.settings import (
    REMEMBERED,
    Group,
    Kind,
    Setting,
    Value,
    history_of,
    registered,
    value_of,
)

TOLD_WITHIN_MS = 200
"""Of what a value would change: the page is for setting it, and is asked again with every key."""


@dataclass(frozen=True)
class Said:
    """One row of a setting's history; `value` in words, `holds` for the newest."""

    row: LoopSetting
    value: str
    holds: bool


@dataclass(frozen=True)
class Tried:
    """What a person sent and could not be taken as it was: what they typed, and why not."""

    name: str
    typed: Sequence[str]
    error: str = ""
    newest: LoopSetting | None = None


@dataclass(frozen=True)
class Card:
    """One setting as the page shows it. `seen` is the id of the row that holds, "" where there is none."""

    setting: Setting
    value: str
    default: str
    typed: str
    is_on: bool
    facets: list[tuple[Facet, bool]]
    effect: str
    history: list[Said]
    seen: str
    error: str = ""
    conflict: Said | None = None

    @property
    def has_effect(self) -> bool:
        return self.setting.effect is not None

    @property
    def is_open(self) -> bool:
        """Whether something has to be looked at before it is sent again."""
        return bool(self.error) or self.conflict is not None

    @property
    def is_cut(self) -> bool:
        """Whether there may be more in the history than is shown."""
        return len(self.history) >= REMEMBERED

    @property
    def newest(self) -> Said | None:
        return self.history[0] if self.history else None

    @property
    def is_default(self) -> bool:
        """What the installation says holds: nobody has set it, or somebody has set it back."""
        return self.newest is None or self.newest.row.value is None


@dataclass(frozen=True)
class Section:
    group: Group
    cards: list[Card] = field(default_factory=list)


@dataclass(frozen=True)
class Elsewhere:
    """What is set on a page of its own."""

    title: str
    words: str
    url: str


def sections(tried: Tried | None = None) -> list[Section]:
    """All settings by group; of what was tried, the person's own words and what is wrong with them."""
    known = registered()
    said = history_of(setting.name for setting in known)
    facets = list(Facet.objects.order_by("position", "pk"))
    found = {group: Section(group) for group in Group}
    for setting in known:
        mine = tried if tried is not None and tried.name == setting.name else None
        found[setting.group].cards.append(_card(setting, said[setting.name], facets, mine))
    return [section for section in found.values() if section.cards]


def elsewhere() -> list[Elsewhere]:
    places = [
        (
            _("질문의 몫"),
            _("감사, 대조, 드문 태그, 의견이 갈린 사진에 얼마씩 묻나"),
            "admin:training_budgetshares_changelist",
        ),
        (
            _("묻는 방식"),
            _("모델이 무엇을 보고 고르나. 지난 답으로 견주어 보고 바꿉니다"),
            "training:backtest",
        ),
        (_("태그마다의 목표"), _("태그 화면에서 하나씩, 또는 묶음째로 정합니다"), "training:models"),
    ]
    found = []
    for title, words, name in places:
        try:
            found.append(Elsewhere(title, words, reverse(name)))
        except NoReverseMatch:
            continue
    return found


def effect_of(setting: Setting, value: Value) -> str:
    """What it would change, as far as that can be told in time; "" otherwise."""
    tell = setting.effect
    return "" if tell is None else in_time(lambda: tell(value), milliseconds=TOLD_WITHIN_MS) or ""


def _card(setting: Setting, rows: list[LoopSetting], facets: list[Facet], tried: Tried | None) -> Card:
    value: Value = value_of(setting.name)
    history = [_said(setting, row, holds=at == 0) for at, row in enumerate(rows)]
    withheld = value if isinstance(value, list) else []
    typed, is_on = setting.typed(value), value is True
    if tried is not None:
        typed, is_on = tried.typed[-1] if tried.typed else "", tried.typed[-1:] == ["on"]
    return Card(
        setting=setting,
        value=setting.shown(value),
        default=setting.shown(setting.default()),
        typed=typed,
        is_on=is_on,
        facets=_chosen(facets, withheld, tried) if setting.kind is Kind.FACETS else [],
        effect=effect_of(setting, value),
        history=history,
        seen=str(rows[0].pk) if rows else "",
        error=tried.error if tried else "",
        conflict=_said(setting, tried.newest, holds=True) if tried and tried.newest else None,
    )


def _chosen(facets: list[Facet], withheld: list[int], tried: Tried | None) -> list[tuple[Facet, bool]]:
    if tried is not None:
        return [(facet, str(facet.pk) in tried.typed) for facet in facets]
    return [(facet, facet.pk not in withheld) for facet in facets]


def _said(setting: Setting, row: LoopSetting, *, holds: bool) -> Said:
    value = setting.default() if row.value is None else row.value
    words = setting.shown(value)
    return Said(row, words if row.value is not None else _("설치값 %(value)s") % {"value": words}, holds)
