"""Imports as managers bring them: a shop's folder as a ZIP, through the services that the pages call."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.utils import timezone

from catalog.models import ImportJob
from catalog.services.imports import acts
from catalog.services.imports.uploading import accept_upload
from catalog.services.imports.working import go_on_with_imports
from tests.catalog.shops import Shop


def zipped(shop: Shop) -> bytes:
    """All that lies in the shop's folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path in sorted(shop.folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(shop.folder).as_posix())
    return out.getvalue()


def brought(
    content: bytes | Path, by: User, *, name: str = "봄 상품.zip", update: bool = False, fetch: bool = False
) -> ImportJob:
    """Uploaded, and not yet looked into."""
    data = content.read_bytes() if isinstance(content, Path) else content
    return accept_upload(
        file=ContentFile(data, name), name=name, update_known=update, fetch=fetch, by=by, now=timezone.now()
    )


def worked_on(job: ImportJob) -> ImportJob:
    """After a worker went through all that waits."""
    while go_on_with_imports(now=timezone.now()):
        pass
    job.refresh_from_db()
    return job


def checked(shop: Shop, by: User, *, update: bool = False) -> ImportJob:
    return worked_on(brought(zipped(shop), by, update=update))


def imported(shop: Shop, by: User, *, update: bool = False) -> ImportJob:
    job = checked(shop, by, update=update)
    assert acts.start(job, by=by)
    return worked_on(job)


def undone(job: ImportJob, by: User) -> ImportJob:
    assert acts.take_back(job, by=by)
    return worked_on(job)
