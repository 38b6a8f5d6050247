"""A demo, what is true in it, and a folder for pictures."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from catalog.sample import generate
from tests.e2e.demo import Demo, running_demo
from tests.e2e.truth import read_truth

PRODUCTS = 60
RETRAIN_AFTER = 8


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalog")
    generate(folder, products=PRODUCTS, seed=7)
    return folder


@pytest.fixture(scope="session")
def truth(catalog: Path) -> dict[str, frozenset[str]]:
    """What holds for each photo, by its digest; the demo never reads it."""
    return read_truth(catalog)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, catalog: Path) -> Iterator[Demo]:
    with running_demo(
        var_dir=tmp_path_factory.mktemp("demo"), catalog=catalog, retrain_after=RETRAIN_AFTER
    ) as running:
        yield running


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where screenshots go; `make pictures` points it at the documentation's folder."""
    folder = Path(os.environ.get("MOODLOOP_PICTURES", settings.BASE_DIR / "var" / "pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
