"""Importing a catalog: rows are read, photos taken in by a few threads, batches written."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import connection

from catalog.models import Tag
from catalog.services.fetching import Photo, take_in
from catalog.services.reading import Record, Source, SourceError, open_source
from catalog.services.refusing import RefusalError, Refused
from catalog.services.registering import Registrar, Tally
from catalog.services.rows import Row, checked_row
from catalog.services.seen import Seen
from catalog.services.vocabulary import Names
from catalog.services.vocabulary_file import load_starter_vocabulary_if_empty

BATCH = 200
_AHEAD = 64
"""Photos that may be under way at once: enough that no thread waits, few enough to hold in memory."""
_THREADS = 2 * (os.cpu_count() or 1)
"""While one decodes, another waits until the disk has its photo."""
_LOCK = 5_020_001
Progress = Callable[[int, int], None]
Arrival = tuple[Row, Photo] | Refused


@dataclass(frozen=True)
class ImportReport:
    """New products and photos, products updated, rows that changed nothing, rows refused; the time taken."""

    products: int
    images: int
    updated: int
    unchanged: int
    refused: list[Refused]
    seconds: float


def import_catalog(
    *, path: Path, now: datetime, progress: Progress | None = None, update: bool = False
) -> ImportReport:
    """Bring the catalog at `path` in; what was brought before and has not changed is left untouched.

    Where nobody has chosen a vocabulary yet, the starter vocabulary is loaded first, so that seller tags
    find theirs. `progress(rows done, rows in all)` is told the pace. With `update`, titles, categories,
    sellers and seller tags that differ from the catalog's replace them; without, their rows are refused. An
    import that is cut off leaves whole batches behind, and running it again goes on from there.

    Raises SourceError where nothing can be read from `path`, or while another import runs.
    """
    began = time.monotonic()
    tally = Tally()
    with _only_import(), Seen() as seen, ThreadPoolExecutor(_THREADS) as pool:
        source = open_source(path)
        load_starter_vocabulary_if_empty()
        names = Names(Tag.objects.in_use())
        registrar = Registrar(seen, names, now, update)
        arrivals = _arrivals(source, names, pool)
        done = 0
        while batch := list(islice(arrivals, BATCH)):
            tally.refused += [arrival for arrival in batch if isinstance(arrival, Refused)]
            tally.add(registrar.register([arrival for arrival in batch if not isinstance(arrival, Refused)]))
            done += len(batch)
            if progress is not None:
                progress(done, max(done, source.count))
    refused = sorted(tally.refused, key=lambda refusal: refusal.row)
    seconds = time.monotonic() - began
    return ImportReport(tally.products, tally.images, tally.updated, tally.unchanged, refused, seconds)


def _arrivals(source: Source, names: Names, pool: ThreadPoolExecutor) -> Iterator[Arrival]:
    """Each row of the source with its photo in storage, or refused; in the order of the file."""
    under_way: deque[Future[Arrival]] = deque()
    for record in source.records():
        under_way.append(pool.submit(_taken_in, source.folder, record, names))
        if len(under_way) >= _AHEAD:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()


def _taken_in(folder: Path, record: Record | Refused, names: Names) -> Arrival:
    """Runs in a thread of the pool, and touches no database there."""
    if isinstance(record, Refused):
        return record
    try:
        row = checked_row(record, names)
        return row, take_in(folder, row.image)
    except RefusalError as refusal:
        return Refused(
            record.number, _written(record, "external_id"), _written(record, "image"), str(refusal)
        )


def _written(record: Record, column: str) -> str:
    return str(record.cells.get(column) or "")[:200]


@contextmanager
def _only_import() -> Iterator[None]:
    """Two imports at once would create the same product twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise SourceError("Another import is running. Wait until it has finished.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
