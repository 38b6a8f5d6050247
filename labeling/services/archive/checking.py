"""Whether all lines of an archive can be taken in, before the first of them is: nothing is written."""

from __future__ import annotations

from collections.abc import Callable

from catalog.services.sources import SourceError
from labeling.models import Grid, GridReview, Reason, Review, Verdict
from labeling.services.archive import GRIDS, LABELS, PRODUCTS, REVIEWS
from labeling.services.archive.people import check_name
from labeling.services.archive.places import Places
from labeling.services.archive.products import draft
from labeling.services.archive.reading import (
    Line,
    LineError,
    Opened,
    choice,
    field,
    moment,
    number,
    objects,
    unique,
)

BATCH = 1_000
Check = Callable[[Line, Places], object]


def check_lines(archive: Opened, *, with_history: bool) -> None:
    """Raises SourceError with the file and the line.

    Whether a photo can be opened, and how what is said hangs together, is seen as it is taken in.
    """
    files: list[tuple[str, Check]] = [(PRODUCTS, lambda line, _: draft(line))]
    files += [(GRIDS, _grid), (REVIEWS, _review)] if with_history else [(LABELS, _label)]
    vocabulary = Places([])
    for name, check in files:
        for batch in archive.batches(name, BATCH):
            for row, line in batch:
                try:
                    check(line, vocabulary)
                except LineError as error:
                    raise SourceError(f"{name}, lines {row}–{row}: {error}") from error


def _label(line: Line, places: Places) -> None:
    choice(line, "value", ["yes", "no", "unsure"])
    places.tag(line)


def _grid(line: Line, places: Places) -> None:
    places.tag(line)
    choice(line, "kind", list(Grid.Kind.values))
    moment(line, "created_at")
    for tile in objects(line, "tiles"):
        number(tile, "probability", 0, 1)
    for sitting in objects(line, "sittings"):
        unique(sitting, "client_id")
        choice(sitting, "outcome", list(GridReview.Outcome.values))
        moment(sitting, "created_at")


def _review(line: Line, places: Places) -> None:
    check_name(line.get("person"))
    unique(line, "client_id")
    choice(line, "outcome", list(Review.Outcome.values))
    moment(line, "created_at")
    for said in objects(line, "verdicts"):
        places.tag(said)
        choice(said, "value", list(Verdict.Value.values))
        number(said, "probability", 0, 1)
    if line.get("tile") is None:
        item = field(line, "item", dict)
        choice(item, "reason", list(Reason.values))
        moment(item, "created_at")
    if line.get("withdrawn") is not None:
        gone = field(line, "withdrawn", dict)
        check_name(gone.get("by"))
        moment(gone, "at")
