"""Two people at once: what the second one saw, and what the first has made of it since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from catalog.models import Facet, Tag, VocabularyChange
from catalog.services.vocabulary_acts import KEPT


@dataclass(frozen=True)
class Difference:
    """Of a field of the tag: as the person saw it, and as it is."""

    name: str
    seen: str
    now: str


@dataclass(frozen=True)
class Conflict:
    """Who changed the tag meanwhile, the newest first, and what came of it. Both may be empty: something
    that writes no history, such as a vocabulary file, has changed it."""

    tag: Tag
    changes: list[VocabularyChange]
    differences: list[Difference]


def conflict_of(tag: Tag, seen: int) -> Conflict:
    """`seen`: the version in which the person saw it."""
    changes = VocabularyChange.objects.since(tag, seen)
    then = changes[-1].before["tags"].get(str(tag.pk), {}) if changes else {}
    now = {name: getattr(tag, name) for name in KEPT if name != "retired_at"}
    now["retired_at"] = tag.retired_at.isoformat() if tag.retired_at else None
    differences = [
        Difference(_called(name), _shown(name, then[name]), _shown(name, now[name]))
        for name in KEPT
        if name in then and then[name] != now[name]
    ]
    return Conflict(tag, changes, differences)


def _called(name: str) -> str:
    field: models.Field[Any, Any] = getattr(Tag, name.removesuffix("_id")).field
    return str(field.verbose_name)


def _shown(name: str, value: object) -> str:
    if name == "facet_id":
        return str(Facet.objects.get(pk=int(str(value))))
    if name == "retired_at":
        return _("은퇴") if value else _("쓰는 중")
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value)
