"""What a killed supervisor left running: found by what only our children have, ended before a new start."""

import contextlib
import signal
from collections.abc import Callable
from pathlib import Path

import psutil

from config.services.errors import ServiceError
from config.services.processes import OWNER

SERVER_PATIENCE = 60.0
"""Seconds for a PostgreSQL that is still writing its last checkpoint."""
PATIENCE = 3.0


def end_children(var_dir: Path) -> int:
    """End the children of an earlier supervisor of `var_dir`, and say how many there were.

    The caller holds the lock of `var_dir`, so they belong to nobody that lives.
    """
    return end(
        processes_where(lambda process: process.environ().get(OWNER) == str(var_dir)),
        signal.SIGTERM,
        PATIENCE,
    )


def end_servers(data_dir: Path) -> int:
    """End every PostgreSQL process that works in `data_dir`, and say how many there were.

    They overwrite their command lines and environments, but always work in their data directory.
    """
    return end(
        processes_where(
            lambda process: process.name() == "postgres" and process.cwd() == str(data_dir.resolve())
        ),
        signal.SIGINT,
        SERVER_PATIENCE,
    )


def processes_where(belongs: Callable[[psutil.Process], bool]) -> list[psutil.Process]:
    """Living processes that `belongs` is true of; what we may not look at is not ours."""
    own = psutil.Process()
    spared = {own.pid, *(parent.pid for parent in own.parents())}
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.pid not in spared and belongs(process) and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def end(processes: list[psutil.Process], kindly: signal.Signals, patience: float) -> int:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(kindly)
    _, alive = psutil.wait_procs(processes, timeout=patience)
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    _, alive = psutil.wait_procs(alive, timeout=10.0)
    if alive:
        pids = ", ".join(str(process.pid) for process in alive)
        raise ServiceError(f"Processes of an earlier start do not end: {pids}. End them, then start again.")
    return len(processes)
