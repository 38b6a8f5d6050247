"""W: the tag holds, but the model saw it in the wrong place."""

import pytest
from playwright.sync_api import Page, expect

from labeling.models import Verdict
from tests.frontend.desk import Desk

pytestmark = pytest.mark.e2e


def misplaced(item: str) -> dict[str, bool]:
    verdicts = Verdict.objects.standing().filter(review__item_id=int(item))
    return dict(verdicts.values_list("tag__slug", "misplaced"))


def test_w_says_yes_and_elsewhere(desk: Desk, page: Page) -> None:
    desk.open()
    page.keyboard.press("w")
    expect(desk.row("romantic").locator("[data-part=misplaced]")).to_be_visible()
    expect(desk.row("romantic")).to_have_attribute("data-value", "yes")

    item = desk.answer("2", "Enter")
    desk.unsent(0)

    assert misplaced(item) == {"romantic": True, "lovely": False}


def test_w_again_and_a_no_take_it_back(desk: Desk, page: Page) -> None:
    desk.open()
    mark = desk.row("romantic").locator("[data-part=misplaced]")
    for key, shown in (("w", True), ("w", False), ("w", True), ("1", False)):  # a yes that is pressed is a no
        page.keyboard.press(key)
        expect(mark).to_be_visible(visible=shown)

    item = desk.answer("Enter")
    desk.unsent(0)

    assert misplaced(item) == {"romantic": False}


def test_undo_takes_back_the_place_with_the_answer(desk: Desk, page: Page) -> None:
    desk.open()
    item = desk.answer("w", "Enter")
    desk.unsent(0)

    page.keyboard.press("z")
    expect(desk.root).to_have_attribute("data-item-id", item)
    desk.unsent(0)

    assert misplaced(item) == {}
    expect(desk.row("romantic").locator("[data-part=misplaced]")).to_be_hidden()
