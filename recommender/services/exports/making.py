"""Making the files that were asked for: one at a time, in bounded memory, again after a kill."""

from __future__ import annotations

import datetime as dt
import logging
from tempfile import TemporaryFile
from typing import IO

from django.core.files import File
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from catalog.services.locks import held
from catalog.services.private import private_storage
from recommender.models import ExportJob
from recommender.services.exports import KEPT, ExportError, ending
from recommender.services.exports.contents import write
from recommender.services.exports.telling import CancelledError, Told

logger = logging.getLogger(__name__)
LOCK = 5_080_301
ATTEMPTS = 3
"""At a file whose making kills its process: it would kill the next one too."""
State = ExportJob.State


def make_exports(*, now: dt.datetime) -> int:
    """Make every file that waits, the oldest first, and delete those that have had their time; how many.

    One that says it is running although nobody holds the lock was cut off, and is made anew.
    """
    made = 0
    with held(LOCK) as ours:
        if not ours:
            return 0
        delete_expired(now=now)
        while (job := ExportJob.objects.to_be_made().first()) is not None:
            if _claimed(job):
                _make(job)
                made += 1
    return made


def delete_expired(*, now: dt.datetime) -> int:
    """The file first: a row without one is harmless, a file of which no row knows stays for ever."""
    gone = 0
    for job in ExportJob.objects.expired(now):
        private_storage().delete(job.file_name)
        ExportJob.objects.filter(pk=job.pk).update(state=State.EXPIRED, file_name="")
        gone += 1
    return gone


def _claimed(job: ExportJob) -> bool:
    """Whether it is still to be made, and has not killed its process time and again."""
    mine = ExportJob.objects.to_be_made().order_by().filter(pk=job.pk)
    if job.attempts >= ATTEMPTS:
        why = _("만드는 프로세스가 거듭 멈췄습니다.")
        mine.update(state=State.FAILED, why=why, finished_at=timezone.now())
        return False
    now = timezone.now()
    # The name comes before the file: whatever happens in between, somebody knows what to delete.
    began = {"started_at": now, "file_name": f"exports/{job.pk}.{ending(job)}", "expires_at": now + KEPT}
    return bool(mine.update(state=State.RUNNING, done=0, total=0, attempts=F("attempts") + 1, **began))


def _make(job: ExportJob) -> None:
    job.refresh_from_db()
    told = Told(job)
    try:
        with TemporaryFile() as file, override("ko"):
            write(job, file, told)
            _keep(job, told, file)
    except CancelledError:
        return
    except ExportError as error:
        _fail(job, str(error))
    except Exception as error:
        logger.exception("export %s failed", job.pk)
        _fail(job, f"{type(error).__name__}: {error}")


def _fail(job: ExportJob, why: str) -> None:
    running = ExportJob.objects.filter(pk=job.pk, state=State.RUNNING)
    running.update(state=State.FAILED, why=why[:400], finished_at=timezone.now())


def _keep(job: ExportJob, told: Told, file: IO[bytes]) -> None:
    size = file.tell()
    file.seek(0)
    private_storage().delete(job.file_name)  # of an attempt that was cut off
    name = private_storage().save(job.file_name, File(file))
    now = timezone.now()
    kept = ExportJob.objects.filter(pk=job.pk, state=State.RUNNING).update(
        state=State.DONE,
        file_name=name,
        size=size,
        done=max(told.done, told.total),
        total=max(told.done, told.total),
        why=told.remark[:400],
        finished_at=now,
        expires_at=now + KEPT,
    )
    if not kept:  # cancelled at the last moment
        private_storage().delete(name)
