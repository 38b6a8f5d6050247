"""A PostgreSQL for each session and, on request, a Valkey: started when a test needs them."""

import math
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from catalog.services import settings
from config import caching
from config.services import addresses, postgres, valkey
from config.services.processes import running
from tests.plugin import SESSION

pytest_plugins = ["tests.browsing", "tests.cast"]


@pytest.fixture(autouse=True)
def nothing_is_set_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """What earlier tests set is forgotten, and no test counts a query that another one has paid for."""
    monkeypatch.setattr(settings, "_read", settings._Read(math.inf, {}))


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


@pytest.fixture(scope="module", autouse=True)
def no_ghosts_in_the_graph(request: pytest.FixtureRequest) -> None:
    """What earlier tests rolled back stays in the HNSW graph of embeddings until it is vacuumed; their photos
    lie where those of the next tests do, and after some hundred tests a walk finds nothing but them."""
    mine = [item for item in request.session.items if item.path == request.path]
    fixtures = {name for item in mine for name in getattr(item, "fixturenames", ())}
    if not {"db", "transactional_db"} & fixtures and not any(i.get_closest_marker("django_db") for i in mine):
        return
    request.getfixturevalue("django_db_setup")
    with request.getfixturevalue("django_db_blocker").unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM catalog_embedding")
