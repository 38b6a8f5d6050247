"""Importing a catalog: rows are read, photos taken in by a few threads, batches written."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from catalog.models import ProductImage, Tag
from catalog.services.downloading import AT_ONCE, Downloads
from catalog.services.fetching import Photo, known_photo, take_in
from catalog.services.locks import held
from catalog.services.reading import open_source
from catalog.services.refusing import RefusalError, Refused
from catalog.services.registering import Registrar, Tally
from catalog.services.rows import Row, checked_row
from catalog.services.seen import Seen
from catalog.services.sources import Record, Source, SourceError
from catalog.services.vocabulary import Names
from catalog.services.vocabulary_file import load_starter_vocabulary_if_empty

BATCH, BATCH_SECONDS = 1000, 3.0
MOST_REFUSALS_KEPT = 10_000
_CHUNK = 8
"""Rows that one thread takes at a time: handing each over by itself would cost as much as a stored row."""
_THREADS = 2 * (os.cpu_count() or 1)
"""While one decodes, another waits until the disk has its photo."""
_CHUNKS_AHEAD = BATCH // _CHUNK
"""So that the next batch is taken in while Postgres writes one; what is ahead holds no photo's bytes."""
_LOCK = 5_020_001
Progress = Callable[[int, int], None]
Arrival = tuple[Row, Photo] | Refused
Known = Mapping[tuple[str, str], Photo]


@dataclass(frozen=True)
class ImportReport:
    """New products and photos, products updated, rows that changed nothing, rows refused; the time taken.

    `refused` holds the first ten thousand of the refusals, `refused_count` says how many there were.
    """

    products: int
    images: int
    updated: int
    unchanged: int
    refused: list[Refused]
    refused_count: int
    seconds: float


def import_catalog(
    *,
    path: Path,
    now: datetime,
    progress: Progress | None = None,
    update: bool = False,
    downloads: Downloads | None = None,
    on_refused: Callable[[Refused], None] | None = None,
) -> ImportReport:
    """Bring the catalog at `path` in; what was brought before and has not changed is left untouched.

    Where nobody has chosen a vocabulary yet, the starter vocabulary is loaded first, so that seller tags
    find theirs. `progress(rows done, rows in all)` is told the pace, `on_refused` every refusal. With
    `update`, titles, categories, sellers and seller tags that differ from the catalog's replace them;
    without, their rows are refused. With `downloads`, photos may be addresses; without, nothing is asked of
    the network. An import that is cut off, by whatever, leaves whole batches behind, and running it again
    goes on from there.

    Raises SourceError where nothing can be read from `path`, or while another import runs.
    """
    began = time.monotonic()
    threads = _THREADS if downloads is None else max(_THREADS, AT_ONCE)
    with held(_LOCK) as ours:
        if not ours:
            raise SourceError("Another import is running. Wait until it has finished.")
        with open_source(path) as source, Seen() as seen, ThreadPoolExecutor(threads) as pool:
            load_starter_vocabulary_if_empty()
            names = Names(Tag.objects.in_use())
            registrar = Registrar(seen, names, now, update)
            arrivals = _Taking(source, names, downloads, update, pool).arrivals()
            tally, refusals = Tally(), _Refusals(on_refused)
            done = 0
            for batch in _batches(arrivals):
                taken = registrar.register([arrival for arrival in batch if not isinstance(arrival, Refused)])
                refusals.add(
                    [*taken.refused, *(arrival for arrival in batch if isinstance(arrival, Refused))]
                )
                tally.add(taken)
                done += len(batch)
                if progress is not None:
                    progress(done, max(done, source.count))
    counts = (tally.products, tally.images, tally.updated, tally.unchanged)
    return ImportReport(*counts, refusals.first, refusals.count, time.monotonic() - began)


