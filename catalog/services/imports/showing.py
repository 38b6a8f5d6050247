"""An import as its page shows it: sentences, figures, and the first of what is many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from catalog.models import ImportChange, ImportJob, RefusedRow
from catalog.services.imports.acts import may_be_undone
from catalog.services.imports.reasons import in_words, kind_in_words
from catalog.services.imports.uploading import kept_until
from catalog.services.imports.working import REASON
from catalog.services.rows import COLUMNS

WORDS = {
    "external_id": gettext_noop("상품 번호"),
    "title": gettext_noop("이름"),
    "image": gettext_noop("사진"),
    "category": gettext_noop("종류"),
    "seller": gettext_noop("판매자"),
    "price": gettext_noop("값"),
    "in_stock": gettext_noop("재고"),
    "seller_tags": gettext_noop("판매자 태그"),
    "tags": gettext_noop("믿을 태그"),
    "attributes": gettext_noop("다른 속성"),
}
"""Our columns, as people call them."""
PAGE = 25
FIRST = 20
_LONGEST_SHOWN = 120
Stage, State = ImportJob.Stage, ImportJob.State


@dataclass(frozen=True)
class Pace:
    """How far, how fast, and when it ends: `share` is 0 … 1, `rate` rows in a second; None while unknown."""

    share: float
    rate: float | None
    minutes: int | None

    @classmethod
    def of(cls, job: ImportJob) -> Pace:
        share = min(1.0, job.done / job.total) if job.total else 0.0
        rate = job.done / job.seconds if job.done and job.seconds > 0.2 else None
        minutes = None if rate is None else round(max(0, job.total - job.done) / rate / 60)
        return cls(share, rate, minutes)


@dataclass(frozen=True)
class Kind:
    """Rows refused for one kind of reason."""

    words: str
    count: int


@dataclass(frozen=True)
class NotTaken:
    """A row that was refused: its place in the file, what it calls its product, and why."""

    number: int
    name: str
    why: str


@dataclass(frozen=True)
class Kept:
    """A product that an undo left as it is, and why."""

    external_id: str
    product_key: int
    why: str


@dataclass(frozen=True)
class Shown:
    """All that a job's page needs."""

    job: ImportJob
    said: str
    pace: Pace
    reasons: list[Kind]
    refused: list[NotTaken]
    kept: list[Kept]
    rows: list[dict[str, Any]]
    changes: list[dict[str, str]]
    may_undo: bool
    file_until: datetime | None

    @property
    def is_under_way(self) -> bool:
        return self.job.state in {State.WAITING, State.WORKING}

    @property
    def is_foreseen(self) -> bool:
        """Whether the dry run is done, and its figures are what would be."""
        return self.job.stage == Stage.CHECK and self.job.state == State.DONE

    @property
    def can_look_again(self) -> bool:
        stopped = self.job.state in {State.DONE, State.FAILED, State.PAUSED}
        return self.job.stage == Stage.CHECK and stopped and bool(self.job.location)

    @property
    def columns(self) -> list[dict[str, Any]]:
        """Each column of the file, and what it may be."""
        mapping = self.job.mapping
        return [
            {
                "name": name,
                "field": f"column-{at}",
                "chosen": mapping.get(name, name),
                "choices": choices_for(name),
            }
            for at, name in enumerate(self.job.columns)
        ]


def shown(job: ImportJob) -> Shown:
    """Five queries at most, whatever the job did."""
    counted = sorted(job.reasons.items(), key=lambda item: -item[1])
    refused = job.refused_rows.all()[:FIRST] if job.refused else ()
    kept = job.changes.filter(outcome=ImportChange.Outcome.KEPT)[:100] if job.kept else ()
    return Shown(
        job=job,
        said=said_of(job),
        pace=Pace.of(job),
        reasons=[Kind(kind_in_words(kind), count) for kind, count in counted],
        refused=[_not_taken(row, job.mapping) for row in refused],
        kept=_kept(kept),
        rows=[_in_words(row) for row in job.preview.get("rows", [])],
        changes=[_change(change) for change in job.preview.get("changes", [])],
        may_undo=may_be_undone(job),
        file_until=kept_until(job),
    )


def said_of(job: ImportJob) -> str:
    """Why it stands so, in the language of whoever reads it."""
    if job.message == REASON:
        return in_words(str(job.details.get("reason", "")))
    return _(job.message) % job.details if job.message else ""


def choices_for(name: str) -> list[tuple[str, str]]:
    """What a column of theirs may be: one of ours, an attribute of its own name, or nothing."""
    ours = [(column, _(WORDS[column])) for column in COLUMNS]
    kept = [] if name in COLUMNS else [(name, _("그대로 속성으로 두기"))]
    return [*ours, *kept, ("", _("가져오지 않기"))]


def history(*, below: int | None) -> tuple[Sequence[ImportJob], int | None]:
    """A page of imports, the newest first, and where the next one begins; two queries."""
    jobs = ImportJob.objects.for_screen()
    page = list((jobs if below is None else jobs.filter(pk__lt=below))[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None


def _not_taken(row: RefusedRow, mapping: Mapping[str, str]) -> NotTaken:
    ours = {mapping.get(name, name): value for name, value in row.cells.items()}
    name = str(ours.get("external_id") or ours.get("title") or ours.get("image") or "–")
    return NotTaken(row.number, _short(name), in_words(row.reason))


def _kept(changes: Sequence[ImportChange] | Any) -> list[Kept]:
    found: dict[int, Kept] = {}
    for change in changes:
        why, _tab, column = change.why.partition("\t")
        words = _(why) % {"column": _(WORDS.get(column, column))} if why else ""
        found.setdefault(change.product_key, Kept(change.external_id, change.product_key, words))
    return list(found.values())


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    return row | ({"reason": in_words(row["reason"])} if row.get("reason") else {})


def _change(change: dict[str, Any]) -> dict[str, str]:
    return {"id": change["id"], "column": _(WORDS.get(change["column"], change["column"]))} | {
        side: _short(change[side]) for side in ("before", "after")
    }


def _short(value: Any) -> str:
    if isinstance(value, dict):
        value = ", ".join(f"{key}: {one}" for key, one in value.items())
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
