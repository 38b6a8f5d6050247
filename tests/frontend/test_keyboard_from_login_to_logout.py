"""A whole day without a pointer: log in, review, dialogs, grid, compare, home, log out, by keys alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import ProductImage, Tag
from labeling.models import Comparison, Pair, Review
from tests.frontend.desk import GLANCE
from tests.frontend.looking import looking
from tests.gridmaking import make_grid
from tests.making import NOON

pytestmark = pytest.mark.e2e

MOST = 90
"""Tabs to anything on any page."""
SHOWS = """() => {
  const seen = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const one = document.activeElement;
  if (one === document.body) return true;
  return [one, one.closest("label")].filter(Boolean).some((at) =>
    [null, "::after", "::before"].some((part) => seen(getComputedStyle(at, part))));
}"""


@pytest.fixture
def page(photos: None, live_server: LiveServer, browser: Browser, curator: User) -> Iterator[Page]:
    """Nobody is signed in; photos, a grid and pairs wait."""
    images, tag = list(ProductImage.objects.order_by("id")), Tag.objects.get(slug="romantic")
    make_grid(tag, images)
    for left, right in zip(images[:6:2], images[1:6:2], strict=True):
        Pair.objects.create(tag=tag, left=left, right=right, created_at=NOON)
    with looking(browser, live_server.url, person=None) as page:
        yield page


def tab_to(page: Page, wanted: str) -> None:
    """Tab by tab, as one does; what has the focus can be seen at each."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        assert page.evaluate(SHOWS), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} is not reached by Tab")


def follow(page: Page, link: str, address: str) -> None:
    tab_to(page, link)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(address))


def is_asked(page: Page) -> None:
    expect(page.locator("[data-state=asking]")).to_be_attached()


def log_in(page: Page) -> None:
    page.goto("/login/")
    expect(page.locator("#id_username")).to_be_focused()  # by itself, once the page is drawn
    page.keyboard.type("curator")
    page.keyboard.press("Tab")
    page.keyboard.type("curator-pass")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r":\d+/$"))


def test_a_day_without_a_pointer(page: Page) -> None:
    log_in(page)

    follow(page, "#start", "/review/$")
    expect(page.locator("[data-part=frame]")).to_have_attribute("data-ready", "yes")
    page.wait_for_timeout(GLANCE)
    item = page.locator("[data-review]").get_attribute("data-item-id") or ""
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator("[data-review]")).not_to_have_attribute("data-item-id", item)

    follow(page, "a[href='/grid/']", "/grid/$")
    follow(page, ".sheet__link", "/grid/romantic/$")
    is_asked(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("x")
    page.keyboard.press(" ")
    expect(page.locator("[data-grid]")).to_have_attribute("data-state", "empty")

    follow(page, "a[href='/compare/']", "/compare/$")
    follow(page, "a[href='/compare/romantic/']", "/compare/romantic/$")
    is_asked(page)
    expect(page.locator("[data-compare]")).to_have_attribute("data-ready", "yes")
    page.wait_for_timeout(GLANCE)
    pair = page.locator("[data-compare]").get_attribute("data-pair-id") or ""
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-compare]")).not_to_have_attribute("data-pair-id", pair)
    expect(page.locator("[data-compare]")).to_have_attribute("data-unsent", "0", timeout=15_000)

    follow(page, ".wordmark", r":\d+/$")
    follow(page, "[data-logout]", "/login/")
    assert Review.objects.get(item_id=int(item)).verdicts.count() == 1
    assert Comparison.objects.get(pair_id=int(pair)).answer == "left"


def test_dialogs_open_and_close_and_give_the_focus_back(page: Page) -> None:
    log_in(page)
    page.goto("/review/")
    is_asked(page)
    tab_to(page, "[data-do='?']")

    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_be_visible()
    assert page.evaluate("document.querySelector('dialog[open]').contains(document.activeElement)")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.evaluate("document.activeElement.matches('[data-do=\"?\"]')")


@pytest.mark.parametrize("path", ["/review/", "/grid/romantic/", "/compare/romantic/", "/me/"])
def test_nothing_keeps_the_focus(page: Page, path: str) -> None:
    """Once round the page, and the first link has it again."""
    log_in(page)
    page.goto(path)
    page.wait_for_load_state("networkidle")

    tab_to(page, ".skip")
    page.keyboard.press("Tab")

    tab_to(page, ".skip")


def test_the_skip_link_leads_past_the_header(page: Page) -> None:
    log_in(page)
    page.goto("/me/")

    tab_to(page, ".skip")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
