"""Whoever works with one hand reaches everything with it, on the keyboard and on glass."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from labeling.models import Flag, Preference, Verdict
from tests.frontend.desk import Desk

pytestmark = pytest.mark.e2e


def use(curator: User, hand: str) -> None:
    Preference.objects.create(user=curator, one_handed=hand)


def said(item: str) -> dict[str, str]:
    verdicts = Verdict.objects.standing().filter(review__item_id=int(item))
    return dict(verdicts.values_list("tag__slug", "value"))


def test_the_left_hand_marks_goes_on_and_undoes(desk: Desk, curator: User) -> None:
    use(curator, "left")
    desk.open()

    item = desk.answer("1", "2", "2", "g")
    desk.unsent(0)

    assert said(item) == {"romantic": "yes", "lovely": "no"}
    desk.page.keyboard.press("z")
    expect(desk.root).to_have_attribute("data-item-id", item)


def test_the_left_hand_sees_why_and_searches(desk: Desk, page: Page, curator: User) -> None:
    use(curator, "left")
    desk.open()

    page.keyboard.down("v")
    expect(page.locator("[data-part=heat]")).to_be_visible()
    page.keyboard.up("v")
    expect(page.locator("[data-part=heat]")).to_be_hidden()
    page.keyboard.press("t")

    expect(page.locator("[role=combobox]")).to_be_focused()


def test_the_right_hand_marks_answers_and_undoes(desk: Desk, curator: User) -> None:
    use(curator, "right")
    desk.open()

    item = desk.answer("u", "i", "i", "Enter")
    desk.unsent(0)
    assert said(item) == {"romantic": "yes", "lovely": "no"}
    desk.page.keyboard.press("l")
    expect(desk.root).to_have_attribute("data-item-id", item)
    desk.answer("k")
    desk.unsent(0)

    assert set(said(item).values()) == {"no"}


def test_without_a_hand_chosen_these_keys_do_nothing(desk: Desk, page: Page) -> None:
    desk.open()
    before = desk.item

    for key in ["g", "v", "t", "q", "u", "i", "o", "p", "j", "k", "l"]:
        page.keyboard.press(key)

    assert desk.item == before
    expect(desk.row("romantic")).to_have_attribute("data-value", "")
    assert not Flag.objects.exists()


@pytest.mark.parametrize("hand", ["left", "right"])
def test_the_keys_are_told(desk: Desk, page: Page, curator: User, hand: str) -> None:
    use(curator, hand)
    desk.open()

    page.keyboard.press("?")

    heading = {"left": "왼손만으로", "right": "오른손만으로"}
    expect(page.get_by_role("heading", name=heading[hand])).to_be_visible()


@pytest.mark.parametrize("hand", ["left", "right"])
def test_the_answers_lie_under_the_thumb(phone: Desk, curator: User, hand: str) -> None:
    """Within the lower half, at the hand's side, each as large as a thumb, and none outside the window."""
    use(curator, hand)
    phone.open()

    view = phone.page.viewport_size
    assert view is not None
    for name in ("a", "x", " ", "Enter"):
        box = phone.page.locator(f".answers [data-do='{name}']").bounding_box()
        assert box is not None
        middle = box["x"] + box["width"] / 2
        assert box["height"] >= 44
        assert box["y"] > view["height"] / 2
        assert 0 <= box["x"] <= box["x"] + box["width"] <= view["width"]
        assert middle < 0.75 * view["width"] if hand == "left" else middle > 0.25 * view["width"]
    enter = phone.page.locator(".answers [data-do=Enter]").bounding_box()
    assert enter is not None
    assert (enter["x"] < view["width"] / 2) == (hand == "left")
