"""One browser for the whole session: Playwright runs once in a process. `make test` installs chromium."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
ANSWERED_WITHIN_S = 20
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-color-profile=srgb"]


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


@pytest.fixture(autouse=True)
def no_request_outlives_its_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """A request under way and the emptying of the tables after a test lock each other out.

    Set up before what opens a browser, so that it ends after that and before the tables are emptied.
    """
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    server = request.getfixturevalue("live_server")
    yield
    all_is_answered(server)


def all_is_answered(server: LiveServer) -> None:
    """Every connection is served and closed.

    Connections are accepted in the order in which they came: once ours is answered, each that a browser
    opened before has a thread, which ends with the connection.
    """
    ours = HTTPConnection(server.thread.host, server.thread.port, timeout=ANSWERED_WITHIN_S)
    ours.request("HEAD", "/static/nothing")
    ours.getresponse()
    ours.close()
    until = time.monotonic() + ANSWERED_WITHIN_S
    while serving := [one for one in threading.enumerate() if "process_request_thread" in one.name]:
        for thread in serving:
            if thread.is_alive():  # one that is just being started cannot be waited for yet
                thread.join(until - time.monotonic())
        assert time.monotonic() < until, f"a connection is open {ANSWERED_WITHIN_S} s after the browser left"


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
