"""Every pytest session has a directory of its own, and leaves nothing behind.

Loaded by `-p tests.plugin` (pyproject.toml), because settings are read before any conftest.
"""

import os
import shutil
import signal
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings

SESSION = ExitStack()
"""What ends with the session, also after Ctrl-C."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """Before pytest-django reads the settings."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a cancelled job tidies up like Ctrl-C
    var_dir = Path(tempfile.mkdtemp(prefix="moodloop-tests-")).resolve()
    SESSION.callback(shutil.rmtree, var_dir)
    os.environ["MOODLOOP_VAR"] = str(var_dir)
    if "PYTEST_XDIST_WORKER" in os.environ:
        # Small products on two threads wait for each other where another process has the cores.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ["DJANGO_HTTPS"] = "false"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's sync API runs an event loop of its own
    (var_dir / "static").mkdir()
    for ours in ("CELERY_BROKER_URL", "MOODLOOP_DEMO", "MOODLOOP_MEDIA", "MOODLOOP_STATIC"):
        os.environ.pop(ours, None)
    yield


def pytest_configure() -> None:
    """Settings that only make tests faster: weak hashes of passwords, static files as they are."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    SESSION.close()
