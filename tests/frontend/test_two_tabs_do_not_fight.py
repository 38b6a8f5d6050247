"""Two tabs of one person share what waits: no photo is asked in both, and one that closes leaves its own."""

import pytest
from playwright.sync_api import Page, expect

from labeling.models import QueueItem, Review
from tests.frontend.desk import Desk

pytestmark = pytest.mark.e2e


def recorded() -> list[int]:
    return list(Review.objects.order_by("id").values_list("item_id", flat=True))


def second_tab(desk: Desk) -> Desk:
    other = Desk(desk.page.context.new_page(), desk.address)
    other.open()
    return other


def test_no_photo_is_asked_twice(desk: Desk) -> None:
    desk.open()
    other = second_tab(desk)

    items = [int(tab.answer("x")) for _ in range(4) for tab in (desk, other)]
    desk.unsent(0)
    other.unsent(0)

    assert len(set(items)) == 8
    assert sorted(recorded()) == sorted(items)


def test_a_tab_that_closes_hands_over_its_photos(desk: Desk, page: Page) -> None:
    """Twelve wait, and a tab takes eight ahead of need."""
    desk.open()
    other = second_tab(desk)
    for _ in range(3):
        other.answer("x")
    other.page.keyboard.press("x")
    expect(other.page.locator("[data-part=empty-title]")).to_contain_text("다른 탭에서 보고 있습니다")
    left = desk.item

    page.close()

    expect(other.root).to_have_attribute("data-item-id", left, timeout=20_000)
    other.is_ready()
    for _ in range(7):
        other.answer("x")
    other.page.keyboard.press("x")
    other.unsent(0)
    assert not QueueItem.objects.open().exists()
    assert Review.objects.count() == 12


def test_what_one_tab_took_back_only_that_tab_asks(desk: Desk, page: Page) -> None:
    desk.open()
    other = second_tab(desk)
    item = desk.answer("x")
    desk.unsent(0)

    page.keyboard.press("z")
    expect(desk.root).to_have_attribute("data-item-id", item)
    desk.unsent(0)
    seen = [other.answer("x") for _ in range(3)]
    other.unsent(0)

    assert item not in [*seen, other.item]
    assert desk.answer("1", "Enter") == item


def test_each_tab_takes_back_its_own(desk: Desk, page: Page) -> None:
    desk.open()
    other = second_tab(desk)
    mine, theirs = desk.answer("x"), other.answer("x")
    desk.unsent(0)

    page.keyboard.press("z")
    expect(desk.root).to_have_attribute("data-item-id", mine)
    desk.unsent(0)

    assert Review.objects.standing().get().item_id == int(theirs)
