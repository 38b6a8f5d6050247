"""The embedded services under a supervisor: what happens when somebody pulls a plug."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from config.services import addresses
from tests.config.supervised import Supervised, left_running, manage, supervised

READY = "Ctrl-C stops them"


@pytest.fixture(scope="module")
def var_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for the file: a data directory is made once. Only its owner may enter the folders above it."""
    return tmp_path_factory.mktemp("var").resolve()


@pytest.fixture
def services(var_dir: Path) -> Iterator[Supervised]:
    with supervised(var_dir, "services") as running:
        running.until_it_says(READY)
        yield running


def one_number(var_dir: Path, sql: str) -> int:
    with psycopg.connect(addresses.postgres_url(var_dir), autocommit=True) as connection:
        row = connection.execute(sql).fetchone()
    assert row is not None
    return int(row[0])


def ping(var_dir: Path) -> bool:
    with redis.Redis(unix_socket_path=str(addresses.broker_socket(var_dir))) as client:
        return bool(client.ping())


def answers(var_dir: Path) -> bool:
    try:
        return one_number(var_dir, "SELECT 1") == 1 and ping(var_dir)
    except (psycopg.OperationalError, redis.ConnectionError):
        return False


def test_ctrl_c_ends_both_quickly_and_leaves_nothing(services: Supervised) -> None:
    assert answers(services.var_dir)

    began = time.monotonic()
    status = services.end(signal.SIGINT)

    assert status == 0
    assert time.monotonic() - began < 15
    assert left_running(services.var_dir) == []


def test_a_killed_supervisor_starts_again_at_once_with_its_data(services: Supervised) -> None:
    sql = "CREATE TABLE IF NOT EXISTS kept (n int); INSERT INTO kept VALUES (7)"
    with psycopg.connect(addresses.postgres_url(services.var_dir), autocommit=True) as connection:
        connection.execute(sql)

    services.end(signal.SIGKILL)
    with supervised(services.var_dir, "services") as again:
        again.until_it_says(READY)

        assert one_number(services.var_dir, "SELECT max(n) FROM kept") == 7
        assert ping(services.var_dir)
    assert left_running(services.var_dir) == []


def test_all_killed_at_once_start_again(services: Supervised) -> None:
    """As when the machine loses its power: nobody tidies up."""
    postmaster, valkey = services.child("/postgres -D"), services.child("valkey-server")
    for process in (services.process, postmaster, valkey):
        os.kill(process.pid, signal.SIGKILL)
    services.process.wait()

    with supervised(services.var_dir, "services") as again:
        again.until_it_says(READY)

        assert answers(services.var_dir)


@pytest.mark.parametrize("victim", ["/postgres -D", "valkey-server"])
def test_a_service_that_dies_is_started_again(services: Supervised, victim: str) -> None:
    killed = services.child(victim)

    killed.kill()

    services.until_it_says("killed by SIGKILL")
    services.until(lambda: answers(services.var_dir), "both answer again")
    assert services.child(victim).pid != killed.pid


def test_a_reused_process_id_in_a_stale_file_is_no_hindrance(var_dir: Path) -> None:
    """As after a reboot: the number belongs to a process that has nothing to do with us."""
    with supervised(var_dir, "services") as first:
        first.until_it_says(READY)
    (var_dir / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{var_dir}/postgres\n0\n5432\n")

    with supervised(var_dir, "services") as again:
        again.until_it_says(READY)

        assert answers(var_dir)


def test_a_second_supervisor_is_refused_in_one_line(services: Supervised) -> None:
    result = manage(services.var_dir, "services")

    assert result.returncode == 1
    (line,) = result.stderr.strip().splitlines()
    assert "already running" in line
    assert str(services.process.pid) in line
    assert answers(services.var_dir)
