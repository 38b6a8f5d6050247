"""Taking in what sources say, batch by batch, again from the beginning after a kill; settling withdrawals."""

from __future__ import annotations

import csv
import datetime as dt
import io
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import IO

from django.core.files import File
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone

from catalog.services.folders import Folder
from catalog.services.locks import held
from catalog.services.private import private_path, private_storage
from catalog.services.reading import Found
from catalog.services.refusing import RefusalError, Refused
from catalog.services.sources import Record, Source, SourceError
from catalog.services.tables import Table, csv_records, json_records
from catalog.services.vocabulary import Names
from catalog.services.writing import safe_row
from labeling.models import LabelSource, SourcedLabel
from labeling.services.archive.taking import WithdrawnError, take_archive
from labeling.services.auditing import draw_audit_images
from labeling.services.consensus import bring_in_line, hold_meanings
from labeling.services.sourcing import FAILED_KEPT, PREVIEWS_KEPT, delete_file, discard
from labeling.services.sourcing.rows import NEEDS, Photos, Told, names_of_all, told

logger = logging.getLogger(__name__)
LOCK = 5_080_302
BATCH = 1_000
ATTEMPTS = 5
"""At a file whose taking in is cut off: one that kills its process would kill the next one too."""
State = LabelSource.State


def take_in_sources(*, now: dt.datetime) -> int:
    """Take in what was confirmed, settle what was withdrawn, forget what nobody confirmed; how many."""
    handled = 0
    with held(LOCK) as ours:
        if not ours:
            return 0
        for forgotten in LabelSource.objects.forgotten(now - PREVIEWS_KEPT):
            discard(forgotten)
        while (source := LabelSource.objects.to_be_taken_in().first()) is not None:
            _take_in(source)
            handled += 1
        for source in LabelSource.objects.filter(state__in=[State.WITHDRAWN, State.FAILED], finished_at=None):
            settle(source, now=now)
            handled += 1
        _delete_files(now=now)
    return handled


def _take_in(source: LabelSource) -> None:
    begun = LabelSource.objects.to_be_taken_in().order_by().filter(pk=source.pk)
    if source.attempts >= ATTEMPTS:
        begun.update(state=State.FAILED, why="taking it in was cut off again and again")
        return
    if not begun.update(state=State.RUNNING, done=0, refused_count=0, attempts=F("attempts") + 1):
        return
    source.refresh_from_db()
    try:
        path = private_path(source.file_name)
        if source.is_archive:
            take_archive(path, source)
            finish(source, refused_file="")
        else:
            Taking(source, names_of_all()).take(table_of(source, path))
    except WithdrawnError:
        return
    except (OperationalError, InterfaceError):
        # A deadlock, a database that starts anew: the next sweep takes it in from the beginning.
        logger.warning("labels of source %s are taken in later", source.pk, exc_info=True)
        raise
    except SourceError as error:
        _fail(source, str(error))
    except Exception as error:
        logger.exception("labels of source %s are not taken in", source.pk)
        _fail(source, f"{type(error).__name__}: {error}")


def _fail(source: LabelSource, why: str) -> None:
    """Its word counts no more from here on; the labels follow when it is settled."""
    LabelSource.objects.filter(pk=source.pk, state=State.RUNNING).update(state=State.FAILED, why=why[:400])


def _delete_files(*, now: dt.datetime) -> None:
    """Of what was withdrawn, and of what failed long ago: nobody takes that in any more."""
    for source in LabelSource.objects.with_a_file_to_delete(now - FAILED_KEPT):
        delete_file(source.file_name)
        delete_file(source.refused_file)
        LabelSource.objects.filter(pk=source.pk).update(file_name="", refused_file="")


def settle(source: LabelSource, *, now: dt.datetime) -> None:
    """Bring the labels that it spoke of in line with its silence."""
    after = 0
    while True:
        labels = source.labels.filter(image__gt=after).order_by("image")
        images = list(labels.values_list("image_id", flat=True).distinct()[:BATCH])
        if not images:
            break
        tags = set(source.labels.filter(image__in=images).values_list("tag_id", flat=True))
        with transaction.atomic():
            hold_meanings()
            bring_in_line(image_ids=images, tag_ids=tags, now=now)
        after = images[-1]
    LabelSource.objects.filter(pk=source.pk).update(finished_at=now)


def table_of(source: LabelSource, path: Path) -> Source:
    """The rows of its file, counted. Raises SourceError for what cannot be read."""
    table = _table(source, path)
    return Found(table.name, Folder(path.parent), table).source()


def first_records(source: LabelSource, path: Path) -> Iterator[Record | Refused]:
    """The same, but not counted: no more is read than is asked for. Raises SourceError as they are read."""
    read = {".csv": csv_records, ".jsonl": json_records}.get(path.suffix)
    return table_of(source, path).records() if read is None else read(_table(source, path))


