"""A person's browser, opened as wide, as dark and in the language that a test wants."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

HEIGHTS = {1440: 900, 1024: 768, 390: 844}
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
STILL = "() => Promise.allSettled(document.getAnimations().map((one) => one.finished)).then(() => null)"
SETTLED = """() => document.fonts.ready.then(() => Promise.all(
  [...document.images].filter((one) => one.loading !== "lazy").map((one) => one.decode().catch(() => 0))))"""


@contextmanager
def looking(
    browser: Browser,
    address: str,
    *,
    person: User | None,
    width: int = 1440,
    language: str = "ko-KR",
    bypass_csp: bool = False,
) -> Iterator[Page]:
    """Signed in, unless nobody is; on a phone if it is as narrow as one."""
    is_phone = width < 500
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": HEIGHTS[width]},
        locale=language,
        has_touch=is_phone,
        is_mobile=is_phone,
        bypass_csp=bypass_csp,
        reduced_motion="reduce",
    )
    if person is not None:
        sign_in(context, address, person)
    yield context.new_page()
    context.close()


def sign_in(context: BrowserContext, address: str, person: User) -> None:
    client = Client()
    client.force_login(person)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])


def settle(page: Page) -> None:
    """What the page asks for by itself is there: pictures, the first question, plots."""
    page.wait_for_load_state("networkidle")
    page.evaluate(SETTLED)


def turn(page: Page, scheme: Scheme) -> None:
    """Light or dark, without another visit; its colours have stopped fading into the new ones."""
    page.emulate_media(color_scheme=scheme)
    page.evaluate(STILL)
