"""A PostgreSQL for each session and, on request, a Valkey: started when a test needs them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import caching
from config.services import addresses, postgres, valkey
from config.services.processes import running
from tests.plugin import SESSION

pytest_plugins = ["tests.browsing", "tests.cast"]


@pytest.fixture(scope="session")
def session_var() -> Path:
    return Path(os.environ["MOODLOOP_VAR"])


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, session_var: Path
) -> None:
    """Start PostgreSQL when the first test needs a database, unless DATABASE_URL names one."""
    if os.environ.get("DATABASE_URL"):
        return
    server = postgres.program(session_var, durable=False)
    SESSION.enter_context(running(server, session_var / "postgres.log"))


@pytest.fixture(scope="session")
def broker(session_var: Path) -> Iterator[str]:
    """The URL of a Valkey of this session's own."""
    with running(valkey.program(session_var), session_var / "valkey.log"):
        caching.left_alone.clear()  # tests before it found nobody there
        yield addresses.broker_url(session_var)
