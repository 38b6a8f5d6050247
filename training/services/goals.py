"""How good each tag is meant to become: its own goal, else its facet's, else that of the settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from catalog.models import Tag
from catalog.services.settings import value_of
from training.models import TagGoal

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class Goal:
    """An average precision, and the row that says so; None where nobody has said anything."""

    value: float
    row: TagGoal | None = None


def goals_of(tags: Iterable[Tag]) -> dict[int, Goal]:
    """By tag's id, in one query."""
    of_tag: dict[int, TagGoal] = {}
    of_facet: dict[int, TagGoal] = {}
    for row in TagGoal.objects.select_related("by", "facet").order_by("id"):  # the newest holds
        if row.tag_id is not None:
            of_tag[row.tag_id] = row
        elif row.facet_id is not None:
            of_facet[row.facet_id] = row
    return {tag.pk: _said(of_tag.get(tag.pk), of_facet.get(tag.facet_id)) for tag in tags}


def _said(*rows: TagGoal | None) -> Goal:
    for row in rows:
        if row is not None and row.value is not None:
            return Goal(row.value, row)
    return Goal(value_of("tag_goal"))


def set_goal(tag: Tag, value: float | None, *, whole_facet: bool, by: User, now: dt.datetime) -> TagGoal:
    """Of the tag, or of all of its facet that have none of their own; None: back to what holds otherwise."""
    whose = {"facet": tag.facet} if whole_facet else {"tag": tag}
    return TagGoal.objects.create(value=value, by=by, created_at=now, **whose)
