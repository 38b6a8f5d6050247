"""A file that somebody brings is looked at, by its content and never by its name, and kept privately."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import shutil
from functools import reduce
from operator import or_
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.core.files.base import File
from django.db.models import Q
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from catalog.models import ImportJob
from catalog.services.cleaning import clean_text
from catalog.services.private import has_room_for, private_path, private_storage

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_HEAD = 64 * 1024
_LONGEST_NAME = 80
_MB = 1024 * 1024
_NOT_TABLES = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "Excel (.xls)",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
}
_AFTER_THE_END, _WHILE_STOPPED = dt.timedelta(days=30), dt.timedelta(days=90)
_KEPT = {
    ImportJob.State.DONE.value: _AFTER_THE_END,
    ImportJob.State.CANCELLED.value: _AFTER_THE_END,
    ImportJob.State.FAILED.value: _WHILE_STOPPED,
    ImportJob.State.PAUSED.value: _WHILE_STOPPED,
}
"""How long an uploaded file is kept; somebody may still go on with one that only stopped."""


class UploadError(Exception):
    """Why a file was not taken, in words for who brought it; `status` is HTTP's."""

    def __init__(self, words: str, *, status: int = 400) -> None:
        super().__init__(words)
        self.status = status


def too_long(size: int) -> str:
    """What to say of a body that is larger than a file may be; "" of others."""
    return _too_large() if size > settings.UPLOAD_MB * _MB + _MB else ""


def accept_upload(
    *, file: File[bytes], name: str, update_known: bool, fetch: bool, by: User, now: dt.datetime
) -> ImportJob:
    """Keep the file, and have it looked into. Raises UploadError, and OSError where there is no room."""
    size = file.size or 0
    if size > settings.UPLOAD_MB * _MB:
        raise UploadError(_too_large(), status=413)
    ending = kind_of(file)
    stem = get_valid_filename(re.sub(r"\.\w{1,8}$", "", PurePosixPath(name).name)[:_LONGEST_NAME] or "file")
    location = f"imports/{secrets.token_hex(16)}/{stem}{ending}"
    store = private_storage()
    if not has_room_for(size):
        raise UploadError(_("서버의 디스크에 자리가 모자랍니다. 관리자에게 알려 주세요."), status=507)
    file.seek(0)
    location = store.save(location, file)
    return ImportJob.objects.create(
        source=ImportJob.Source.UPLOAD,
        name=clean_text(name)[:300],
        location=location,
        size=size,
        update_known=update_known,
        fetch=fetch,
        by=by,
        created_at=now,
    )


def kind_of(file: IO[bytes] | File[bytes]) -> str:
    """`.zip`, `.parquet`, `.jsonl` or `.csv`, by what the file says. Raises UploadError."""
    file.seek(0)
    head = file.read(_HEAD)
    if not head.strip():
        raise UploadError(_("파일이 비어 있습니다."))
    if head.startswith(b"PK"):
        if b"[Content_Types].xml" in head or b"xl/" in head[:4096]:
            raise UploadError(
                _("Excel 파일입니다. '다른 이름으로 저장 → CSV UTF-8(쉼표로 분리)'로 저장해 주세요.")
            )
        return ".zip"
    if head.startswith(b"PAR1"):
        return ".parquet"
    for beginning, kind in _NOT_TABLES.items():
        if head.startswith(beginning):
            raise UploadError(
                _("%(kind)s 파일은 표가 아닙니다. CSV, JSONL, Parquet, ZIP을 올려 주세요.") % {"kind": kind}
            )
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if re.match(rb"(?i)<(!doctype|html|\?xml)", text):
        raise UploadError(_("웹 페이지(HTML)입니다. CSV, JSONL, Parquet, ZIP을 올려 주세요."))
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UploadError(
            _(
                "UTF-16으로 저장된 파일입니다."
                " Excel에서 '다른 이름으로 저장 → CSV UTF-8(쉼표로 분리)'로 저장해 주세요."
            )
        )
    if b"\0" in head:
        raise UploadError(_("글로 된 표가 아닙니다. CSV, JSONL, Parquet, ZIP을 올려 주세요."))
    return ".jsonl" if text.startswith(b"{") else ".csv"


def accept_place(
    *, source: str, location: str, update_known: bool, fetch: bool, by: User, now: dt.datetime
) -> ImportJob:
    """Have a place on the server or in S3 looked into that was found to be allowed."""
    return ImportJob.objects.create(
        source=source,
        name=location[-300:],
        location=location,
        update_known=update_known,
        fetch=fetch,
        by=by,
        created_at=now,
    )


def kept_until(job: ImportJob) -> dt.datetime | None:
    """When the file that was uploaded is deleted; None while it is needed, and of other places."""
    kept = _KEPT.get(job.state)
    is_ours = job.source == ImportJob.Source.UPLOAD and job.location
    return job.finished_at + kept if is_ours and kept is not None and job.finished_at else None


def forget_uploads(*, now: dt.datetime) -> int:
    """Delete the files of imports that ended or stopped long ago; how many. The notes on them stay."""
    ended = [Q(state=state, finished_at__lt=now - kept) for state, kept in _KEPT.items()]
    old = ImportJob.objects.filter(reduce(or_, ended), source=ImportJob.Source.UPLOAD).exclude(location="")
    count = 0
    for job in list(old[:100]):
        # Who has just gone on with it keeps the file, and whoever comes later finds that there is none.
        if old.filter(pk=job.pk).update(location=""):
            shutil.rmtree(private_path(job.location).parent, ignore_errors=True)
            count += 1
    return count


def _too_large() -> str:
    return _("파일이 %(limit)sMB보다 큽니다. 서버의 폴더나 S3에 두고 이름을 적어 주세요.") % {
        "limit": settings.UPLOAD_MB
    }
