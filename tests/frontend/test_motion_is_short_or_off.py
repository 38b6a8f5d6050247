"""Nothing moves for longer than a moment, and nothing at all for whoever asks for that."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.frontend.looking import looking, settle

pytestmark = pytest.mark.e2e
LONGEST = """() => {
  const parts = [...document.querySelectorAll("*")]
    .flatMap((one) => [[one, null], [one, "::before"], [one, "::after"]]);
  const styles = parts.map(([one, part]) => getComputedStyle(one, part));
  const told = styles.map((style) => [style.animationDuration, style.transitionDuration].join()).join();
  return Math.max(...told.split(",").map((text) => parseFloat(text) || 0));
}"""
STILL, MOVING = ("reduce", 0), ("no-preference", 0.12)


@pytest.mark.parametrize("wish", [STILL, MOVING], ids=["still", "moving"])
def test_motion(
    photos: None, live_server: LiveServer, browser: Browser, curator: User, wish: tuple[str, float]
) -> None:
    motion, most = wish
    longest: dict[str, float] = {}

    with looking(browser, live_server.url, person=curator) as page:
        page.emulate_media(reduced_motion="reduce" if motion == "reduce" else "no-preference")
        for path in ("/", "/review/", "/grid/romantic/", "/compare/romantic/", "/me/", "/models/", "/style/"):
            page.goto(path)
            settle(page)
            if path == "/review/":  # a decision slides in
                page.keyboard.press("x")
                page.locator("[data-decision]").first.wait_for()
            longest[path] = page.evaluate(LONGEST)

    assert {path: seconds for path, seconds in longest.items() if seconds > most} == {}
