"""Labels from elsewhere: a file is looked at, confirmed, taken in by a sweep, and can be withdrawn as one."""

from __future__ import annotations

import datetime as dt
import os
from decimal import Decimal
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.services.private import has_room_for, private_storage
from labeling.models import LabelSource

if TYPE_CHECKING:
    from django.contrib.auth.models import User

State = LabelSource.State
LARGEST = 4 * 1024**3
PREVIEWS_KEPT, FAILED_KEPT = dt.timedelta(days=1), dt.timedelta(days=7)
ARCHIVE = ".zip"
_PARQUET, _ZIP = b"PAR1", b"PK\x03\x04"


class SourcingError(Exception):
    """It cannot be taken in like this; the message says why."""


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
    if not has_room_for(file.seek(0, os.SEEK_END)):
        raise SourcingError(_("디스크에 자리가 모자라 파일을 받을 수 없습니다."))
    source.save()
    source.file_name = private_storage().save(f"sources/{source.pk}{ending_of(file)}", File(file))
    source.save(update_fields=["file_name"])
    return source


def ending_of(file: IO[bytes]) -> str:
    """What it is, by its content: nobody's name for it is believed."""
    file.seek(0)
    head = file.read(256)
    file.seek(0)
    if head.startswith(_PARQUET):
        return ".parquet"
    if head.startswith(_ZIP):
        return ARCHIVE
    return ".jsonl" if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" else ".csv"


def confirm(source: LabelSource) -> bool:
    """Whether it was waiting for that: it will be taken in."""
    looked_at = LabelSource.objects.filter(pk=source.pk, state=State.PREVIEW).exclude(file_name="")
    return bool(looked_at.update(state=State.WAITING))


def try_again(source: LabelSource) -> bool:
    """Whether it had failed, and its file is here still: it is taken in from the beginning."""
    failed = LabelSource.objects.filter(pk=source.pk, state=State.FAILED, finished_at__isnull=False)
    again = {"state": State.WAITING, "attempts": 0, "why": "", "finished_at": None}
    return bool(failed.exclude(file_name="").update(**again))


def discard(source: LabelSource) -> bool:
    """Whether nobody had confirmed it: file and row are gone."""
    with transaction.atomic():
        looked_at = LabelSource.objects.select_for_update().filter(pk=source.pk, state=State.PREVIEW)
        if not looked_at:
            return False
        source.delete()
    delete_file(source.file_name)
    return True


def delete_file(name: str) -> None:
    """Where there is one."""
    if name:
        private_storage().delete(name)


def withdraw(source: LabelSource, *, by: User, now: dt.datetime) -> bool:
    """Its word counts no more; whether it did. A sweep brings the labels in line."""
    heard = LabelSource.objects.filter(pk=source.pk, state__in=[State.WAITING, State.RUNNING, State.DONE])
    gone = {"state": State.WITHDRAWN, "withdrawn_at": now, "withdrawn_by": by, "finished_at": None}
    return bool(heard.update(**gone))
