"""What each person did lately, in numbers. Shown to the person first; to a manager, the same and no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate

from labeling.models import Review, Verdict
from labeling.services.tallying import DAYS, Median, midnight_of

ENOUGH = 20
"""Answers that others gave, too, before it is told how many are the same."""


@dataclass(frozen=True)
class Numbers:
    """Of the last seven days, today last: photos a day, their sum, the middle of seconds for one, and of the
    answers that others gave on the same photo the share that agrees with one of them (None: too few)."""

    days: tuple[int, ...] = (0,) * DAYS
    median_seconds: float | None = None
    compared: int = 0
    agreed: float | None = None

    @property
    def week(self) -> int:
        return sum(self.days)

    @property
    def today(self) -> int:
        return self.days[-1]

    @property
    def agreed_percent(self) -> int | None:
        return None if self.agreed is None else round(100 * self.agreed)

    @property
    def bars(self) -> list[tuple[int, int]]:
        """For a plot 56 wide and 20 high: where each day that has photos begins, and how high it is."""
        most = max(1, *self.days)
        heights = [-(-20 * count // most) for count in self.days]
        return [(8 * number, height) for number, height in enumerate(heights) if height]


def numbers_of(people: Collection[int], *, now: dt.datetime) -> Mapping[int, Numbers]:
    """By person's id; in three queries however many they are. Who did nothing is left out."""
    since = midnight_of(now) - dt.timedelta(days=DAYS - 1)
    recent = Review.objects.standing().filter(curator__in=people, created_at__gte=since).order_by()
    counts: dict[int, list[int]] = {}
    for person, date, count in (
        recent.annotate(date=TruncDate("created_at")).values_list("curator", "date").annotate(Count("pk"))
    ):
        counts.setdefault(person, [0] * DAYS)[(date - since.date()).days] += count
    paces = dict(recent.values("curator").annotate(middle=Median("seconds")).values_list("curator", "middle"))
    agreed = _agreement(people, since)
    return {
        person: Numbers(
            tuple(days),
            None if paces.get(person) is None else round(paces[person], 1),
            *agreed.get(person, (0, None)),
        )
        for person, days in counts.items()
    }


def _agreement(people: Collection[int], since: dt.datetime) -> dict[int, tuple[int, float | None]]:
    """By person: answers that somebody else gave, too, and the share of these that one of them shares."""
    sure = Q(value__in=[Verdict.Value.YES, Verdict.Value.NO])
    mine = Verdict.objects.standing().filter(sure, review__curator__in=people, review__created_at__gte=since)
    others = (
        Verdict.objects.standing()
        .filter(sure, tag=OuterRef("tag"), review__image=OuterRef("review__image"))
        .exclude(review__curator=OuterRef("review__curator"))
    )
    counted = (
        mine.order_by()
        .annotate(twice=Exists(others), same=Exists(others.filter(value=OuterRef("value"))))
        .filter(twice=True)
        .values(person=F("review__curator"))
        .annotate(compared=Count("pk"), agreed=Count("pk", filter=Q(same=True)))
    )
    return {
        row["person"]: (
            row["compared"],
            row["agreed"] / row["compared"] if row["compared"] >= ENOUGH else None,
        )
        for row in counted
    }
