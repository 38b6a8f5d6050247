"""Where an import may be read from: what was uploaded, folders below allowed ones, allowed prefixes of S3."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from catalog.models import ImportJob
from catalog.services.imports.bucket import allowed_prefix, found_in_bucket
from catalog.services.private import private_path
from catalog.services.reading import TABLES, Found, found_at
from catalog.services.sources import SourceError


def allowed_folder(location: str) -> Path:
    """The file or folder, wherever links lead, below one of the allowed roots. Raises SourceError."""
    said = Path(location.replace("\0", ""))
    for root in settings.IMPORT_ROOTS:
        path = Path(os.path.realpath(root / said if not said.is_absolute() else said))
        if path.is_relative_to(os.path.realpath(root)) and path.exists():
            _check_tables(path, location)
            return path
    raise SourceError(f"{location} lies in no folder that imports may read")


def _check_tables(path: Path, location: str) -> None:
    """A folder's table may be no link to one elsewhere. Raises SourceError."""
    for name in TABLES:
        table = path / name
        if table.is_symlink() and not Path(os.path.realpath(table)).is_relative_to(path):
            raise SourceError(f"{location}/{name} lies in no folder that imports may read")


def checked_location(location: str) -> tuple[str, str]:
    """What kind of place the words name, and the place as it is kept. Raises SourceError."""
    if location.startswith("s3://"):
        return ImportJob.Source.S3, allowed_prefix(location)
    return ImportJob.Source.FOLDER, str(allowed_folder(location))


@contextmanager
def opened(job: ImportJob) -> Iterator[tuple[Found, str]]:
    """What lies where the job says, and a mark that changes with it. Raises SourceError."""
    if not job.location:
        raise SourceError(f"{job.name} is no longer kept; bring it again")
    if job.source == ImportJob.Source.S3:
        with found_in_bucket(job.location) as (found, mark):
            yield found, mark
        return
    if job.source == ImportJob.Source.UPLOAD:
        path = private_path(job.location)
    else:
        path = allowed_folder(job.location)
    with found_at(path) as found:
        yield found, _mark(path, found)


def _mark(path: Path, found: Found) -> str:
    """Of the file with the rows; of class folders of the names, which are gone on with by their number."""
    tables = [path / name for name in TABLES if (path / name).is_file()] if path.is_dir() else [path]
    if not tables:
        return found.mark_of_names()
    said = tables[0].stat()
    return f"{said.st_size} {said.st_mtime_ns}"
