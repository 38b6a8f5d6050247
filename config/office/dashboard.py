"""What came in, what waits, what was decided, what is published: the office's first page.

Everything is an estimate, a count that stops early, or a figure that a sweep has written: the page costs the
same at a thousand products and at a million.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from catalog.models import ImportJob, Product, ProductImage
from catalog.services.patience import EXACT_UP_TO, estimated_rows
from config.office.bars import Bars, bars
from config.office.health import Health, health
from labeling.models import Flag, Reason
from labeling.services.open_counts import open_by_reason
from recommender.models import ExportJob, Hold, Publication, StyleSpace, Tally
from training.models import ModelVersion, Promotion, TrainingRun
from training.services.overview import TagState, tag_states

DAYS, ROWS, TAGS = 14, 5, 6
COUNTED_UP_TO = 10_000
NEEDY = ("continue", "unknown")
"""Of a tag's flags: people help here; a tag at its ceiling needs another word or another model."""


@dataclass(frozen=True)
class Amount:
    """A number that is exact, about right, or at least so much."""

    count: int
    is_about: bool = False
    is_more: bool = False


@dataclass(frozen=True)
class Waiting:
    reason: str
    name: str
    amount: Amount


@dataclass(frozen=True)
class Conflict:
    seller: str
    count: int


@dataclass(frozen=True)
class Dashboard:
    """All that the page shows."""

    since_today: str
    since_week: str
    """Moments as an address names them."""
    products: Amount
    photos: Amount
    came: Bars
    decided: Bars
    verdicts_today: int
    waiting: list[Waiting]
    flags: Amount
    published: dict[str, int]
    published_at: dt.datetime | None
    publication: Publication | None
    holds: Amount
    conflicts: list[Conflict]
    conflict_count: int
    champion: ModelVersion | None
    since: dt.datetime | None
    spaces: int
    tags: list[TagState]
    runs: list[TrainingRun]
    imports: list[ImportJob]
    exports: list[ExportJob]
    health: Health

    @property
    def is_busy(self) -> bool:
        """Something runs, so that the page is worth asking for again soon."""
        under_way = [run.finished_at is None for run in self.runs]
        under_way += [job.finished_at is None for job in self.imports]
        return any([*under_way, *(job.finished_at is None for job in self.exports)])


def dashboard(request: HttpRequest) -> Dashboard:
    """In a constant number of queries, none of which reads a whole table."""
    now = timezone.now()
    today = timezone.localdate(now)
    tallies = list(Tally.objects.since(today - dt.timedelta(days=DAYS - 1)))
    champion = ModelVersion.objects.with_figures().filter(is_champion=True).first()
    standing = _standing(tallies)
    return Dashboard(
        since_today=_midnight(today),
        since_week=_midnight(today - dt.timedelta(days=6)),
        products=_rows(Product),
        photos=_rows(ProductImage),
        came=_bars(tallies, "products", today),
        decided=_bars(tallies, "reviews", today),
        verdicts_today=sum(row.count for row in tallies if row.what == "verdicts" and row.day == today),
        waiting=_waiting(),
        flags=_up_to(Flag.objects.unhandled()),
        published={row.of: row.count for row in standing if row.what == "published"},
        published_at=next((row.at for row in standing if row.what == "published"), None),
        publication=Publication.objects.newest(),
        holds=_up_to(Hold.objects.standing()),
        conflicts=[Conflict(row.of, row.count) for row in standing if row.what == "conflicts" and row.of][
            :ROWS
        ],
        conflict_count=sum(row.count for row in standing if row.what == "conflicts" and not row.of),
        champion=champion,
        since=_since(champion),
        spaces=StyleSpace.objects.waiting().count(),
        tags=_needy(champion),
        runs=list(TrainingRun.objects.for_screen().order_by("-pk")[:ROWS]),
        imports=list(ImportJob.objects.order_by("-pk")[:ROWS]),
        exports=list(ExportJob.objects.order_by("-pk")[:ROWS]),
        health=health(now=now),
    )


def _midnight(day: dt.date) -> str:
    return timezone.make_aware(dt.datetime.combine(day, dt.time())).isoformat()


def _rows(model: type[Model]) -> Amount:
    estimate = estimated_rows(model._meta.db_table)
    if estimate > EXACT_UP_TO:
        return Amount(estimate, is_about=True)
    return Amount(model._default_manager.count())


def _up_to(rows: QuerySet[Model]) -> Amount:
    return _capped(rows.order_by().values("pk")[: COUNTED_UP_TO + 1].count())


def _waiting() -> list[Waiting]:
    """By reason, the fullest first."""
    counts = open_by_reason(most=COUNTED_UP_TO)
    return [
        Waiting(reason, str(Reason(reason).label), _capped(count))
        for reason, count in sorted(counts.items(), key=lambda one: -one[1])
    ]


def _capped(count: int) -> Amount:
    return Amount(min(count, COUNTED_UP_TO), is_more=count > COUNTED_UP_TO)


def _bars(tallies: list[Tally], what: str, today: dt.date) -> Bars:
    counts = {row.day: row.count for row in tallies if row.what == what and not row.of}
    return bars(counts, today=today, days=DAYS)


def _standing(tallies: list[Tally]) -> list[Tally]:
    """The newest of what stands, the most first; before midnight's first count that is yesterday's."""
    standing = [row for row in tallies if row.what in {"published", "conflicts"}]
    newest = max((row.day for row in standing), default=None)
    return sorted((row for row in standing if row.day == newest), key=lambda row: -row.count)


def _since(champion: ModelVersion | None) -> dt.datetime | None:
    if champion is None:
        return None
    last = Promotion.objects.filter(version=champion).order_by("-pk").first()
    return last.created_at if last else champion.created_at


def _needy(champion: ModelVersion | None) -> list[TagState]:
    """Where people's answers help most: the worst measured first, then what nobody has measured."""
    states = [state for state in tag_states(champion) if state.flag.kind in NEEDY]
    return sorted(states, key=_standing_of)[:TAGS]


def _standing_of(state: TagState) -> float:
    value = state.evaluation.average_precision if state.evaluation else None
    return 2.0 if value is None else value