def _table(source: LabelSource, path: Path) -> Table:
    """Called as it was, and read as what it is by its content."""
    name = f"{PurePosixPath(source.original_name).stem or 'labels'}{path.suffix}"
    return Table(name, lambda: path.open("rb"), needs=NEEDS)


@dataclass
class Taking:
    """Rows of one source, on their way into the database. `refused` is a file, once there is a refusal."""

    source: LabelSource
    names: Names
    done: int = 0
    refused: int = 0
    _file: IO[bytes] = field(default_factory=TemporaryFile)

    def take(self, rows: Source) -> None:
        """All of them. Raises SourceError, and WithdrawnError."""
        LabelSource.objects.filter(pk=self.source.pk).update(total=rows.count)
        draw_audit_images(now=timezone.now())  # before anybody has said anything of what has just come in
        records = rows.records()
        while batch := list(islice(records, BATCH)):
            self._batch(batch)
        self._finish()

    def _batch(self, batch: Sequence[Record | Refused]) -> None:
        rows, refusals = sorted_out(batch, self.names)
        with transaction.atomic():
            hold_meanings()
            refusals += self._write(rows)
            self.done += len(batch)
            written = {_number(row): row for row in batch}
            for number, reason in sorted(refusals):
                self._refuse(written[number], number, reason)
            running = LabelSource.objects.filter(pk=self.source.pk, state=State.RUNNING)
            if not running.update(done=self.done, refused_count=self.refused):
                raise WithdrawnError

    def _write(self, rows: Sequence[Told]) -> list[tuple[int, str]]:
        """New labels; refusals of rows that name nothing, or contradict an earlier row."""
        photos, refusals = Photos(rows), []
        said: dict[tuple[int, int], bool | None] = {}
        tags = {row.tag.pk for row in rows}
        placed: list[tuple[Told, list[int]]] = []
        for row in rows:
            try:
                placed.append((row, photos.of(row)))
            except RefusalError as refusal:
                refusals.append((row.number, str(refusal)))
        images = {image for _, found in placed for image in found}
        before = self.source.labels.filter(image__in=images, tag__in=tags)
        known = {(image, tag): value for image, tag, value in before.values_list("image", "tag", "value")}
        for row, found in placed:
            cells = [(image, row.tag.pk) for image in found]
            heard = {one.get(cell, row.value) for cell in cells for one in (known, said)}
            if heard != {row.value}:
                refusals.append((row.number, "says otherwise than an earlier row of the same photo and tag"))
                continue
            said |= {cell: row.value for cell in cells if cell not in known}
        SourcedLabel.objects.bulk_create(
            SourcedLabel(source=self.source, image_id=image, tag_id=tag, value=value)
            for (image, tag), value in said.items()
        )
        if images:
            bring_in_line(image_ids=images, tag_ids=tags, now=timezone.now())
        return refusals

    def _refuse(self, row: Record | Refused, number: int, reason: str) -> None:
        """The row as it was written, and why: to be mended and sent again."""
        cells = row.cells if isinstance(row, Record) else {}
        out = io.StringIO()
        writer = csv.writer(out)
        if not self.refused:
            writer.writerow(["external_id", "sha256", "tag", "value", "row", "reason"])
        writer.writerow(
            safe_row([*(cells.get(column) for column in ("external_id", "sha256", *NEEDS)), number, reason])
        )
        self.refused += 1
        self._file.write(out.getvalue().encode(errors="backslashreplace"))

    def _finish(self) -> None:
        kept = ""
        if self.refused:
            self._file.seek(0)
            name = f"sources/{self.source.pk}-refused.csv"
            private_storage().delete(name)
            kept = private_storage().save(name, File(self._file))
        self._file.close()
        finish(self.source, refused_file=kept)


def finish(source: LabelSource, *, refused_file: str) -> None:
    """It was taken in; its own file has done its duty."""
    ended = {"state": State.DONE, "finished_at": timezone.now(), "refused_file": refused_file}
    if LabelSource.objects.filter(pk=source.pk, state=State.RUNNING).update(**ended):
        private_storage().delete(source.file_name)
        LabelSource.objects.filter(pk=source.pk).update(file_name="")


def sorted_out(batch: Sequence[Record | Refused], names: Names) -> tuple[list[Told], list[tuple[int, str]]]:
    """What can be understood, and (row, reason) of what cannot."""
    rows, refusals = [], []
    for record in batch:
        if isinstance(record, Refused):
            refusals.append((record.row, record.reason))
            continue
        try:
            rows.append(told(record, names))
        except RefusalError as refusal:
            refusals.append((record.number, str(refusal)))
    return rows, refusals


def _number(row: Record | Refused) -> int:
    return row.number if isinstance(row, Record) else row.row
