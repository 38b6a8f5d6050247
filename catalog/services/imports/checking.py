"""The dry run: what a file would bring, counted and shown, with nothing written into the catalog."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from PIL import Image

from catalog.models import ImportJob, Tag
from catalog.services.cleaning import clean
from catalog.services.decoding import decode
from catalog.services.downloading import Downloads
from catalog.services.fetching import Photo, known_photo
from catalog.services.imports.columns import guessed, problem_with
from catalog.services.imports.places import opened
from catalog.services.imports.recording import Sent, counted, note_refused
from catalog.services.imports.rehearsing import Looking, Memory, Rehearsal
from catalog.services.imports.watch import Watch
from catalog.services.refusing import RefusalError, Refused
from catalog.services.registering import Draft, Tally
from catalog.services.rows import Row
from catalog.services.seen import Seen
from catalog.services.sources import Shelf
from catalog.services.taking import Arrival, batches, threads_for
from catalog.services.vocabulary import Names

SHOWN = 20
"""Rows, and changes, that are shown as they will be."""
_THUMB_SIDE = 96
_LONGEST_SHOWN = 2_000
"""Characters of a value, or of a row without its photo."""
_COUNTS = ("done", "products", "images", "updated", "unchanged", "refused")
NO_PHOTO_COLUMN = _("어느 열이 사진인지 알 수 없습니다. 아래에서 골라 주세요.")
TWO_COLUMNS = _("두 열이 모두 “%(column)s”(으)로 되어 있습니다. 하나만 골라 주세요.")


def check(job: ImportJob, watch: Watch) -> None:
    """Look through the whole file. Raises SourceError, OSError, and what `watch` raises."""
    _begin_anew(job)
    with opened(job) as (found, mark):
        job.columns = found.columns()
        job.mapping = {column: job.mapping.get(column, ours) for column, ours in guessed(job.columns).items()}
        job.mark = mark
        job.save(update_fields=["columns", "mapping", "mark"])
        if job.columns and (problem := problem_with(job.mapping)):
            why = NO_PHOTO_COLUMN if problem == "image" else TWO_COLUMNS
            job.end(ImportJob.State.FAILED, why, now=timezone.now(), column=problem)
            return
        source = found.source(job.mapping)
        ImportJob.objects.filter(pk=job.pk).update(total=source.count)
        names = Names(Tag.objects.in_use())
        sent = Sent(source.records())
        downloads = Downloads() if job.fetch else None
        pool = ThreadPoolExecutor(threads_for(is_far=source.is_far))
        memory = Memory()
        with Seen() as seen:
            try:
                looking = Looking(sent, source.shelf, names, downloads, job.update_known, pool, source.is_far)
                changes = _Changes()
                rehearsal = Rehearsal(
                    seen, names, timezone.now(), job.update_known, changes.note, memory=memory
                )
                first = _First(source.shelf)
                for batch in batches(looking.arrivals()):
                    _rehearse(job, watch, batch, (rehearsal, first, sent))
                    watch.look_up()
            finally:
                pool.shutdown(cancel_futures=True)
                memory.close()
        preview = {"rows": first.rows, "changes": changes.found, "unseen": len(looking.unseen)}
    ImportJob.objects.filter(pk=job.pk).update(preview=preview)
    job.end(ImportJob.State.DONE, now=timezone.now())


def _begin_anew(job: ImportJob) -> None:
    """A dry run leaves nothing to go on from."""
    job.refused_rows.all().delete()
    for name in _COUNTS:
        setattr(job, name, 0)
    job.seconds, job.reasons, job.preview = 0.0, {}, {}
    job.save(update_fields=[*_COUNTS, "seconds", "reasons", "preview"])


def _rehearse(
    job: ImportJob, watch: Watch, batch: Sequence[Arrival], means: tuple[Rehearsal, _First, Sent]
) -> None:
    rehearsal, first, sent = means
    tally, refused = Tally(), [arrival for arrival in batch if isinstance(arrival, Refused)]
    shown = list(batch[: max(0, SHOWN - len(first.rows))])
    for arrival in shown:  # one by one, to know what becomes of each
        taken = Tally() if isinstance(arrival, Refused) else rehearsal.register([arrival])
        first.show(arrival, taken)
        _add(tally, refused, taken)
    rest = [arrival for arrival in batch[len(shown) :] if not isinstance(arrival, Refused)]
    _add(tally, refused, rehearsal.register(rest))
    refused.sort(key=lambda row: row.row)
    job.reasons = counted(job.reasons, note_refused(job, refused, sent))
    watch.advance(
        len(batch),
        products=tally.products,
        images=tally.images,
        updated=tally.updated,
        unchanged=tally.unchanged,
        refused=len(refused),
        reasons=job.reasons,
    )
    last = batch[-1]
    sent.forget_up_to(last.row if isinstance(last, Refused) else last[0].number)


def _add(tally: Tally, refused: list[Refused], taken: Tally) -> None:
    tally.add(taken)
    refused += taken.refused


@dataclass
class _Changes:
    """The first products that would change, field by field."""

    found: list[dict[str, Any]] = field(default_factory=list)

    def note(self, drafts: Sequence[Draft]) -> None:
        for draft in drafts:
            for key, before in draft.before.items():
                if draft.product.pk is None or len(self.found) >= SHOWN or not before:
                    continue
                after = draft.product.attributes if key == "attributes" else draft.has(key)
                self.found.append(
                    {"id": draft.product.external_id, "column": key}
                    | {"before": clean(before, _LONGEST_SHOWN), "after": clean(after, _LONGEST_SHOWN)}
                )


@dataclass
class _First:
    """The first rows as they will be, with their photos small."""

    shelf: Shelf
    rows: list[dict[str, Any]] = field(default_factory=list)

    def show(self, arrival: Arrival, taken: Tally) -> None:
        if isinstance(arrival, Refused):
            self._refused(arrival)
        elif taken.refused:
            self._refused(taken.refused[0])
        else:
            row, photo = arrival
            new = "new" if taken.products else "photo" if taken.images else "same"
            outcome = "changed" if taken.updated and not taken.images else new
            self.rows.append(clean(_as_it_will_be(row, outcome), _LONGEST_SHOWN) | self._photo(row, photo))

    def _refused(self, row: Refused) -> None:
        said = {"number": row.row, "id": row.external_id, "image": row.image}
        self.rows.append(clean(said | {"outcome": "refused", "reason": row.reason}, _LONGEST_SHOWN))

    def _photo(self, row: Row, photo: Photo) -> dict[str, str]:
        """The hash of what is in storage, else the picture itself; nothing of what lies behind an address."""
        if "://" in row.image:
            return {}
        try:
            content = self.shelf.read(row.image)
            if known_photo(content) is not None:
                return {"sha256": photo.sha256}
            return {"picture": _small(decode(content).thumb)}
        except RefusalError as error:
            return {"reason": str(error), "outcome": "refused"}


def _as_it_will_be(row: Row, outcome: str) -> dict[str, Any]:
    return {
        "number": row.number,
        "id": row.external_id,
        "image": row.image,
        "outcome": outcome,
        "title": row.title,
        "category": row.category,
        "seller": row.seller,
        "price": row.price,
        "in_stock": row.in_stock,
        "seller_tags": list(row.seller_tags[:SHOWN]),
        "attributes": {key[:80]: str(value)[:80] for key, value in list(row.attributes.items())[:6]},
    }


def _small(thumb: bytes) -> str:
    """A JPEG for a row of a table, as base64."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(thumb), formats=["JPEG"]) as image:
        image.thumbnail((_THUMB_SIDE, _THUMB_SIDE))
        image.save(out, "JPEG", quality=80)
    return base64.b64encode(out.getvalue()).decode()
