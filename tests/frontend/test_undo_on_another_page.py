"""What was decided on one page is taken back and done again on any other, which says so and leads there."""

import pytest
from playwright.sync_api import Page, expect

from labeling.models import Review
from tests.frontend.desk import Desk

pytestmark = pytest.mark.e2e


def elsewhere(desk: Desk) -> None:
    """The page of a tag's grids, where no grid waits."""
    desk.page.goto(f"{desk.address}/grid/lovely/")
    expect(desk.page.locator("[data-grid]")).to_have_attribute("data-state", "empty")


def standing() -> list[int]:
    return list(Review.objects.standing().values_list("item_id", flat=True))


def test_z_takes_back_says_what_and_leads_there(desk: Desk, page: Page) -> None:
    desk.open()
    item = desk.answer("x")
    desk.unsent(0)
    elsewhere(desk)
    expect(page.locator("[data-decision]")).to_have_count(1)

    with page.expect_response("**/withdraw/"):
        page.keyboard.press("z")
    expect(page.locator("[data-part=told]")).to_contain_text("되돌렸습니다: 원피스 0, 맞음 0개")
    assert standing() == []
    page.locator("[data-part=told] a").click()
    expect(desk.root).to_have_attribute("data-item-id", item)
    desk.is_ready()
    desk.answer("1", "Enter")
    desk.unsent(0)

    assert standing() == [int(item)]


def test_shift_z_does_it_again_from_there(desk: Desk, page: Page) -> None:
    desk.open()
    item = desk.answer("x")
    page.keyboard.press("z")
    expect(desk.root).to_have_attribute("data-item-id", item)
    desk.unsent(0)
    elsewhere(desk)

    with page.expect_response("**/api/reviews/"):
        page.keyboard.press("Shift+Z")
    expect(page.locator("[data-part=told]")).to_contain_text("다시 답했습니다: 원피스 0")

    assert standing() == [int(item)]


def test_a_thumbnail_leads_to_the_page_it_is_of(desk: Desk, page: Page) -> None:
    desk.open()
    item = desk.answer("1", "Enter")
    desk.unsent(0)
    elsewhere(desk)

    page.locator("[data-decision]").click()

    expect(desk.root).to_have_attribute("data-item-id", item)
    expect(desk.row("romantic")).to_have_attribute("data-value", "yes")
    assert standing() == [int(item)]
    assert page.url == f"{desk.address}/review/"


def test_what_was_not_sent_is_sent_from_there(desk: Desk, page: Page) -> None:
    desk.open()
    desk.fails_with(503)
    item = desk.answer("x")
    elsewhere(desk)
    expect(page.locator("[data-grid]")).to_have_attribute("data-unsent", "1")

    desk.recovers()
    expect(page.locator("[data-grid]")).to_have_attribute("data-unsent", "0", timeout=15_000)

    assert standing() == [int(item)]
