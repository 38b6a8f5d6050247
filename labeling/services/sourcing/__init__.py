"""Labels from elsewhere: a file is looked at, confirmed, taken in by a sweep, and can be withdrawn as one."""

from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal
from pathlib import PurePosixPath
from tempfile import NamedTemporaryFile
from typing import IO, TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import transaction

from labeling.models import LabelSource

if TYPE_CHECKING:
    from django.contrib.auth.models import User

State = LabelSource.State
LARGEST = 4 * 1024**3
PREVIEWS_KEPT = dt.timedelta(days=1)
_PARQUET, _ZIP = b"PAR1", b"PK\x03\x04"


class SourcingError(Exception):
    """It cannot be taken in like this; the message says why."""


def store() -> Storage:
    """Where files wait, and what was refused of them lies: served by one view, to those who may."""
    return storages["private"]


def bring(
    *, name: str, weight: Decimal, file: IO[bytes], original_name: str, by: User, now: dt.datetime,
    with_history: bool = False,
) -> LabelSource:  # fmt: skip
    """Keep the file of a source that nobody has confirmed yet. Raises SourcingError."""
    source = LabelSource(
        name=name.strip(),
        weight=weight,
        original_name=PurePosixPath(original_name.replace("\\", "/")).name[:255],
        by=by,
        created_at=now,
        with_history=with_history,
    )
    try:
        source.full_clean()
    except ValidationError as error:
        raise SourcingError(" ".join(error.messages)) from error
    source.save()
    source.file_name = store().save(f"sources/{source.pk}{_ending(file)}", File(file))
    source.save(update_fields=["file_name"])
    return source


def _ending(file: IO[bytes]) -> str:
    """What it is, by its content: nobody's name for it is believed."""
    file.seek(0)
    head = file.read(256)
    file.seek(0)
    if head.startswith(_PARQUET):
        return ".parquet"
    if head.startswith(_ZIP):
        return ".zip"
    return ".jsonl" if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" else ".csv"


def confirm(source: LabelSource) -> bool:
    """Whether it was waiting for that: it will be taken in."""
    looked_at = LabelSource.objects.filter(pk=source.pk, state=State.PREVIEW)
    return bool(looked_at.update(state=State.WAITING))


def discard(source: LabelSource) -> bool:
    """Whether nobody had confirmed it: file and row are gone."""
    with transaction.atomic():
        looked_at = LabelSource.objects.select_for_update().filter(pk=source.pk, state=State.PREVIEW)
        if not looked_at:
            return False
        source.delete()
    store().delete(source.file_name)
    return True


def withdraw(source: LabelSource, *, by: User, now: dt.datetime) -> bool:
    """Its word counts no more; whether it did. A sweep brings the labels in line."""
    heard = LabelSource.objects.filter(pk=source.pk, state__in=[State.WAITING, State.RUNNING, State.DONE])
    gone = {"state": State.WITHDRAWN, "withdrawn_at": now, "withdrawn_by": by, "finished_at": None}
    return bool(heard.update(**gone))


def local_copy(source: LabelSource) -> IO[bytes]:
    """The file, on this machine's disk under a name; gone when it is closed."""
    copy = NamedTemporaryFile(suffix=PurePosixPath(source.file_name).suffix)  # noqa: SIM115 (the caller does)
    with store().open(source.file_name) as file:
        shutil.copyfileobj(file, copy, 1024 * 1024)
    copy.flush()
    copy.seek(0)
    return copy
