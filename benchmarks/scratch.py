"""An empty database for a benchmark that needs one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import checkout  # noqa: F401 (finds the settings)


@contextmanager
def database(scratch: Path, *, connections: int = 0, keep: bool = False) -> Iterator[None]:
    """An empty database and a folder for photos, gone afterwards; the server of DATABASE_URL, or ours.

    Ours can be had with more connections than usual; and the database kept, for another run to find.
    """
    os.environ["MOODLOOP_VAR"] = str(scratch)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # noqa: PLC0415 (settings are read here, and not before the scratch folder is known)

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.test.utils import setup_databases, teardown_databases  # noqa: PLC0415

    from config.services import postgres  # noqa: PLC0415
    from config.services.processes import running  # noqa: PLC0415

    @contextmanager
    def prepared() -> Iterator[None]:
        # A kept database is not read into memory to be put back.
        made = setup_databases(verbosity=0, interactive=False, keepdb=keep, serialized_aliases=set())
        try:
            yield
        finally:
            teardown_databases(made, verbosity=0, keepdb=keep)

    if settings.EMBEDDED_DATABASE:
        server = postgres.program(scratch)
        if connections:
            server = replace(server, command=[*server.command, "-c", f"max_connections={connections}"])
        with running(server, scratch / "postgres.log"), prepared():
            yield
    else:
        with prepared():
            yield
