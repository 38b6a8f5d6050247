"""What cannot work is told in one line on standard error, with exit status 1 and no traceback."""

import socket
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from tests.config.supervised import left_running, manage

UNREACHABLE = "postgresql://u:secret@127.0.0.1:1/shop"


def refusal(result_of: tuple[int, str]) -> str:
    status, errors = result_of
    assert status == 1
    (line,) = errors.strip().splitlines()
    return line


def url_of(database: str) -> str:
    """Of another database on the server that the tests use."""
    there = connection.settings_dict
    who = there["USER"] + (f":{there['PASSWORD']}" if there["PASSWORD"] else "")
    return f"postgresql://{who}@{quote(there['HOST'], safe='')}:{there['PORT'] or 5432}/{database}"


def run(var_dir: Path, *words: str, **variables: str) -> tuple[int, str]:
    result = manage(var_dir, *words, **variables)
    return result.returncode, result.stderr


@pytest.mark.parametrize("words", [("demo", "--port", "0"), ("showmigrations",)], ids=lambda words: words[0])
@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("nonsense", "DATABASE_URL"),
        ("postgresql://u:secret@localhost:notaport/shop", "DATABASE_URL"),
        ("sqlite:///shop.db", "only PostgreSQL"),
        (UNREACHABLE, "Connection refused"),
    ],
)
def test_a_broken_database_url(tmp_path: Path, words: tuple[str, ...], url: str, reason: str) -> None:
    line = refusal(run(tmp_path, *words, DATABASE_URL=url, CELERY_BROKER_URL="redis://127.0.0.1:1"))

    assert reason in line
    assert "secret" not in line


@pytest.mark.django_db
def test_a_database_that_does_not_exist(tmp_path: Path) -> None:
    line = refusal(run(tmp_path, "demo", "--port", "0", DATABASE_URL=url_of("no_such_database")))

    assert "no_such_database" in line


@pytest.mark.django_db
@pytest.mark.parametrize("words", [("demo", "--port", "0"), ("migrate",)], ids=lambda words: words[0])
def test_a_server_without_the_extensions(tmp_path: Path, words: tuple[str, ...]) -> None:
    none_installed = "?options=-c%20extension_control_path%3D/nowhere"

    line = refusal(run(tmp_path, *words, DATABASE_URL=url_of("postgres") + none_installed))

    assert "extension" in line
    assert "vector" in line


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])

        line = refusal(run(tmp_path, "demo", "--port", port))

    assert f"Port {port} is in use" in line
    assert left_running(tmp_path) == []


def test_a_catalog_that_does_not_exist(tmp_path: Path) -> None:
    line = refusal(run(tmp_path, "demo", "--catalog", str(tmp_path / "nowhere")))

    assert "nowhere" in line


def test_a_setting_that_is_no_number(tmp_path: Path) -> None:
    line = refusal(run(tmp_path, "showmigrations", MOODLOOP_RETRAIN_AFTER="soon"))

    assert "MOODLOOP_RETRAIN_AFTER" in line


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("MOODLOOP_AUDIT_SHARE", "1.5"),
        ("MOODLOOP_AUDIT_SHARE", "nan"),
        ("MOODLOOP_CONTROL_SHARE", "-0.1"),
        ("MOODLOOP_LEASE_MINUTES", "0"),
    ],
)
def test_a_number_that_makes_no_sense(tmp_path: Path, setting: str, value: str) -> None:
    line = refusal(run(tmp_path, "showmigrations", **{setting: value}))

    assert setting in line
