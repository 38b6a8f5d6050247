"""What a file holds, whatever its kind and format."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO

from catalog.services import vocabulary_copy
from catalog.services.writing import Format, Row, write_rows
from labeling.services.archive.writing import TooManyError, Wanted, write_archive
from recommender.models import ExportJob
from recommender.services.exports import ExportError
from recommender.services.exports.coco import coco
from recommender.services.exports.imagefolder import image_folder
from recommender.services.exports.people import names
from recommender.services.exports.tables import table
from recommender.services.exports.telling import Told


def write(job: ExportJob, file: IO[bytes], told: Told) -> None:
    """Into `file`, which can be sought in. Raises ExportError, and CancelledError."""
    match job.format:
        case ExportJob.Format.IMAGEFOLDER:
            image_folder(job, file, told)
        case ExportJob.Format.ZIP:
            called = names(by_name=job.with_names) if job.with_history else None
            try:
                write_archive(file, Wanted(product_ids=job.product_ids, called=called), told)
            except TooManyError as error:
                raise ExportError(str(error)) from error
        case ExportJob.Format.JSON:
            file.write(json.dumps(vocabulary_copy.dump(), ensure_ascii=False, indent=1).encode())
        case ExportJob.Format.COCO:
            file.writelines(coco(job, told))
        case _:
            file.writelines(_table(job, told))


def _table(job: ExportJob, told: Told) -> Iterator[bytes]:
    wanted = table(job)
    told.expect(wanted.count)

    def counted() -> Iterator[Row]:
        last = None
        for row in wanted.rows:
            yield row
            # A review is several rows, and counts once.
            told.note(done=int(job.kind != ExportJob.Kind.VERDICTS or row[0] != last))
            last = row[0]

    return write_rows(Format(job.format), wanted.columns, counted())
