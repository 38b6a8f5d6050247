"""On a phone: swipes, and buttons for all of it."""

import pytest
from playwright.sync_api import expect

from labeling.models import Verdict
from tests.frontend.desk import Desk

pytestmark = pytest.mark.e2e


def swipe(desk: Desk, across: int, down: int = 0) -> None:
    """One finger over the photo."""
    box = desk.page.locator("[data-part=stage]").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    desk.drag((x, y), (x + across, y + down))


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
