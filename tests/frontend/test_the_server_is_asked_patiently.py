"""A server that is busy, broken, or out of reach is asked again, later, and never more than it wants."""

import time

import pytest
from playwright.sync_api import Page, Route, expect

from labeling.models import Review
from tests.frontend.desk import ANSWERS, Desk

pytestmark = pytest.mark.e2e


def recorded() -> list[int]:
    return list(Review.objects.order_by("id").values_list("item_id", flat=True))


def test_it_waits_as_long_as_the_server_says(desk: Desk, page: Page) -> None:
    desk.open()
    tries: list[float] = []

    def busy_once(route: Route) -> None:
        tries.append(time.monotonic())
        if len(tries) == 1:
            route.fulfill(status=429, headers={"Retry-After": "2"}, body="{}")
        else:
            route.fallback()

    page.route(ANSWERS, busy_once)
    item = desk.answer("x")
    desk.unsent(1)
    page.locator("[data-part=hurry]").click()
    page.evaluate("dispatchEvent(new Event('online'))")
    desk.unsent(0)

    assert recorded() == [int(item)]
    assert len(tries) == 2
    assert tries[1] - tries[0] >= 2


def test_offline_and_back(desk: Desk, page: Page) -> None:
    desk.open()
    page.context.set_offline(True)
    items = [int(desk.answer("x")) for _ in range(3)]
    expect(page.locator("[data-part=notice]")).to_contain_text("답 3개가 이 브라우저에 안전하게 있습니다")

    page.context.set_offline(False)
    desk.unsent(0)

    assert recorded() == items


def test_an_answer_that_breaks_the_server_holds_up_no_other(desk: Desk, page: Page) -> None:
    desk.open()
    stuck = desk.item

    def stumble(route: Route) -> None:
        if f'"item":{stuck},' in (route.request.post_data or ""):
            route.fulfill(status=500, body="")
        else:
            route.fallback()

    page.route(ANSWERS, stumble)
    items = [int(desk.answer("x")) for _ in range(3)]
    desk.unsent(1)
    assert recorded() == items[1:]
    page.unroute(ANSWERS)
    desk.unsent(0)

    assert recorded() == [*items[1:], items[0]]


def test_a_photo_taken_back_while_it_is_on_its_way_is_taken_back_there(desk: Desk, page: Page) -> None:
    """Strictly in order: the answer, then what takes it back."""
    desk.open()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/reviews/" in request.url else None)
    desk.fails_with(503)
    item = desk.answer("x")
    expect(desk.root).to_have_attribute("data-sending", "retrying")

    page.keyboard.press("z")
    expect(desk.root).to_have_attribute("data-item-id", item)
    desk.recovers()
    desk.unsent(0)

    assert asked[-1].endswith("/withdraw/")
    assert Review.objects.get().withdrawal is not None
