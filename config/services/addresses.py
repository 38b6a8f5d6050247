"""Where the embedded services listen: functions of the directory; nothing is started here."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path
from urllib.parse import quote

from config.services.errors import ServiceError
from config.services.identity import Identity

LONGEST_SOCKET_PATH = 100
"""A unix socket's path may have 107 bytes on Linux, 103 on macOS."""
DATABASE_NAME = "moodloop"
DATABASE_USER = "moodloop"
POSTGRES_PORT = 5432


def socket_directory(var_dir: Path) -> Path:
    """`var_dir`/run, or a short stand-in under the system's temporary directory when that is too long."""
    directory = var_dir / "run"
    if len(str(directory / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
        return directory
    return Path(tempfile.gettempdir()) / f"moodloop-{hashlib.sha256(str(var_dir).encode()).hexdigest()[:12]}"


def make_socket_directory(var_dir: Path, user: Identity | None) -> None:
    """Make the directory, for its user's eyes only. Raises ServiceError where a stranger was there first."""
    directory = socket_directory(var_dir)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = directory.lstat()
    if not stat.S_ISDIR(owner.st_mode) or owner.st_uid not in {os.geteuid(), user.uid if user else -1}:
        raise ServiceError(f"{directory} belongs to somebody else. Set MOODLOOP_VAR to a shorter path.")
    directory.chmod(0o700)
    if user is not None:
        user.give(directory)


def postgres_url(var_dir: Path, database: str = DATABASE_NAME) -> str:
    """The URL of the embedded database. It names the port, or the user's PGPORT would."""
    host = quote(str(socket_directory(var_dir)), safe="")
    return f"postgresql://{DATABASE_USER}@{host}:{POSTGRES_PORT}/{database}"


def postgres_socket(var_dir: Path) -> Path:
    """Where the embedded PostgreSQL listens; the number is only a part of the file's name."""
    return socket_directory(var_dir) / f".s.PGSQL.{POSTGRES_PORT}"


def broker_socket(var_dir: Path) -> Path:
    """Where the embedded Valkey listens."""
    return socket_directory(var_dir) / "valkey.sock"


def broker_url(var_dir: Path) -> str:
    """The URL of the embedded Valkey, as kombu writes it."""
    return f"redis+socket://{broker_socket(var_dir)}"
