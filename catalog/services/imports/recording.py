"""What a batch did, noted in its own transaction, so that it can be taken back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from catalog.models import ImportChange, ImportJob, RefusedRow
from catalog.services.copying import copy_in
from catalog.services.imports.reasons import kind_of
from catalog.services.refusing import Refused
from catalog.services.registering import Draft
from catalog.services.sources import Record

FIELDS = ("title", "category", "seller", "price", "in_stock", "seller_tags")
"""That a draft can say of itself (`Draft.has`); attributes besides."""
LONGEST_CELL = 100_000
"""Characters of a refused cell that are kept: what is longer is no slip of the pen."""


class Sent:
    """Rows on their way: what stood in them, until their batch is written."""

    def __init__(self, records: Iterator[Record | Refused]) -> None:
        self._records = records
        self._cells: dict[int, Mapping[str, object]] = {}

    def __iter__(self) -> Iterator[Record | Refused]:
        return self

    def __next__(self) -> Record | Refused:
        record = next(self._records)
        if isinstance(record, Record):
            self._cells[record.number] = record.cells if record.sent is None else record.sent
        return record

    def forget_up_to(self, number: int) -> None:
        for old in [row for row in self._cells if row <= number]:
            del self._cells[old]

    def cells_of(self, number: int) -> Mapping[str, object]:
        return self._cells.get(number, {})


def note_refused(job: ImportJob, refused: Sequence[Refused], sent: Sent) -> Counter[str]:
    """Keep rows that were refused as they were sent; how many for which kind of reason."""
    copy_in(
        [
            RefusedRow(
                job=job, number=row.row, cells=_storable(sent.cells_of(row.row)), reason=row.reason[:500]
            )
            for row in refused
        ]
    )
    return Counter(kind_of(row.reason)[:300] for row in refused)


def counted(reasons: Mapping[str, int], more: Counter[str]) -> dict[str, int]:
    return dict(Counter(reasons) + more)


def note_changes(job: ImportJob, drafts: Iterable[Draft]) -> None:
    """What became of each product, with what it was before."""
    copy_in([_change(job, draft) for draft in drafts])


def _change(job: ImportJob, draft: Draft) -> ImportChange:
    keys = [*FIELDS, "attributes"] if draft.is_new else list(draft.before)
    before = {} if draft.is_new else dict(draft.before)
    if "seller_tags" in before and draft.meant:
        before["meant"] = draft.meant
    return ImportChange(
        job=job,
        product_key=draft.product.pk,
        external_id=draft.product.external_id,
        kind=ImportChange.Kind.CREATED if draft.is_new else ImportChange.Kind.CHANGED,
        before=before,
        after={key: draft.product.attributes if key == "attributes" else draft.has(key) for key in keys},
        images=[image.pk for image in draft.photos],
    )


def _storable(cells: Mapping[str, object]) -> dict[str, object]:
    """As JSON that Postgres takes: no NUL, no half characters, nothing endless."""
    text = json.dumps({name: _short(value) for name, value in cells.items()}, ensure_ascii=False, default=str)
    clean = text.replace("\\u0000", "").encode(errors="replace").decode()
    found: dict[str, object] = json.loads(clean, parse_constant=str)
    return found


def _short(value: object) -> object:
    return value[:LONGEST_CELL] if isinstance(value, str) else value
