"""The demo as a child process, driven from outside like any user would."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from config.services import addresses

START_SECONDS = 120.0
"""A cold start with a small catalog on a busy two-core machine takes about a fifth of this."""


@dataclass(frozen=True)
class Demo:
    """A running demo, with its own directory, database, broker, workers and beat."""

    address: str
    var_dir: Path
    retrain_after: int

    def scalar(self, sql: str) -> int:
        """The one number that a query gives, asked of the demo's own database."""
        [[number]] = self.rows(sql)
        return int(number)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(addresses.postgres_url(self.var_dir)) as connection:
            return connection.execute(sql).fetchall()

    def wait_for(self, sql: str, *, seconds: float = 120.0) -> None:
        """Until the query's one value is true, asked again and again: it happens in other processes."""
        deadline = time.monotonic() + seconds
        while not self.scalar(sql):
            assert time.monotonic() < deadline, f"after {seconds:.0f} s still not: {sql}"
            time.sleep(0.2)


@contextmanager
def running_demo(*, var_dir: Path, catalog: Path, retrain_after: int) -> Iterator[Demo]:
    """`manage.py demo`, from the moment it answers until Ctrl-C has stopped all of it."""
    port = free_port()
    demo = Demo(address=f"http://127.0.0.1:{port}", var_dir=var_dir, retrain_after=retrain_after)
    log = var_dir / "demo.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--catalog", str(catalog), "--port", str(port)],
            cwd=settings.BASE_DIR,
            env=environment(var_dir, retrain_after),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_it_answers(demo, process, log)
        yield demo
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
    assert process.returncode == 0, tail(log)


def environment(var_dir: Path, retrain_after: int) -> dict[str, str]:
    """A new user's environment: the tests' own database and broker are not the demo's."""
    ours = {"DATABASE_URL", "CELERY_BROKER_URL", "MOODLOOP_VAR", "DJANGO_SETTINGS_MODULE"}
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    return {**inherited, "MOODLOOP_VAR": str(var_dir), "MOODLOOP_RETRAIN_AFTER": str(retrain_after)}


def wait_until_it_answers(demo: Demo, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the demo ended by itself:\n{tail(log)}"
        try:
            with urllib.request.urlopen(f"{demo.address}/login/", timeout=2) as response:  # noqa: S310
                assert response.status == 200
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)  # not there yet: asked again until the deadline
    raise AssertionError(f"the demo did not answer within {START_SECONDS:.0f} s:\n{tail(log)}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tail(log: Path) -> str:
    return log.read_text(errors="replace")[-4000:]
