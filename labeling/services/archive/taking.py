"""Taking an archive in: the vocabulary, products with their audit set, then labels or the history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from catalog.services import vocabulary_copy
from catalog.services.sources import SourceError
from catalog.services.vocabulary_file import VocabularyError
from labeling.models import Label, LabelSource, Review, SourcedLabel
from labeling.services.archive import GRIDS, LABELS, PRODUCTS, REVIEWS, VOCABULARY
from labeling.services.archive.checking import check_lines
from labeling.services.archive.places import Places
from labeling.services.archive.products import add_products
from labeling.services.archive.reading import Line, LineError, Opened, choice, opened
from labeling.services.archive.restoring import Restoring
from labeling.services.consensus import bring_in_line, hold_meanings

BATCH = 200
_VALUES = {"yes": True, "no": False, "unsure": None}
Handle = Callable[[list[Line]], None]


class WithdrawnError(Exception):
    """Somebody withdrew the source while it was taken in."""


def take_archive(path: Path, source: LabelSource) -> None:
    """All of it, batch by batch; again from the beginning after a kill, without doing anything twice.

    Whatever can be wrong with a line in itself is found before the first of them is taken in. With history,
    who said what arrives as that. Without, labels are the word of `source`. Raises SourceError, and
    WithdrawnError.
    """
    with opened(path) as archive:
        if source.with_history and not archive.has_history:
            raise SourceError("the archive was made without history: only its labels can be taken in")
        counts = ["photos", "reviews" if source.with_history else "labels"]
        LabelSource.objects.filter(pk=source.pk).update(total=sum(map(archive.count, counts)))
        steps = _Steps(archive, source)
        _restore_vocabulary(archive, source)
        check_lines(archive, with_history=source.with_history)
        steps.each(PRODUCTS, lambda lines: add_products(archive.archive, lines))
        if source.with_history:
            restoring = Restoring()
            steps.each(GRIDS, restoring.grids, counts=False)
            steps.each(REVIEWS, restoring.reviews)
        else:
            steps.each(LABELS, lambda lines: _add_labels(source, lines))


def _restore_vocabulary(archive: Opened, source: LabelSource) -> None:
    """Where nobody has said anything yet, the archive's words win; elsewhere ours stay as they are."""
    is_empty = not (Label.objects.exists() or Review.objects.exists() or SourcedLabel.objects.exists())
    try:
        vocabulary_copy.restore(archive.json(VOCABULARY), by=source.by, overwrite=is_empty)
    except VocabularyError as error:
        raise SourceError(f"{VOCABULARY}: {error}") from error


@dataclass
class _Steps:
    """The files of an archive, one after the other, with what was done written down."""

    archive: Opened
    source: LabelSource
    done: int = 0

    def each(self, name: str, handle: Handle, *, counts: bool = True) -> None:
        """Raises SourceError with the line's number, and WithdrawnError."""
        for batch in self.archive.batches(name, BATCH):
            try:
                handle([line for _, line in batch])
            except LineError as error:
                # All or none of a batch: which of its lines it is, only one by one can tell.
                raise SourceError(f"{name}, {_which(batch)}: {error}") from error
            self.done += len(batch) if counts else 0
            running = LabelSource.objects.filter(pk=self.source.pk, state=LabelSource.State.RUNNING)
            if not running.update(done=self.done):
                raise WithdrawnError


def _which(batch: Iterable[tuple[int, Line]]) -> str:
    numbers = [number for number, _ in batch]
    return f"lines {numbers[0]}–{numbers[-1]}"


def _add_labels(source: LabelSource, lines: list[Line]) -> None:
    places = Places(lines)
    cells = {}
    for line in lines:
        value = _VALUES[choice(line, "value", list(_VALUES))]
        if (image := places.image(line)) is not None:
            cells[image, places.tag(line)] = value
    with transaction.atomic():
        hold_meanings()
        SourcedLabel.objects.bulk_create(
            (
                SourcedLabel(source=source, image_id=image, tag_id=tag, value=value)
                for (image, tag), value in cells.items()
            ),
            ignore_conflicts=True,
        )
        images, tags = {image for image, _ in cells}, {tag for _, tag in cells}
        bring_in_line(image_ids=images, tag_ids=tags, now=timezone.now())
