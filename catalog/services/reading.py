"""What a catalog is read from: a table, a folder or ZIP with one, or class folders in either."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from catalog.services.archives import Archive
from catalog.services.folders import Folder
from catalog.services.parquet import count_parquet, parquet_records
from catalog.services.refusing import Refused
from catalog.services.sources import Record, Shelf, Source, SourceError
from catalog.services.tables import Table, count_csv, count_json, csv_records, json_records

TABLES = ("products.csv", "products.jsonl", "products.parquet")
Records = Callable[[Table], Iterator[Record | Refused]]
_KINDS: dict[str, tuple[Callable[[Table], int], Records]] = {
    ".csv": (count_csv, csv_records),
    ".jsonl": (count_json, json_records),
    ".ndjson": (count_json, json_records),
    ".parquet": (count_parquet, parquet_records),
}


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """The catalog at `path`: a table, a folder or ZIP that contains one, or one of class folders.

    A table of text is read through once, so that a wrong encoding is found before anything is imported.
    Raises SourceError.
    """
    if path.is_dir():
        folder = Folder(path)
        tables = [path / name for name in TABLES if (path / name).is_file()]
        if tables:
            yield _table(_file(tables[0]), folder)
        else:
            yield _class_folders(path, folder, folder.photos)
    elif not path.exists():
        raise SourceError(f"{path} does not exist")
    elif path.suffix.lower() == ".zip":
        with Archive.opened(path) as archive:
            found = archive.table(TABLES)
            if found is not None:
                yield _table(*found)
            else:
                yield _class_folders(path, archive, archive.photos)
    else:
        yield _table(_file(path), Folder(path.parent))


def _file(path: Path) -> Table:
    return Table(path.name, lambda: path.open("rb"))


def _table(table: Table, shelf: Shelf) -> Source:
    if (kind := _KINDS.get(PurePosixPath(table.name).suffix.lower())) is None:
        raise SourceError(f"{table.name} is not a .csv, .jsonl, .parquet or .zip file, nor a folder")
    count, records = kind
    try:
        return Source(shelf, count(table), lambda: records(table))
    except OSError as error:
        raise SourceError(f"{table.name}: {error.strerror or error}") from error


def _class_folders(path: Path, shelf: Shelf, photos: Callable[[], Iterator[str]]) -> Source:
    """A folder named `dress` holds dresses. Other files than photos are passed over."""
    count = sum(1 for _ in photos())
    if not count:
        raise SourceError(f"{path} contains neither {' nor '.join(TABLES)} nor folders with photos")
    return Source(shelf, count, lambda: _folder_records(photos()))


def _folder_records(photos: Iterator[str]) -> Iterator[Record]:
    for number, photo in enumerate(photos, start=1):
        yield Record(number, {"image": photo, "category": PurePosixPath(photo).parent.name})
