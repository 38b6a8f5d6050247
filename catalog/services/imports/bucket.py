"""Catalogs in S3, or in what speaks as it does: below allowed prefixes, and never the whole at once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from catalog.services.decoding import LARGEST_BYTES
from catalog.services.reading import TABLES, Found, found_at
from catalog.services.refusing import RefusalError
from catalog.services.sources import PHOTO_ENDINGS, SourceError, check_name
from catalog.services.tables import Table

if TYPE_CHECKING:
    from storages.backends.s3 import S3Storage

UNREACHABLE = (BotoCoreError, ClientError, OSError)
_FILES = (".csv", ".jsonl", ".ndjson", ".parquet", ".zip")
_ABSENT = {"404", "NoSuchKey"}


def allowed_prefix(location: str) -> str:
    """The address, if it lies below one that may be read; a prefix ends at a slash. Raises SourceError."""
    whole = location.rstrip("/")
    if ".." not in PurePosixPath(location).parts:
        for allowed in settings.IMPORT_S3:
            root = allowed.rstrip("/")
            if whole == root or whole.startswith(f"{root}/"):
                return whole
    raise SourceError(f"{location} lies in no S3 prefix that imports may read")


@dataclass(frozen=True)
class Bucket:
    """A shelf; the photos that rows name are objects below `prefix`. Threads may share it."""

    storage: S3Storage
    prefix: str
    location: str

    def read(self, image: str) -> bytes:
        check_name(image)
        try:
            body = self.object(f"{self.prefix}{image}").get()["Body"]
            return bytes(body.read(LARGEST_BYTES + 1))
        except ClientError as error:
            if _code(error) in _ABSENT:
                raise RefusalError("there is no such photo") from error
            raise RefusalError(f"the photo cannot be read: {_code(error)}") from error
        except (BotoCoreError, OSError) as error:
            raise RefusalError(f"the photo cannot be read: {type(error).__name__}") from error

    def photos(self) -> Iterator[str]:
        """Objects that are named like photos, in the order of S3, which is fixed."""
        bucket = self.storage.connection.Bucket(self.storage.bucket_name)
        try:
            for entry in bucket.objects.filter(Prefix=self.prefix):
                name = str(entry.key).removeprefix(self.prefix)
                hidden = any(part.startswith(".") for part in name.split("/"))
                if not hidden and PurePosixPath(name).suffix.lower() in PHOTO_ENDINGS:
                    yield name
        except (BotoCoreError, ClientError) as error:
            raise SourceError(f"{self.location} cannot be reached: {_why(error)}") from error

    def object(self, key: str) -> Any:
        """The connection is each thread's own: boto3's may not be shared."""
        return self.storage.connection.Object(self.storage.bucket_name, key)

    def mark_of(self, key: str) -> str | None:
        """What changes with the object's content; None where there is no such object."""
        try:
            return str(self.object(key).e_tag)
        except ClientError as error:
            if _code(error) in _ABSENT:
                return None
            raise

    def fetched(self, key: str, folder: Path) -> Path:
        """The object as a file: rows are read twice, a Parquet file from its end."""
        path = folder / PurePosixPath(key).name
        with path.open("wb") as file:
            shutil.copyfileobj(self.object(key).get()["Body"], file)
        return path


@contextmanager
def found_in_bucket(location: str) -> Iterator[tuple[Found, str]]:
    """What lies below an allowed address, and a mark that changes with its rows. Raises SourceError."""
    from storages.backends.s3 import S3Storage  # noqa: PLC0415 (boto3 is large, and no page needs it)

    name, _, key = allowed_prefix(location).removeprefix("s3://").partition("/")
    storage = S3Storage(bucket_name=name, endpoint_url=settings.S3_ENDPOINT or None)
    with ExitStack() as stack:
        try:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="moodloop-s3-")))
            found, mark = _found(Bucket(storage, f"{key}/" if key else "", location), key, folder, stack)
        except UNREACHABLE as error:
            raise SourceError(f"{location} cannot be reached: {_why(error)}") from error
        yield found, mark


def _found(bucket: Bucket, key: str, folder: Path, stack: ExitStack) -> tuple[Found, str]:
    if key.lower().endswith(_FILES) and (mark := bucket.mark_of(key)) is not None:
        path = bucket.fetched(key, folder)
        if path.suffix.lower() == ".zip":
            return stack.enter_context(found_at(path)), mark
        beside = replace(bucket, prefix=key.rpartition("/")[0] + "/" if "/" in key else "")
        return Found(bucket.location, beside, _file(path), is_far=True), mark
    for name in TABLES:
        if (mark := bucket.mark_of(f"{bucket.prefix}{name}")) is not None:
            table = _file(bucket.fetched(f"{bucket.prefix}{name}", folder))
            return Found(bucket.location, bucket, table, is_far=True), mark
    found = Found(bucket.location, bucket, photos=bucket.photos, is_far=True)
    return found, found.mark_of_names()


def _file(path: Path) -> Table:
    return Table(path.name, lambda: path.open("rb"))


def _why(error: Exception) -> str:
    return _code(error) if isinstance(error, ClientError) else str(error) or type(error).__name__


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", "?"))
