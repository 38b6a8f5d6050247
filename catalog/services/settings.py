"""The loop's settings: what the layers let managers set, what holds now, and setting it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from catalog.models import LoopSetting
from catalog.services.setting_kinds import BadValue, Group, Kind, Setting, Value

if TYPE_CHECKING:
    from django.contrib.auth.models import User

__all__ = [
    "BadValue",
    "ChangedMeanwhile",
    "Group",
    "Kind",
    "Setting",
    "Value",
    "change",
    "register",
    "value_of",
]

REMEMBERED = 50
"""Of what was ever said of a setting, so many are shown; all are kept."""
FRESH_SECONDS = 3.0
"""A process learns within that time what another one's manager has set; its own at once."""
_registered: dict[str, Setting] = {}


class ChangedMeanwhile(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """Somebody has set it since this person looked; `newest` is what they said."""

    def __init__(self, newest: LoopSetting) -> None:
        super().__init__(newest)
        self.newest = newest


class UnknownSetting(Exception):  # noqa: N818
    """No layer has such a setting."""


@dataclass(frozen=True)
class _Read:
    at: float
    values: Mapping[str, Any]


_read: _Read | None = None


def register(*settings: Setting) -> None:
    """Each layer says in its AppConfig.ready what of it may be set."""
    _registered.update({setting.name: setting for setting in settings})


def registered() -> list[Setting]:
    """By section, in the order in which the layers named them."""
    order = list(Group)
    return sorted(_registered.values(), key=lambda setting: order.index(setting.group))


def setting(name: str) -> Setting:
    """Raises UnknownSetting."""
    try:
        return _registered[name]
    except KeyError:
        raise UnknownSetting(name) from None


def value_of(name: str) -> Any:
    """What holds now, of the setting's kind: the newest word of a manager, else the installation's.

    One query for all of them every few seconds, for whole sweeps ask much more often than managers change
    their minds.
    """
    known = setting(name)
    said = _in_force().get(name)
    return known.default() if said is None else known.within(said)


def forget() -> None:
    """Look anew when something is asked next."""
    global _read  # noqa: PLW0603 (what this process knows)
    _read = None


def _in_force() -> Mapping[str, Any]:
    global _read  # noqa: PLW0603
    now = time.monotonic()
    if _read is None or now - _read.at > FRESH_SECONDS:
        _read = _Read(now, dict(LoopSetting.objects.in_force().values_list("name", "value")))
    return _read.values


def change(
    name: str, value: Value | None, *, seen: int | None, by: User, note: str = "", now: dt.datetime
) -> LoopSetting:
    """From now on this holds; None: what the installation says. The same once more records nothing.

    `seen` is the id of the row that held when the person looked, None where there was none. Raises
    UnknownSetting, BadValue, and ChangedMeanwhile where another row holds by now.
    """
    known = setting(name)
    checked = None if value is None else known.checked(value)
    newest = LoopSetting.objects.named(name).select_related("by").first()
    if newest is None and checked is None:
        raise BadValue(_("이미 설치할 때의 값 그대로입니다."))
    if newest is not None and newest.value == checked and type(newest.value) is type(checked):
        return newest
    if (newest.pk if newest else None) != seen:
        raise ChangedMeanwhile(_newest(name))
    try:
        with transaction.atomic():
            row = LoopSetting.objects.create(
                name=name,
                value=checked,
                low=known.low if known.is_numeric else None,
                high=known.most if known.is_numeric else None,
                previous=newest,
                by=by,
                note=note,
                created_at=now,
            )
    except IntegrityError:  # of two at once the database takes one
        raise ChangedMeanwhile(_newest(name)) from None
    forget()
    transaction.on_commit(forget)  # who asked in between has read what held before
    return row


def history_of(names: Iterable[str]) -> dict[str, list[LoopSetting]]:
    """The last that was said of each, the newest first, in one query."""
    rows: dict[str, list[LoopSetting]] = {name: [] for name in names}
    place = Window(RowNumber(), partition_by="name", order_by="-id")
    said = LoopSetting.objects.filter(name__in=rows).annotate(place=place).filter(place__lte=REMEMBERED)
    for row in said.select_related("by").order_by("-id"):
        rows[row.name].append(row)
    return rows


def _newest(name: str) -> LoopSetting:
    return LoopSetting.objects.named(name).select_related("by")[0]
