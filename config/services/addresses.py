"""Where the embedded services listen: pure functions of the directory; nothing is started here."""

import hashlib
import tempfile
from pathlib import Path
from urllib.parse import quote

LONGEST_SOCKET_PATH = 100
"""A unix socket's path may have 107 bytes on Linux, 103 on macOS."""
DATABASE_NAME = "moodloop"
DATABASE_USER = "moodloop"


def socket_directory(var_dir: Path) -> Path:
    """`var_dir`/run, or a short stand-in under the system's temporary directory when that is too long."""
    directory = var_dir / "run"
    if len(str(directory / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
        return directory
    return Path(tempfile.gettempdir()) / f"moodloop-{hashlib.sha256(str(var_dir).encode()).hexdigest()[:12]}"


def postgres_url(var_dir: Path) -> str:
    """The URL of the embedded database."""
    return f"postgresql://{DATABASE_USER}@{quote(str(socket_directory(var_dir)), safe='')}/{DATABASE_NAME}"


def broker_socket(var_dir: Path) -> Path:
    """Where the embedded Valkey listens."""
    return socket_directory(var_dir) / "valkey.sock"


def broker_url(var_dir: Path) -> str:
    """The URL of the embedded Valkey, as kombu writes it."""
    return f"redis+socket://{broker_socket(var_dir)}"
