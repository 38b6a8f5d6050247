"""A browser, a demo, and a folder for pictures. `make test` installs Debian's chromium where apt is there."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from catalog.sample import generate
from tests.e2e.demo import Demo, running_demo
from tests.e2e.truth import read_truth

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-color-profile=srgb"]
PRODUCTS = 60
RETRAIN_AFTER = 8


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(
            "NO BROWSER: chromium is not installed and apt is not here. THE LOOP WAS NOT TESTED IN A BROWSER."
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A desktop page whose console errors and failed requests fail the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ko-KR")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


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
