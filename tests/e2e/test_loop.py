"""The whole loop as its users live it: a real browser on a real demo, with real workers, broker and database.

A curator logs in, reviews photos by keyboard, sees the retraining happen, and sees suggestions change.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.demo import Demo

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(420)]

SOON = 60_000
"""Milliseconds: a training and a refill on a busy two-core machine."""


def test_suggestions_change_with_what_the_curator_says(demo: Demo, page: Page, pictures: Path) -> None:
    desk = Desk(page, demo)
    desk.log_in()
    desk.open()

    before = desk.model_key()
    first = desk.review_until_the_model_changes(from_key=before)
    second = desk.review_until_the_model_changes(from_key=first)
    suggestions = desk.probabilities()

    assert before == ""
    assert first != second
    assert suggestions
    assert all(0.0 <= probability <= 1.0 for probability in suggestions.values())
    page.screenshot(path=pictures / "review.png")
