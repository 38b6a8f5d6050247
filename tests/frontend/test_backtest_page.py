"""The page of the back-tests in a real browser: within the policy, readable on a desk and on a phone."""

import os
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page

from tests.frontend.test_training_pages import champion, fits, page
from tests.training.racing import ask, backtest
from training.models import Backtest, ModelVersion

__all__ = ["champion", "page"]


@pytest.fixture
def found(champion: ModelVersion, manager: User) -> Backtest:
    return backtest(ask(manager), best="modal_uncertainty")


def test_the_race_is_seen_read_as_numbers_and_followed_by_a_click(
    found: Backtest,
    page: Page,
) -> None:
    page.goto("/models/backtest/")

    box = page.locator(".plot__picture svg").bounding_box()
    assert box is not None
    assert box["width"] > 250
    assert page.locator(".arms li").count() == 3
    assert fits(page)
    if pictures := os.environ.get("MOODLOOP_LOOK"):
        name = f"backtest-{page.viewport_size['width'] if page.viewport_size else 0}.png"
        page.screenshot(path=Path(pictures) / name, full_page=True)
        page.goto("/models/tags/cute/")
        page.screenshot(path=Path(pictures) / f"tag-{name}", full_page=True)
        page.goto("/models/backtest/")
    page.locator("[data-arm=modal_uncertainty] summary").click()
    page.locator("[data-arm=modal_uncertainty] form button").click()
    page.locator("[data-arm=modal_uncertainty] .badge").wait_for()
    assert page.locator("h1").count() == 1
