"""Whose turn it is: one import at a time, by whoever holds the lock, which Postgres takes from the dead."""

from __future__ import annotations

import errno
import logging
from datetime import datetime

from django.db import DataError
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from catalog.models import ImportJob
from catalog.models.importing import MOST_ATTEMPTS
from catalog.services.cleaning import clean_text
from catalog.services.importing import LOCK
from catalog.services.imports.checking import check
from catalog.services.imports.running import run
from catalog.services.imports.undoing import undo
from catalog.services.imports.watch import STOPPED_BY, Stopped, TurnIsOver, Watch
from catalog.services.locks import held
from catalog.services.sources import SourceError

logger = logging.getLogger(__name__)
State = ImportJob.State
_WORK = {ImportJob.Stage.CHECK.value: check, ImportJob.Stage.RUN.value: run, ImportJob.Stage.UNDO.value: undo}
_FULL = {errno.ENOSPC, errno.EDQUOT}
DISK_IS_FULL = _("디스크가 가득 찼습니다. 여기까지는 온전합니다. 자리를 만든 뒤 이어서 할 수 있습니다.")
GIVEN_UP = _(
    "%(row)s번째 줄 근처에서 일하던 프로세스가 %(times)s번 죽었습니다."
    " 여기까지는 온전합니다. 서버의 기록을 봐 주세요."
)
CANNOT_READ = _("읽거나 쓸 수 없습니다: %(reason)s")
REASON = "%(reason)s"
"""A sentence of the engine, which is told in words where it is shown."""


def go_on_with_imports(*, now: datetime) -> bool:
    """Work on the import that is next until it ends or its turn is over; whether another one waits.

    The lock is the claim: what is said to be at work while we hold it has lost its worker.
    """
    with held(LOCK) as ours:
        if not ours:
            return False
        _let_go_of_the_dead()
        job = ImportJob.objects.to_be_worked_on().first()
        if job is None or not job.claim(now=now):
            return False
        _work_on(job)
    return ImportJob.objects.to_be_worked_on().exists()


def _let_go_of_the_dead() -> None:
    """What somebody asked of them meanwhile is done."""
    dead = ImportJob.objects.at_work()
    for wish, state in STOPPED_BY.items():
        dead.filter(wish=wish).update(state=state, wish="", finished_at=timezone.now())
    dead.filter(wish="").update(state=State.WAITING)


def _work_on(job: ImportJob) -> None:
    if job.attempts > MOST_ATTEMPTS:
        job.end(State.FAILED, GIVEN_UP, now=timezone.now(), row=job.done + 1, times=MOST_ATTEMPTS)
        return
    try:
        _WORK[job.stage](job, Watch(job))
    except Stopped as stopped:
        job.end(stopped.state, now=timezone.now())
    except TurnIsOver:
        ImportJob.objects.filter(pk=job.pk).update(state=State.WAITING, attempts=0)
    except SourceError as error:
        job.end(State.FAILED, REASON, now=timezone.now(), reason=_said(error))
    except OSError as error:
        logger.exception("import %s", job.pk)
        why = DISK_IS_FULL if error.errno in _FULL else CANNOT_READ
        job.end(State.FAILED, why, now=timezone.now(), reason=_said(error.strerror or error))
    except (DataError, ValueError) as error:  # what this file says will be no better another time
        logger.exception("import %s", job.pk)
        job.end(State.FAILED, CANNOT_READ, now=timezone.now(), reason=_said(error))


def _said(error: object) -> str:
    return clean_text(str(error))[:900]
