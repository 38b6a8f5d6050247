"""The import itself, batch by batch: each with its notes in one transaction, so that it can end anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from catalog.models import ImportJob
from catalog.services.downloading import Downloads
from catalog.services.imports.names import NamesInUse
from catalog.services.imports.places import opened
from catalog.services.imports.recording import Sent, counted, note_changes, note_refused
from catalog.services.imports.watch import Watch
from catalog.services.refusing import RefusalError, Refused
from catalog.services.registering import Registrar
from catalog.services.rows import checked_row
from catalog.services.seen import Seen
from catalog.services.sources import Record, SourceError
from catalog.services.taking import Arrival, Taking, batches, threads_for
from catalog.services.vocabulary import Names
from catalog.services.vocabulary_file import load_starter_vocabulary_if_empty

DONE = _("가져오기가 끝났습니다.")


def run(job: ImportJob, watch: Watch) -> None:
    """Import what is not yet imported. Raises SourceError, OSError, and what `watch` raises."""
    with opened(job) as (found, mark), Seen() as seen:
        if mark != job.mark:
            raise SourceError(f"{job.name} is not as it was when it was looked into")
        load_starter_vocabulary_if_empty()
        names = NamesInUse()
        source = found.source(job.mapping)
        sent = Sent(source.records())
        _recall(job, sent, seen, names)
        is_far = source.is_far or job.fetch
        pool = ThreadPoolExecutor(threads_for(is_far=is_far))
        try:
            downloads = Downloads() if job.fetch else None
            taking = Taking(sent, source.shelf, names, downloads, job.update_known, pool, source.is_far)
            registrar = Registrar(
                seen, names, timezone.now(), job.update_known, lambda drafts: note_changes(job, drafts)
            )
            writing = _Writing(job, watch, registrar, sent)
            for batch in batches(taking.arrivals()):
                names.look_again()
                writing.write(batch)
                watch.look_up()
        finally:
            pool.shutdown(cancel_futures=True)
    job.end(ImportJob.State.DONE, DONE, now=timezone.now())


def _recall(job: ImportJob, sent: Sent, seen: Seen, names: Names) -> None:
    """Pass over the rows that are done, and remember what they said of their products."""
    if not job.done:
        return
    refused = set(job.refused_rows.order_by().values_list("number", flat=True))
    for record in islice(sent, job.done):
        if isinstance(record, Record):
            sent.forget_up_to(record.number)
            if record.number not in refused:
                try:
                    row = checked_row(record, names)
                except RefusalError:  # the vocabulary has changed meanwhile
                    continue
                seen.remember(row, seen.said_of(row.external_id))


@dataclass(frozen=True)
class _Writing:
    job: ImportJob
    watch: Watch
    registrar: Registrar
    sent: Sent

    def write(self, batch: Sequence[Arrival]) -> None:
        """The batch, what it did and how far we are: all of it or nothing."""
        arrived = [arrival for arrival in batch if not isinstance(arrival, Refused)]
        refused = [arrival for arrival in batch if isinstance(arrival, Refused)]
        with transaction.atomic():
            tally = self.registrar.register(arrived)
            refused = sorted([*refused, *tally.refused], key=lambda row: row.row)
            reasons = counted(self.job.reasons, note_refused(self.job, refused, self.sent))
            self.watch.advance(
                len(batch),
                products=tally.products,
                images=tally.images,
                updated=tally.updated,
                unchanged=tally.unchanged,
                refused=len(refused),
                reasons=reasons,
            )
        self.job.reasons = reasons
        self.sent.forget_up_to(_last_row(batch))


def _last_row(batch: Sequence[Arrival]) -> int:
    last = batch[-1]
    return last.row if isinstance(last, Refused) else last[0].number
