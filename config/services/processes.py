"""Starting and ending one child process, so that nothing of it is left."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import IO

from config.services.errors import ServiceError
from config.services.identity import Identity, before_exec

OWNER = "MOODLOOP_SUPERVISED"
"""In the environment of every child: the directory of the supervisor that it belongs to."""
POLL_SECONDS = 0.05


class Stage(IntEnum):
    """What stands on what: started upwards, stopped downwards."""

    DATABASE = 0
    BROKER = 1
    APPLICATION = 2


@dataclass(frozen=True, kw_only=True)
class Program:
    """How to run one child, how to know that it works, and how to end it."""

    name: str
    command: list[str]
    var_dir: Path
    directory: Path
    stage: Stage
    environment: Mapping[str, str] = field(default_factory=dict)
    identity: Identity | None = None
    niceness: int = 0
    sockets: tuple[int, ...] = ()
    """Open file descriptors that it inherits."""
    prepare: Callable[[], None] = lambda: None
    """Called before each start; mends what an earlier one left."""
    answers: Callable[[], bool] = lambda: True
    """Whether it is there for its clients."""
    ready_seconds: float = 60.0
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    """Sent by the kernel when the supervisor itself was killed."""
    grace: float = 5.0
    """Seconds to end by itself before it is killed."""
    hides: str = ""
    """Lines that contain this are not worth a place in the log."""
    once: bool = False
    """It ends by itself, and is not started again."""


def start(program: Program, output: int | IO[bytes]) -> subprocess.Popen[bytes]:
    """Start it in a session of its own: Ctrl-C reaches the supervisor only, which ends them in order."""
    program.prepare()
    return subprocess.Popen(
        program.command,
        cwd=program.directory,
        env={**os.environ, **program.environment, OWNER: str(program.var_dir)},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        pass_fds=program.sockets,
        preexec_fn=before_exec(program.identity, program.death_signal, program.niceness),  # noqa: PLW1509 - we have one thread
    )


def stop(process: subprocess.Popen[bytes], program: Program) -> None:
    """Ask it to end, wait, and kill what is left of its group."""
    if process.poll() is None:
        process.send_signal(program.stop_signal)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=program.grace)
    kill_group(process)
    process.wait()


def kill_group(process: subprocess.Popen[bytes]) -> None:
    # Missing when all of it has ended; macOS says "not permitted" of a group of zombies.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def manner_of_end(status: int) -> str:
    """An exit status in words: Popen's is negative when a signal did it."""
    return f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"


@contextmanager
def running(program: Program, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The program, answering, while the block runs. ServiceError, with the log's end, if it doesn't."""
    with log.open("wb") as output:
        process = start(program, output)
    try:
        deadline = time.monotonic() + program.ready_seconds
        while not program.answers():
            if process.poll() is not None or time.monotonic() > deadline:
                raise ServiceError(f"{program.name} did not start: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(POLL_SECONDS)
        yield process
    finally:
        stop(process, program)
