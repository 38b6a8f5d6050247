"""On a phone: swipes, and buttons for all of it."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from labeling.models import Verdict
from tests.frontend.desk import Desk

pytestmark = pytest.mark.e2e


@pytest.fixture
def phone(
    photos: None, live_server: LiveServer, client: Client, curator: User, browser: Browser
) -> Iterator[Desk]:
    client.force_login(curator)
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="ko-KR"
    )
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    desk = Desk(context.new_page(), live_server.url)
    desk.open()
    yield desk
    context.close()


def swipe(desk: Desk, across: int, down: int = 0) -> None:
    """One finger over the photo, as the browser itself would report it."""
    box = desk.page.locator("[data-part=stage]").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = desk.page.context.new_cdp_session(desk.page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 6):
        point = {"x": x + across * step / 5, "y": y + down * step / 5}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def values(item: str) -> list[str]:
    verdicts = Verdict.objects.filter(review__item_id=int(item)).order_by("id")
    return list(verdicts.values_list("value", flat=True))


@pytest.mark.parametrize(
    ("across", "meant"), [(150, ["yes", "yes", "yes", "no"]), (-150, ["no", "no", "no", "no"])]
)
def test_a_swipe_answers(phone: Desk, across: int, meant: list[str]) -> None:
    item = phone.item

    swipe(phone, across)
    expect(phone.root).not_to_have_attribute("data-item-id", item)
    phone.unsent(0)

    assert values(item) == meant


@pytest.mark.parametrize(("across", "down"), [(40, 0), (20, 200)], ids=["too short", "scrolling"])
def test_a_doubtful_swipe_answers_nothing(phone: Desk, across: int, down: int) -> None:
    item = phone.item

    swipe(phone, across, down)

    assert phone.answer("x") == item
    phone.unsent(0)
    assert values(item) == ["no"] * 4


def test_everything_has_a_button(phone: Desk) -> None:
    item = phone.item

    phone.row("romantic").locator("[data-mark=no]").tap()
    phone.row("lovely").locator("[data-mark=yes]").tap()
    phone.page.locator("[data-do=Enter]").tap()
    expect(phone.root).not_to_have_attribute("data-item-id", item)
    phone.unsent(0)
    assert values(item) == ["no", "yes"]

    phone.page.locator("[data-do=z]").tap()
    expect(phone.root).to_have_attribute("data-item-id", item)
    phone.unsent(0)
    assert not Verdict.objects.standing().exists()


def test_nothing_reaches_past_the_edge(phone: Desk) -> None:
    for path in ("/", "/review/", "/models/", "/style/"):
        phone.page.goto(phone.address + path)

        assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390, path
