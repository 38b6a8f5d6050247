"""A file that somebody brings is looked at, by its content and never by its name, and kept privately."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import shutil
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from django.conf import settings
from django.core.files.base import File
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from catalog.models import ImportJob
from catalog.services.cleaning import clean_text
from catalog.services.imports.places import private_storage

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
KEPT_AFTER_THE_END = dt.timedelta(days=30)


class UploadError(Exception):
    """Why a file was not taken, in words for who brought it; `status` is HTTP's."""

    def __init__(self, words: str, *, status: int = 400) -> None:
        super().__init__(words)
        self.status = status


def check_size(size: int) -> None:
    """Raises UploadError for a body that is larger than a file may be, before anybody reads it."""
    if size > settings.UPLOAD_MB * _MB + _MB:
        raise UploadError(_too_large(), status=413)


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
    _check_room(Path(store.path(".")), size)
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


def forget_uploads(*, now: dt.datetime) -> int:
    """Delete the files of imports that ended a month ago; how many. The notes on what they did stay."""
    ended = [ImportJob.State.DONE, ImportJob.State.CANCELLED]
    old = ImportJob.objects.filter(
        source=ImportJob.Source.UPLOAD, state__in=ended, finished_at__lt=now - KEPT_AFTER_THE_END
    ).exclude(location="")
    count = 0
    for job in old[:100]:
        shutil.rmtree(Path(private_storage().path(job.location)).parent, ignore_errors=True)
        count += ImportJob.objects.filter(pk=job.pk, state__in=ended).update(location="")
    return count


def _check_room(folder: Path, size: int) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(folder).free < 2 * size:
        raise UploadError(_("서버의 디스크에 자리가 모자랍니다. 관리자에게 알려 주세요."), status=507)


def _too_large() -> str:
    return _("파일이 %(limit)sMB보다 큽니다. 서버의 폴더나 S3에 두고 이름을 적어 주세요.") % {
        "limit": settings.UPLOAD_MB
    }
