"""A curator's day and week in numbers, for the curator. What managers see of it: services/colleagues.py."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, Count, FloatField
from django.db.models.functions import TruncDate
from django.utils import timezone

from labeling.models import Comparison, Review, Verdict

if TYPE_CHECKING:
    from django.contrib.auth.models import User

DAYS = 7


@dataclass(frozen=True)
class Today:
    """What a curator did since midnight, local time; seconds from the picture on screen to the answer."""

    reviews: int
    verdicts: int
    median_seconds: float | None

    def as_json(self) -> dict[str, float | None]:
        return asdict(self)


@dataclass(frozen=True)
class Day:
    """Photos seen and pairs compared on a date; `share` of the fullest day shown, for a bar."""

    date: dt.date
    count: int
    share: float


@dataclass(frozen=True)
class Week:
    """The last seven days, today last. A day off is a day off: nothing here can be lost."""

    days: list[Day]

    @property
    def active(self) -> int:
        return sum(day.count > 0 for day in self.days)


class Median(Aggregate):
    """The middle of what is there; None of nothing."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def today_of(curator: User, *, now: dt.datetime) -> Today:
    """Grids' tiles are reviews, too, each without seconds of its own."""
    reviews = Review.objects.standing().filter(curator=curator, created_at__gte=midnight_of(now))
    found: dict[str, Any] = reviews.aggregate(count=Count("pk"), middle=Median("seconds"))
    middle = found["middle"]
    return Today(
        reviews=found["count"],
        verdicts=Verdict.objects.filter(review__in=reviews).count(),
        median_seconds=None if middle is None else round(middle, 1),
    )


def week_of(curator: User, *, now: dt.datetime) -> Week:
    """In two queries."""
    first = midnight_of(now) - dt.timedelta(days=DAYS - 1)
    counts: dict[dt.date, int] = {}
    for rows in (Review.objects.standing(), Comparison.objects.standing()):
        mine = rows.filter(curator=curator, created_at__gte=first).order_by()
        for date, count in (
            mine.annotate(date=TruncDate("created_at")).values_list("date").annotate(Count("pk"))
        ):
            counts[date] = counts.get(date, 0) + count
    dates = [first.date() + dt.timedelta(days=number) for number in range(DAYS)]
    most = max(1, *(counts.get(date, 0) for date in dates))
    return Week([Day(date, counts.get(date, 0), counts.get(date, 0) / most) for date in dates])


def midnight_of(now: dt.datetime) -> dt.datetime:
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
