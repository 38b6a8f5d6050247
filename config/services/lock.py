"""One supervisor for each directory."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.services.errors import ServiceError


@contextmanager
def only_supervisor(var_dir: Path) -> Iterator[None]:
    """Hold the directory's lock. The kernel lets it go however we end; children don't inherit it.

    Raises ServiceError when another process holds it.
    """
    var_dir.mkdir(parents=True, exist_ok=True)
    with (var_dir / "supervisor.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise ServiceError(
                f"Moodloop is already running in {var_dir} (process {file.read().strip() or 'unknown'}). "
                "Stop it first, or set MOODLOOP_VAR to another directory."
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
