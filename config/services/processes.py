"""Starting and ending one child process, so that nothing of it is left."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config.services.identity import Identity, before_exec

OWNER = "MOODLOOP_SUPERVISED"
"""In the environment of every child: the directory of the supervisor that it belongs to."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """How to run one child, and how to end it."""

    name: str
    command: list[str]
    var_dir: Path
    directory: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    identity: Identity | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    """Sent by the kernel when the supervisor itself was killed."""
    grace: float = 5.0
    """Seconds to end by itself before it is killed."""


def start(program: Program, output: int | IO[bytes] | None) -> subprocess.Popen[bytes]:
    """Start it in a session of its own: Ctrl-C reaches the supervisor only, which ends them in order."""
    return subprocess.Popen(
        program.command,
        cwd=program.directory,
        env={**os.environ, **program.environment, OWNER: str(program.var_dir)},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=before_exec(program.identity, program.death_signal),  # noqa: PLW1509 - we have one thread
    )


def stop(process: subprocess.Popen[bytes], program: Program) -> None:
    """Ask it to end, wait, and kill what is left of its group."""
    if process.poll() is None:
        process.send_signal(program.stop_signal)
        try:
            process.wait(timeout=program.grace)
        except subprocess.TimeoutExpired:
            kill_group(process)
            process.wait()
    kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    # Missing when all of it has ended; macOS says "not permitted" of a group of zombies.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def running(program: Program, output: int | IO[bytes] | None) -> Iterator[subprocess.Popen[bytes]]:
    """The process, while the block runs."""
    process = start(program, output)
    try:
        yield process
    finally:
        stop(process, program)
