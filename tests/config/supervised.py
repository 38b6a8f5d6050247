"""A supervisor as a child process, watched from outside like a user would."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from django.conf import settings

from config.services.processes import OWNER

PATIENCE = 90.0
"""Seconds; on an idle machine nothing here takes a tenth of it."""


@dataclass(frozen=True)
class Supervised:
    process: subprocess.Popen[bytes]
    log: Path
    var_dir: Path

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Return when the condition holds; fail when the supervisor ends first, or it takes too long."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert self.process.poll() is None, f"it ended before {what}:\n{self.text()}"
            assert time.monotonic() < deadline, f"not within {PATIENCE:.0f} s: {what}\n{self.text()}"
            time.sleep(0.05)  # looked at again until the deadline

    def until_it_says(self, words: str, times: int = 1) -> None:
        self.until(lambda: self.text().count(words) >= times, f"it says {words!r}")

    def text(self) -> str:
        return self.log.read_text(errors="replace")

    def child(self, words: str) -> psutil.Process:
        """The one child of the supervisor whose command line contains `words`."""
        children = psutil.Process(self.process.pid).children()
        (found,) = [child for child in children if words in " ".join(child.cmdline())]
        return found

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)


@contextmanager
def supervised(var_dir: Path, *words: str) -> Iterator[Supervised]:
    """`manage.py` with these words, killed at the end of the block if it still runs."""
    log = var_dir / f"{words[0]}-{time.monotonic_ns()}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", *words],
            cwd=settings.BASE_DIR,
            env=environment(var_dir),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield Supervised(process, log, var_dir)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE)


def manage(var_dir: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """`manage.py` with these words, run to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env={**environment(var_dir), **variables},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def environment(var_dir: Path) -> dict[str, str]:
    ours = {"DATABASE_URL", "CELERY_BROKER_URL", "DJANGO_HTTPS"}
    return {k: v for k, v in os.environ.items() if k not in ours} | {"MOODLOOP_VAR": str(var_dir)}


def left_running(var_dir: Path) -> list[str]:
    """Every process that belongs to a supervisor of `var_dir`, by its environment, files or words."""
    return [
        f"{process.pid} {' '.join(process.cmdline())}"
        for process in psutil.process_iter()
        if belongs(process, var_dir)
    ]


def belongs(process: psutil.Process, var_dir: Path) -> bool:
    try:
        return (
            process.environ().get(OWNER) == str(var_dir)
            or str(var_dir) in " ".join(process.cmdline())
            or Path(process.cwd()).is_relative_to(var_dir)
        )
    except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
        return False
