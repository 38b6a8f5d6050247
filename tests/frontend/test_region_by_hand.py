"""R shows where the product is; the box is dragged or nudged, kept, and one undo away."""

import pytest
from playwright.sync_api import Locator, Page, expect

from catalog.models import ProductImage, Region
from catalog.services.regions import curated_boxes, note_seen
from labeling.models import QueueItem, Review
from tests.frontend.desk import Desk
from tests.making import NOON

pytestmark = pytest.mark.e2e

SEEN = (0.2, 0.2, 0.6, 0.6)
KEPT = "상자를 저장했습니다"


@pytest.fixture
def image(desk: Desk) -> ProductImage:
    """The photo on screen, with what the CNN sees on it."""
    image = QueueItem.objects.order_by("-priority")[0].image
    note_seen({image.pk: SEEN}, encoder_key="e1", now=NOON)
    desk.open()
    return image


def box(page: Page) -> Locator:
    return page.locator("[data-part=region]")


def hint(page: Page, text: str) -> None:
    expect(page.locator("[data-part=hint]")).to_contain_text(text)


def stored(page: Page, image: ProductImage, act: str) -> tuple[float, ...] | None:
    """What a person says of the image after this key, which sends something."""
    with page.expect_response("**/api/images/*/region/*"):
        page.keyboard.press(act)
    return curated_boxes([image.pk]).get(image.pk)


def test_arrows_nudge_and_enter_keeps(desk: Desk, page: Page, image: ProductImage) -> None:
    item = desk.item
    page.keyboard.press("r")
    expect(box(page)).to_be_visible()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "Shift+ArrowRight"):
        page.keyboard.press(key)

    said = stored(page, image, "Enter")

    assert said == pytest.approx((0.22, 0.21, 0.63, 0.61))
    expect(box(page)).to_be_hidden()
    hint(page, KEPT)
    assert desk.item == item
    assert not Review.objects.exists()


def test_a_handle_is_dragged_and_z_takes_it_back(desk: Desk, page: Page, image: ProductImage) -> None:
    page.get_by_role("button", name="상품 상자").click()
    corner, frame = box(page).locator("[data-edges=se]").bounding_box(), page.locator("[data-part=frame]")
    room = frame.bounding_box()
    assert corner
    assert room
    page.mouse.move(corner["x"] + corner["width"] / 2, corner["y"] + corner["height"] / 2)
    page.mouse.down()
    page.mouse.move(room["x"] + 0.9 * room["width"], room["y"] + 0.8 * room["height"], steps=4)
    page.mouse.up()

    said = stored(page, image, "r")
    undone = stored(page, image, "z")

    assert said == pytest.approx((0.2, 0.2, 0.9, 0.8), abs=0.01)
    assert undone is None
    assert Region.objects.filter(source="curator").count() == 1
    page.keyboard.press("r")
    assert box(page).evaluate("box => box.style.getPropertyValue('--x1')") == "0.6"


def test_escape_keeps_what_was(desk: Desk, page: Page, image: ProductImage) -> None:
    page.keyboard.press("r")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")

    expect(box(page)).to_be_hidden()
    page.keyboard.press("r")
    assert box(page).evaluate("box => box.style.getPropertyValue('--x0')") == "0.2"
    assert curated_boxes([image.pk]) == {}


def test_an_open_box_stands_in_nobodys_way(desk: Desk, page: Page, image: ProductImage) -> None:
    page.keyboard.press("r")

    desk.answer("x")
    desk.unsent(0)

    expect(box(page)).to_be_hidden()
    assert Review.objects.count() == 1


def test_a_box_that_could_not_be_sent_is_told_of(desk: Desk, page: Page, image: ProductImage) -> None:
    page.route(
        "**/api/images/*/region/", lambda route: route.fulfill(status=400, body='{"detail": "너무 작음"}')
    )
    page.keyboard.press("r")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("r")

    hint(page, "너무 작음")
    page.keyboard.press("r")
    assert box(page).evaluate("box => box.style.getPropertyValue('--x0')") == "0.2"
