"""What a key has answered is safe before its handler ends, however the tab ends."""

import os
import signal

import pytest
from playwright.sync_api import Browser, Error, Page, Route, expect

from labeling.models import Review
from tests.frontend.desk import Desk

pytestmark = pytest.mark.e2e
STOP_IN_THE_HANDLER = """() => addEventListener("keydown", () => {
  const question = new XMLHttpRequest();
  question.open("GET", "/stopped/", false);
  question.send();
})"""
"""Registered after the page's own: the thread that answers the key never gets any further."""


def recorded() -> list[int]:
    return list(Review.objects.order_by("id").values_list("item_id", flat=True))


def renderers(browser: Browser) -> set[int]:
    """The numbers of the processes that run pages."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return {process["id"] for process in processes if process["type"] == "renderer"}


def test_a_process_killed_inside_the_key_press(desk: Desk, page: Page, browser: Browser) -> None:
    desk.open()
    desk.fails_with(0)
    item = desk.item
    running = renderers(browser)
    killed: list[int] = []

    def kill(_: Route) -> None:
        for pid in running:
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    page.route("**/stopped/", kill)
    page.evaluate(STOP_IN_THE_HANDLER)
    with pytest.raises(Error):
        page.keyboard.press("x")
    again = Desk(page.context.new_page(), desk.address)
    again.open()
    again.unsent(0)

    assert killed
    assert recorded() == [int(item)]


def test_a_tab_closed_right_after_the_key_press(desk: Desk, page: Page) -> None:
    desk.open()
    desk.fails_with(0)
    items = [int(desk.answer("x")) for _ in range(2)] + [int(desk.item)]

    page.keyboard.press("x")
    page.close()
    again = Desk(page.context.new_page(), desk.address)
    again.open()
    again.unsent(0)

    assert recorded() == items


def test_an_answer_that_was_on_its_way_is_recorded_once(desk: Desk, page: Page) -> None:
    desk.open()
    item = desk.item

    page.keyboard.press("x")
    page.close()
    again = Desk(page.context.new_page(), desk.address)
    again.open()
    again.unsent(0)

    assert recorded() == [int(item)]


def test_a_new_tab_goes_on_where_the_closed_one_was(desk: Desk, page: Page) -> None:
    desk.open()
    items = [desk.answer("x"), desk.answer("1", "Enter")]
    desk.unsent(0)
    page.close()

    again = Desk(page.context.new_page(), desk.address)
    again.open()
    expect(again.page.locator("[data-decision]")).to_have_count(2)
    again.page.keyboard.press("z")

    expect(again.root).to_have_attribute("data-item-id", items[1])
    again.unsent(0)
    assert Review.objects.standing().get().item_id == int(items[0])


def test_what_an_older_version_left_is_sent(desk: Desk, page: Page) -> None:
    """It kept entries in localStorage, and took answers back by their own name."""
    desk.open()
    user = page.locator("[data-ledger]").get_attribute("data-user")
    item = int(desk.item)
    body = {"client_id": "6f1c1f8e-9d53-4a37-8d34-b1a1d1c5b001", "item": item, "outcome": "skipped"}
    key = f"moodloop.outbox.{user}.000001700000000000-000001-answer-{body['client_id']}"
    entry = {
        "kind": "answer",
        "client_id": body["client_id"],
        "body": body,
        "key": key,
        "title": "",
        "tried": True,
    }
    undo = entry | {"kind": "withdraw", "body": {}, "key": key.replace("000001-answer", "000002-withdraw")}
    page.evaluate(
        "entries => entries.forEach((one) => localStorage.setItem(one.key, JSON.stringify(one)))",
        [entry, undo],
    )

    page.reload()
    desk.is_ready()
    desk.unsent(0)

    assert Review.objects.get().withdrawal is not None
    assert page.evaluate("localStorage.length") == 0
