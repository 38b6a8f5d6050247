"""Importing a catalog: rows are read, photos taken in by a few threads, batches written."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from catalog.models import Tag
from catalog.services.downloading import Downloads
from catalog.services.locks import held
from catalog.services.reading import open_source
from catalog.services.refusing import Refused
from catalog.services.registering import Registrar, Tally
from catalog.services.seen import Seen
from catalog.services.sources import SourceError
from catalog.services.taking import BATCH, Taking, batches, threads_for
from catalog.services.vocabulary import Names
from catalog.services.vocabulary_file import load_starter_vocabulary_if_empty

__all__ = ["BATCH", "ImportReport", "import_catalog"]
MOST_REFUSALS_KEPT = 10_000
LOCK = 5_020_001
"""Of whoever imports, looks into what is to be imported, or takes an import back."""
Progress = Callable[[int, int], None]


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
    threads = threads_for(is_far=downloads is not None)
    with held(LOCK) as ours:
        if not ours:
            raise SourceError("Another import is running. Wait until it has finished.")
        with open_source(path) as source, Seen() as seen, ThreadPoolExecutor(threads) as pool:
            load_starter_vocabulary_if_empty()
            names = Names(Tag.objects.in_use())
            registrar = Registrar(seen, names, now, update)
            arrivals = Taking(source.records(), source.shelf, names, downloads, update, pool).arrivals()
            tally, refusals = Tally(), _Refusals(on_refused)
            done = 0
            for batch in batches(arrivals):
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
