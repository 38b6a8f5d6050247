"""What a killed supervisor left running: found by what only our children have, ended before a new start."""

import contextlib
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from config.services.errors import ServiceError
from config.services.processes import OWNER

PATIENCE = 60.0
"""Seconds for a PostgreSQL that is still writing its last checkpoint."""


def end_leftovers(var_dir: Path, data_dir: Path) -> list[str]:
    """End children of an earlier supervisor of `var_dir`, the database last. Returns what it ended.

    The caller holds the lock of `var_dir`, so whoever runs there belongs to nobody that lives.
    """
    others = list(processes_where(lambda process: process.environ().get(OWNER) == str(var_dir)))
    servers = list(processes_where(lambda process: works_in(process, data_dir)))
    others = [process for process in others if process not in servers]
    ended = [f"{name_of(process)} ({process.pid})" for process in [*others, *servers]]
    end(others, signal.SIGTERM, patience=5.0)
    end(servers, signal.SIGINT, patience=PATIENCE)
    return ended


def works_in(process: psutil.Process, data_dir: Path) -> bool:
    """PostgreSQL overwrites its command line and environment, but always works in its data directory."""
    return process.name() == "postgres" and Path(process.cwd()) == data_dir


def processes_where(belongs: Callable[[psutil.Process], bool]) -> Iterator[psutil.Process]:
    """Living processes that `belongs` is true of; what we may not look at is not ours."""
    own = psutil.Process()
    spared = {own.pid, *(parent.pid for parent in own.parents())}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.pid not in spared and belongs(process) and process.status() != psutil.STATUS_ZOMBIE:
                yield process


def end(processes: list[psutil.Process], kindly: signal.Signals, patience: float) -> None:
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


def name_of(process: psutil.Process) -> str:
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return "a process that has just ended"
