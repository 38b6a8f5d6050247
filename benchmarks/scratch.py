"""An empty database for a benchmark that needs one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import checkout  # noqa: F401 (finds the settings)


@contextmanager
def database(scratch: Path) -> Iterator[None]:
    """An empty database and a folder for photos, gone afterwards; the server of DATABASE_URL, or ours."""
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
        made = setup_databases(verbosity=0, interactive=False)
        try:
            yield
        finally:
            teardown_databases(made, verbosity=0)

    if settings.EMBEDDED_DATABASE:
        with running(postgres.program(scratch), scratch / "postgres.log"), prepared():
            yield
    else:
        with prepared():
            yield
