"""Photos are taken in, several rows at a time, while the rows before them are being written."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from catalog.models import ProductImage
from catalog.services.cleaning import clean_text
from catalog.services.downloading import AT_ONCE, Downloads
from catalog.services.fetching import Photo, known_photo, take_in
from catalog.services.refusing import RefusalError, Refused
from catalog.services.rows import Row, checked_row
from catalog.services.sources import Record, Shelf
from catalog.services.vocabulary import Names

BATCH, BATCH_SECONDS = 1000, 3.0
_CHUNK = 8
"""Rows that one thread takes at a time: handing each over by itself would cost as much as a stored row."""
_THREADS = 2 * (os.cpu_count() or 1)
"""While one decodes, another waits until the disk has its photo."""
_CHUNKS_AHEAD = BATCH // _CHUNK
"""So that the next batch is taken in while Postgres writes one; what is ahead holds no photo's bytes."""
Arrival = tuple[Row, Photo] | Refused
Known = Mapping[tuple[str, str], Photo]


def threads_for(*, is_far: bool) -> int:
    """How many take photos in; of photos that come over a network more wait than work."""
    return max(_THREADS, AT_ONCE) if is_far else _THREADS


def batches(arrivals: Iterator[Arrival]) -> Iterator[list[Arrival]]:
    """Many rows where they come fast, for each batch has its price; fewer where somebody would wait long."""
    for first in arrivals:
        batch, until = [first], time.monotonic() + BATCH_SECONDS
        while (
            len(batch) < BATCH and time.monotonic() < until and (arrival := next(arrivals, None)) is not None
        ):
            batch.append(arrival)
        yield batch


@dataclass(frozen=True)
class Taking:
    """Takes photos in, several chunks of rows at a time."""

    records: Iterator[Record | Refused]
    shelf: Shelf
    names: Names
    downloads: Downloads | None
    update: bool
    pool: ThreadPoolExecutor
    is_far: bool = False
    """Whether the shelf is somewhere on the network: others look while it is asked."""
    looking: threading.Lock = field(default_factory=threading.Lock)
    """Held by the one thread that reads rows and files. Were there several, they would mostly hand each other
    Python's own lock: rows of photos that are known would take half as long again."""

    def arrivals(self) -> Iterator[Arrival]:
        """Each row of the source with its photo in storage, or refused; in the order of the file."""
        under_way: deque[Future[list[Arrival]]] = deque()
        while chunk := list(islice(self.records, _CHUNK)):
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
        if self.is_far:
            with self._aside():
                content = self.shelf.read(image)
        else:
            content = self.shelf.read(image)
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
    image = _cell(record, "image").strip()
    return _cell(record, "external_id").strip() or image, image


def _is_address(image: str) -> bool:
    return "://" in image


def _written(record: Record, column: str) -> str:
    return _cell(record, column)[:200]


def _cell(record: Record, column: str) -> str:
    return clean_text(str(record.cells.get(column) or ""))
