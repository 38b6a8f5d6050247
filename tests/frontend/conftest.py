"""A curator at the review screen, in a real browser, with photos that wait."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from labeling.models import Pair
from tests.frontend.desk import Desk, hang_photos
from tests.frontend.gallery import Gallery, open_gallery
from tests.frontend.grids import Sheet
from tests.frontend.rivals import ON_A_DESK, Ring, hang_rivals


@pytest.fixture
def photos_go_here(transactional_db: None, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def photos(photos_go_here: None) -> None:
    """Twelve that wait."""
    hang_photos(12)


@pytest.fixture
def desk(
    photos: None, live_server: LiveServer, client: Client, curator: User, browser: Browser
) -> Iterator[Desk]:
    """The curator is signed in, and the screen is not open yet."""
    client.force_login(curator)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ko-KR")
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    yield Desk(context.new_page(), live_server.url)
    context.close()


@pytest.fixture
def phone(
    photos: None, live_server: LiveServer, client: Client, curator: User, browser: Browser
) -> Iterator[Desk]:
    client.force_login(curator)
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="ko-KR"
    )
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    desk = Desk(context.new_page(), live_server.url)
    desk.open()
    yield desk
    context.close()


@pytest.fixture
def gallery(
    photos_go_here: None, curator: User, second_curator: User, manager: User, tmp_path: Path
) -> Gallery:
    return open_gallery(tmp_path / "catalog", curator=curator, second=second_curator, manager=manager)


@pytest.fixture
def page(desk: Desk) -> Page:
    return desk.page


@pytest.fixture
def signed_in(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


@pytest.fixture
def open_seconds(monkeypatch: pytest.MonkeyPatch) -> float:
    """Of a grid before it may be answered: shortened, unless a test of that rule puts the real six here."""
    monkeypatch.setattr("labeling.services.sitting.OPEN_SECONDS", 1.5)
    return 1.5


@pytest.fixture
def sheet(
    photos_go_here: None, open_seconds: float, live_server: LiveServer, signed_in: Client, browser: Browser
) -> Iterator[Sheet]:
    """The curator is signed in, and the page of grids is not open yet."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, has_touch=True, locale="ko-KR")
    session = signed_in.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    yield Sheet(context.new_page(), live_server.url)
    context.close()


@pytest.fixture
def pairs(transactional_db: None, settings: Settings, tmp_path: Path) -> list[Pair]:
    settings.MEDIA_ROOT = tmp_path
    return hang_rivals(6)


@pytest.fixture(params=[ON_A_DESK], ids=["desk"])
def ring(
    pairs: list[Pair],
    live_server: LiveServer,
    signed_in: Client,
    browser: Browser,
    request: pytest.FixtureRequest,
) -> Iterator[Ring]:
    """The curator has the page open."""
    context = browser.new_context(locale="ko-KR", **request.param)
    session = signed_in.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    ring = Ring(context.new_page(), live_server.url)
    ring.open()
    yield ring
    context.close()
