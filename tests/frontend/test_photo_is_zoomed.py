"""The photo is made larger and moved about; what lies over it stays where it is, and nothing is answered."""

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from labeling.models import Review
from tests.frontend.desk import Desk

pytestmark = pytest.mark.e2e


def frame(page: Page) -> FloatRect:
    return box(page.locator("[data-part=frame]"))


def box(node: Locator) -> FloatRect:
    found = node.bounding_box()
    assert found is not None
    return found


def scale(page: Page) -> float:
    return float(
        page.evaluate("getComputedStyle(document.querySelector('.photo')).getPropertyValue('--zoom')")
    )


def middle(page: Page) -> tuple[float, float]:
    stage = box(page.locator("[data-part=stage]"))
    return stage["x"] + stage["width"] / 2, stage["y"] + stage["height"] / 2


def test_keys_and_buttons(desk: Desk, page: Page) -> None:
    desk.open()
    whole = frame(page)

    page.keyboard.press("+")
    assert frame(page)["width"] == pytest.approx(1.5 * whole["width"], rel=0.01)
    page.locator(".stage__tools [data-do='+']").click()
    assert frame(page)["width"] == pytest.approx(2.25 * whole["width"], rel=0.01)
    page.keyboard.press("-")
    assert frame(page)["width"] == pytest.approx(1.5 * whole["width"], rel=0.01)
    page.keyboard.press("0")

    assert frame(page) == pytest.approx(whole)


def test_the_wheel_keeps_the_place_under_the_pointer(desk: Desk, page: Page) -> None:
    desk.open()
    whole = frame(page)
    x, y = whole["x"] + whole["width"] / 4, whole["y"] + whole["height"] / 4
    page.mouse.move(x, y)

    page.mouse.wheel(0, -600)

    expect(page.locator("[data-zoomed]")).to_be_attached()
    large = frame(page)
    assert scale(page) > 1.5
    assert (y - large["y"]) / large["height"] == pytest.approx(0.25, abs=0.02)


def test_a_drag_moves_it_and_never_off_the_stage(desk: Desk, page: Page) -> None:
    desk.open()
    for _ in range(4):
        page.keyboard.press("+")
    before, (x, y) = frame(page), middle(page)

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 40, steps=3)
    page.mouse.up()
    moved = frame(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 5000, y + 5000, steps=3)
    page.mouse.up()

    assert (moved["x"] - before["x"], moved["y"] - before["y"]) == pytest.approx((60, 40), abs=1)
    stage, end = box(page.locator("[data-part=stage]")), frame(page)
    assert end["x"] <= stage["x"] + 1
    assert end["y"] <= stage["y"] + 1


def test_arrows_move_a_large_photo(desk: Desk, page: Page) -> None:
    desk.open()
    for _ in range(4):
        page.keyboard.press("+")
    before = frame(page)

    page.keyboard.press("ArrowDown")

    assert frame(page)["y"] == pytest.approx(before["y"] - 80, abs=1)


def test_a_double_click_there_and_back(desk: Desk, page: Page) -> None:
    desk.open()
    x, y = middle(page)

    page.mouse.dblclick(x, y)
    assert scale(page) == 2.5
    page.mouse.dblclick(x, y)

    assert scale(page) == 1


def test_the_next_photo_is_whole_again(desk: Desk, page: Page) -> None:
    desk.open()
    page.keyboard.press("+")

    desk.answer("x")

    assert scale(page) == 1
    expect(page.locator("[data-zoomed]")).to_have_count(0)


def test_heat_map_and_box_stay_on_their_place(desk: Desk, page: Page) -> None:
    """Both are as large as the photo, whatever its size; a handle is no larger than before."""
    desk.open()
    page.keyboard.press("r")
    handle = box(page.locator("[data-edges=se]"))
    page.keyboard.press("Escape")
    page.keyboard.press("+")
    page.keyboard.press("+")
    photo = frame(page)

    page.keyboard.down("h")
    heat = box(page.locator("[data-part=heat]"))
    page.keyboard.up("h")
    page.keyboard.press("r")
    region = box(page.locator("[data-part=region]"))

    assert heat == pytest.approx(photo, abs=0.5)
    photo = frame(page)  # the buttons have made room
    assert region["width"] == pytest.approx(0.8 * photo["width"], abs=3)
    assert region["x"] == pytest.approx(photo["x"] + 0.1 * photo["width"], abs=3)
    assert box(page.locator("[data-edges=se]"))["width"] == pytest.approx(handle["width"], abs=0.5)


def spread(page: Page, x: float, y: float) -> None:
    """Two fingers that move apart, as the browser itself would report them."""
    fingers = page.context.new_cdp_session(page)
    for far in (20, 30, 50, 70):
        points = [{"x": x - far, "y": y, "id": 0}, {"x": x + far, "y": y, "id": 1}]
        kind = "touchStart" if far == 20 else "touchMove"
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_two_fingers_zoom_and_one_then_moves_instead_of_answering(phone: Desk) -> None:
    page, item = phone.page, phone.item
    x, y = middle(page)
    spread(page, x, y)
    large = scale(page)

    phone.drag((x - 70, y), (x + 70, y))

    assert large > 1.5
    assert scale(page) == large
    assert phone.item == item
    assert not Review.objects.exists()
    phone.page.keyboard.press("0")
    phone.drag((x - 60, y), (x + 90, y))
    expect(phone.root).not_to_have_attribute("data-item-id", item)
