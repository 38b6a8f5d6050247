"""axe-core finds nothing serious on any page: in light and dark, on a desk and on a phone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.frontend.gallery import Gallery
from tests.frontend.looking import SCHEMES, looking, settle, turn

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

SERIOUS = {"serious", "critical"}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
FIND = """(rules) => axe.run(document, rules).then(({ violations }) => violations.map(
  ({ id, impact, help, nodes }) => ({ id, impact, help, nodes: nodes.map((one) => one.target.join()) })))"""


Found = dict[str, list[str]]
"""Issues, and the pages that have them."""


def note(found: Found, page: Page, name: str) -> None:
    for issue in serious(page):
        found[issue].append(name)


def told(found: Found) -> str:
    return "\n".join(f"{issue} ({', '.join(names)})" for issue, names in found.items())


def serious(page: Page) -> Iterator[str]:
    """What a screen reader, a keyboard or weak eyes would stumble over, and where."""
    page.evaluate(AXE_SCRIPT)
    for found in page.evaluate(FIND, RULES):
        if found["impact"] in SERIOUS:
            yield f"{found['id']}: {found['help']} at {', '.join(found['nodes'][:3])}"


def test_no_page_has_a_serious_issue(
    gallery: Gallery, live_server: LiveServer, browser: Browser, manager: User
) -> None:
    """All pages in one test: what costs is making the gallery."""
    found: Found = defaultdict(list)

    for width, person in product((1440, 390), (manager, None)):
        pages = gallery.pages(person) if person else {"login": "/login/", "shop": "/style/"}
        with looking(browser, live_server.url, person=person, width=width, bypass_csp=True) as page:
            for name, path in pages.items():
                page.goto(path)
                settle(page)
                for scheme in SCHEMES:
                    turn(page, scheme)
                    note(found, page, f"{name} {width} {scheme}")

    assert not found, told(found)


def test_an_empty_house_has_no_serious_issue_either(
    transactional_db: None, live_server: LiveServer, browser: Browser, manager: User
) -> None:
    found: Found = defaultdict(list)

    with looking(browser, live_server.url, person=manager, bypass_csp=True) as page:
        for path in ("/", "/review/", "/grid/", "/compare/", "/models/", "/models/runs/", "/style/"):
            page.goto(path)
            settle(page)
            note(found, page, path)

    assert not found, told(found)


def test_what_opens_over_a_page_has_no_serious_issue(
    gallery: Gallery, live_server: LiveServer, browser: Browser, curator: User
) -> None:
    found: Found = defaultdict(list)

    with looking(browser, live_server.url, person=curator, bypass_csp=True) as page:
        page.goto("/review/")
        settle(page)
        for key in ("?", "e", "c", "f"):
            page.keyboard.press(key)
            note(found, page, key)
            page.keyboard.press("Escape")

    assert not found, told(found)


def test_the_finder_finds(page: Page) -> None:
    """Or all of this would pass with a broken script."""
    page.set_content('<html lang="ko"><title>x</title><main><h1>x</h1><img src="data:,"><input></main>')

    assert {line.split(":")[0] for line in serious(page)} >= {"image-alt", "label"}
