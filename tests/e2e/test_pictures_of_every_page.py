"""Every page as a person sees it, wide and narrow, by day and by night: pictures to be looked at.

They are written where `MOODLOOP_PAGES` says, and not among the documentation's, which are kept in the
repository. What can be told without eyes is asserted.
"""

from __future__ import annotations

import os
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from labeling.models import Preference
from tests.e2e.pictures import load_all, take_whole
from tests.frontend.conftest import gallery, photos_go_here
from tests.frontend.gallery import Gallery
from tests.frontend.looking import HEIGHTS, SCHEMES, looking, turn

__all__ = ["gallery", "photos_go_here"]
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

FOLDER = Path(os.environ.get("MOODLOOP_PAGES", settings.BASE_DIR / "var" / "pictures" / "pages"))


def test_every_page_is_taken_and_fits(
    gallery: Gallery, live_server: LiveServer, browser: Browser, curator: User
) -> None:
    """Nothing has to be scrolled to sideways, and nothing is left without its stylesheet."""
    curator.is_superuser = curator.is_staff = True
    curator.save()
    Preference.objects.create(user=curator, daily_goal=40)
    wrong: list[str] = []

    for width, person in product(HEIGHTS, (curator, None)):
        pages = gallery.pages(person) if person else {"login": "/login/"}
        with looking(browser, live_server.url, person=person, width=width) as page:
            for name, path in pages.items():
                page.goto(path)
                load_all(page)
                for scheme in SCHEMES:
                    turn(page, scheme)
                    take_whole(page, FOLDER / f"{name}-{width}-{scheme}.png")
                wrong += [f"{name} {width}: {what}" for what in amiss(page) if not name.startswith("admin")]

    assert wrong == []


def amiss(page: Page) -> list[str]:
    """What no page may have: sideways scrolling, an empty title, no heading or more than one."""
    found = []
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("wider than the window")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} h1")
    if not page.title().removesuffix("· Moodloop").strip():
        found.append("no title")
    return found
