"""R shows where the product is; the box is dragged or nudged, kept, and one undo away."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import FloatRect, Locator, Page, expect

from catalog.models import ProductImage, Region
from catalog.services.regions import curated_boxes, note_seen, set_region
from labeling.models import QueueItem, Review
from tests.frontend.desk import BOXES, Desk
from tests.making import NOON

pytestmark = pytest.mark.e2e

SEEN = (0.2, 0.2, 0.6, 0.6)
EARLIER = (0.1, 0.1, 0.7, 0.7)
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


def frame(page: Page) -> FloatRect:
    room = page.locator("[data-part=frame]").bounding_box()
    assert room
    return room


def hint(page: Page, text: str) -> None:
    expect(page.locator("[data-part=hint]")).to_contain_text(text)


def stored(page: Page, image: ProductImage, act: str) -> tuple[float, ...] | None:
    """What a person says of the image after this key, which sends something."""
    with page.expect_response(BOXES):
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
    corner, room = box(page).locator("[data-edges=se]").bounding_box(), frame(page)
    assert corner
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


def test_a_box_that_was_refused_is_told_of_and_can_be_sent_again(
    desk: Desk, page: Page, image: ProductImage
) -> None:
    desk.fails_with(400, '{"detail": "너무 작음"}', BOXES)
    page.keyboard.press("r")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("r")

    hint(page, "너무 작음")
    page.keyboard.press("r")
    assert box(page).evaluate("box => box.style.getPropertyValue('--x0')") == "0.2"
    page.keyboard.press("Escape")
    desk.recovers(BOXES)
    page.locator("[data-refusal] [data-part=again]").click()
    desk.unsent(0)

    assert curated_boxes([image.pk])[image.pk] == pytest.approx((0.19, 0.2, 0.59, 0.6))


def test_a_refused_box_that_is_given_up_asks_nothing_again(
    desk: Desk, page: Page, image: ProductImage
) -> None:
    item = desk.item
    desk.fails_with(400, '{"detail": "너무 작음"}', BOXES)
    page.keyboard.press("r")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("r")

    page.locator("[data-refusal] [data-part=judge]").click()

    desk.unsent(0)
    assert desk.item == item
    assert curated_boxes([image.pk]) == {}


def test_a_box_outlives_a_broken_connection_and_a_reload(desk: Desk, page: Page, image: ProductImage) -> None:
    desk.fails_with(0, what=BOXES)
    page.on("dialog", lambda dialog: dialog.accept())  # "leave the page?"
    page.keyboard.press("r")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    desk.unsent(1)

    page.reload()
    desk.is_ready()
    desk.unsent(1)
    page.keyboard.press("r")
    assert box(page).evaluate("box => Number(box.style.getPropertyValue('--x0'))") == pytest.approx(0.21)
    page.keyboard.press("Escape")
    desk.recovers(BOXES)
    desk.unsent(0)

    assert curated_boxes([image.pk])[image.pk] == pytest.approx((0.21, 0.2, 0.61, 0.6))


def test_an_undo_follows_its_box_when_the_connection_is_back(
    desk: Desk, page: Page, image: ProductImage
) -> None:
    set_region(image_id=image.pk, curator=User.objects.get(username="curator"), box=EARLIER, now=NOON)
    desk.fails_with(0, what=BOXES)
    page.keyboard.press("r")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=notice]")).to_contain_text("1")  # it was tried: the server may know it
    page.keyboard.press("z")
    desk.unsent(2)

    desk.recovers(BOXES)
    desk.unsent(0)

    assert Region.objects.filter(source="curator").count() == 2
    assert curated_boxes([image.pk]) == {image.pk: EARLIER}


def test_a_finger_drags_a_corner_and_answers_nothing(phone: Desk) -> None:
    page, item = phone.page, phone.item  # clicks: on a busy machine a tap may last so long that it is none
    image_id = QueueItem.objects.get(pk=item).image_id
    page.locator("[data-do=more]").click()
    page.locator("[data-part=more] [data-do=r]").click()
    corner, room = box(page).locator("[data-edges=se]").bounding_box(), frame(page)
    assert corner
    start = (corner["x"] + corner["width"] / 2, corner["y"] + corner["height"] / 2)

    phone.drag(start, (room["x"] + 0.5 * room["width"], room["y"] + 0.6 * room["height"]))
    page.locator(".stage__tools [data-do=r]").click()
    hint(page, KEPT)
    phone.unsent(0)

    assert curated_boxes([image_id])[image_id] == pytest.approx((0.1, 0.1, 0.5, 0.6), abs=0.02)
    assert phone.item == item
    assert not Review.objects.exists()
