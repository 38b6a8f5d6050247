"""What a person's answers had a share in: tags that the champion knows better than the one a week ago did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from catalog.models import Tag
from labeling.models import Verdict
from training.models import Evaluation, ModelVersion, Promotion

if TYPE_CHECKING:
    from django.contrib.auth.models import User

DAYS = 7
SHOWN = 3


@dataclass(frozen=True)
class Change:
    """A tag's average precision of 100, then and now, and how often the person spoke of it in between."""

    tag: Tag
    before: int
    after: int
    verdicts: int


def changed_by(person: User, *, now: dt.datetime) -> list[Change]:
    """Where the person spoke most, first. Empty where nothing rose, or before there are two champions.

    Others answered too, and a figure moves by chance: a rise is told as what came of it together.
    """
    after = ModelVersion.objects.select_related("run__snapshot").filter(is_champion=True)
    new = after.defer("head", "text_head", "run__snapshot__payload").first()
    old = _champion_at(now - dt.timedelta(days=DAYS))
    if new is None or old is None or old.pk == new.pk:
        return []
    learned_between = [old.run.snapshot.created_at, new.run.snapshot.created_at]
    mine = Verdict.objects.standing().filter(
        review__curator=person, review__created_at__range=learned_between, review__created_at__lte=now
    )
    spoken = dict(mine.order_by().values_list("tag").annotate(Count("pk")))
    before = _measured(old, spoken)
    changes = [
        Change(tag, before[tag], after, spoken[tag.pk])
        for tag, after in _measured(new, spoken).items()
        if after > before.get(tag, after)
    ]
    return sorted(changes, key=lambda change: -change.verdicts)[:SHOWN]


def _measured(version: ModelVersion, tags: Iterable[int]) -> dict[Tag, int]:
    """Average precision of 100, by tag."""
    rows = Evaluation.objects.filter(version=version, tag__in=tags).select_related("tag")
    return {row.tag: round(100 * row.average_precision) for row in rows if row.tag is not None}


def _champion_at(time: dt.datetime) -> ModelVersion | None:
    """Who served then; of a younger loop its first."""
    made = Promotion.objects.select_related("version__run__snapshot").defer(
        "version__head", "version__text_head", "version__run__snapshot__payload"
    )
    then = made.filter(created_at__lte=time).order_by("-id").first() or made.order_by("id").first()
    return then.version if then else None
