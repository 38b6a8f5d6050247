"""Where the browser gives no room, answers wait in the tab: that is said, and whoever closes it is warned."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from labeling.models import Review
from tests.frontend.desk import Desk

pytestmark = pytest.mark.e2e
FORBIDDEN = """indexedDB.open = () => { throw new DOMException("no", "SecurityError"); };"""
FULL = """IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };"""


@pytest.mark.parametrize("why", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_answers_still_arrive(desk: Desk, page: Page, why: str) -> None:
    page.add_init_script(why)
    desk.open()

    items = [int(desk.answer("x")) for _ in range(2)]
    page.keyboard.press("z")
    expect(desk.root).to_have_attribute("data-item-id", str(items[1]))
    desk.unsent(0)

    assert Review.objects.standing().get().item_id == items[0]
    expect(page.locator("[data-part=alert]")).to_be_hidden()


@pytest.mark.parametrize("why", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_whoever_leaves_too_early_is_warned(desk: Desk, page: Page, why: str) -> None:
    warned: list[str] = []

    def stay(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.add_init_script(why)
    desk.open()
    desk.fails_with(0)

    desk.answer("x")
    expect(page.locator("[data-part=notice]")).to_contain_text("이 탭을 닫지 마세요")
    page.close(run_before_unload=True)
    expect(desk.root).to_have_attribute("data-unsent", "1")

    assert warned == ["beforeunload"]
    desk.recovers()
    desk.unsent(0)
    assert Review.objects.count() == 1


def test_whoever_leaves_with_everything_safe_is_not(desk: Desk, page: Page) -> None:
    warned: list[str] = []

    def leave(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    desk.open()
    desk.fails_with(0)
    desk.answer("x")
    expect(page.locator("[data-part=notice]")).to_contain_text("안전하게")

    page.goto(f"{desk.address}/")

    assert warned == []