def _batches(arrivals: Iterator[Arrival]) -> Iterator[list[Arrival]]:
    """Many rows where they come fast, for each batch has its price; fewer where somebody would wait long."""
    for first in arrivals:
        batch, until = [first], time.monotonic() + BATCH_SECONDS
        while (
            len(batch) < BATCH and time.monotonic() < until and (arrival := next(arrivals, None)) is not None
        ):
            batch.append(arrival)
        yield batch


@dataclass
class _Refusals:
    """Tells each, counts all, and keeps as many as a person may want to look at."""

    tell: Callable[[Refused], None] | None
    first: list[Refused] = field(default_factory=list)
    count: int = 0

    def add(self, refused: list[Refused]) -> None:
        refused.sort(key=lambda refusal: refusal.row)
        self.count += len(refused)
        self.first += refused[: MOST_REFUSALS_KEPT - len(self.first)]
        if self.tell is not None:
            for refusal in refused:
                self.tell(refusal)


@dataclass(frozen=True)
class _Taking:
    """Takes photos in, several chunks of rows at a time."""

    source: Source
    names: Names
    downloads: Downloads | None
    update: bool
    pool: ThreadPoolExecutor
    looking: threading.Lock = field(default_factory=threading.Lock)
    """Held by the one thread that reads rows and files. Were there several, they would mostly hand each other
    Python's own lock: rows of photos that are known would take half as long again."""

    def arrivals(self) -> Iterator[Arrival]:
        """Each row of the source with its photo in storage, or refused; in the order of the file."""
        under_way: deque[Future[list[Arrival]]] = deque()
        records = self.source.records()
        while chunk := list(islice(records, _CHUNK)):
            under_way.append(self.pool.submit(self._taken_in, chunk, self._known(chunk)))
            if len(under_way) >= _CHUNKS_AHEAD:
                yield from under_way.popleft().result()
        while under_way:
            yield from under_way.popleft().result()

    def _known(self, chunk: Sequence[Record | Refused]) -> Known:
        """Photos that were fetched for these products from these addresses; they are not fetched again."""
        if self.downloads is None or self.update:
            return {}
        wanted = [_named(record) for record in chunk if isinstance(record, Record)]
        addresses = {(external_id, image) for external_id, image in wanted if _is_address(image)}
        if not addresses:
            return {}
        found = ProductImage.objects.filter(
            product__external_id__in={external_id for external_id, _ in addresses},
            source_name__in={image for _, image in addresses},
        ).select_related("product")
        return {
            (image.product.external_id, image.source_name): Photo(image.sha256, (image.width, image.height))
            for image in found
        }

    def _taken_in(self, chunk: Sequence[Record | Refused], known: Known) -> list[Arrival]:
        """Runs in a thread of the pool, and touches no database there."""
        with self.looking:
            return [self._one_taken_in(record, known) for record in chunk]

    def _one_taken_in(self, record: Record | Refused, known: Known) -> Arrival:
        if isinstance(record, Refused):
            return record
        try:
            row = checked_row(record, self.names)
            return row, known.get((row.external_id, row.image)) or self._photo(row.image)
        except RefusalError as refusal:
            return Refused(
                record.number, _written(record, "external_id"), _written(record, "image"), str(refusal)
            )

    def _photo(self, image: str) -> Photo:
        if self.downloads is not None and _is_address(image):
            with self._aside():
                return take_in(self.downloads.read(image))
        content = self.source.shelf.read(image)
        if (photo := known_photo(content)) is not None:
            return photo
        with self._aside():
            return take_in(content)

    @contextmanager
    def _aside(self) -> Iterator[None]:
        """Let others look while this thread decodes or waits for the network."""
        self.looking.release()
        try:
            yield
        finally:
            self.looking.acquire()


def _named(record: Record) -> tuple[str, str]:
    """Product and photo, as `checked_row` would name them."""
    image = str(record.cells.get("image") or "").strip()
    return str(record.cells.get("external_id") or "").strip() or image, image


def _is_address(image: str) -> bool:
    return "://" in image


def _written(record: Record, column: str) -> str:
    return str(record.cells.get(column) or "")[:200]
