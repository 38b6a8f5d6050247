"""What a batch did, noted in its own transaction, so that it can be taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from catalog.models import ImportChange, ImportJob, RefusedRow
from catalog.services.cleaning import clean, clean_text
from catalog.services.copying import copy_in
from catalog.services.imports.reasons import kind_of
from catalog.services.refusing import Refused
from catalog.services.registering import Draft
from catalog.services.sources import Record

FIELDS = ("title", "category", "seller", "price", "in_stock", "seller_tags")
"""That a draft can say of itself (`Draft.has`); attributes besides."""


class Sent:
    """Rows on their way: what stood in them, as it can be kept, until their batch is written."""

    def __init__(self, records: Iterator[Record | Refused]) -> None:
        self._records = records
        self._cells: dict[int, Mapping[str, object]] = {}

    def __iter__(self) -> Iterator[Record | Refused]:
        return self

    def __next__(self) -> Record | Refused:
        record = next(self._records)
        if isinstance(record, Record):
            self._cells[record.number] = clean(record.cells if record.sent is None else record.sent)
        return record

    def forget_up_to(self, number: int) -> None:
        for old in [row for row in self._cells if row <= number]:
            del self._cells[old]

    def cells_of(self, number: int) -> Mapping[str, object]:
        return self._cells.get(number, {})


def note_refused(job: ImportJob, refused: Sequence[Refused], sent: Sent) -> Counter[str]:
    """Keep rows that were refused as they were sent; how many for which kind of reason."""
    whys = [clean_text(row.reason) for row in refused]
    copy_in(
        [
            RefusedRow(job=job, number=row.row, cells=sent.cells_of(row.row), reason=why[:500])
            for row, why in zip(refused, whys, strict=True)
        ]
    )
    return Counter(kind_of(why)[:300] for why in whys)


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
