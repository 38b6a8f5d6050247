"""What sellers type is text, whatever it looks like; photos of any shape fit."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from catalog.models import SellerTag
from labeling.models import QueueItem
from tests.frontend.desk import Desk, hang_photo

pytestmark = pytest.mark.e2e

MARKUP = "<img src=x onerror=alert(1)>\"'&amp;{{ 7*7 }}<script>alert(2)</script>"
LONG = "긴제목" * 160
RIGHT_TO_LEFT = "فستان \u202eevil"


@pytest.mark.parametrize("title", [MARKUP, LONG, RIGHT_TO_LEFT, ""], ids=["markup", "long", "rtl", "none"])
@pytest.mark.parametrize("size", [(2400, 120), (60, 2400)], ids=["wide", "tall"])
@pytest.mark.parametrize("width", [1440, 390])
def test_everything_fits_and_nothing_runs(
    desk: Desk, page: Page, title: str, size: tuple[int, int], width: int
) -> None:
    QueueItem.objects.all().delete()
    item = hang_photo(title, 50, size)
    SellerTag.objects.create(product=item.image.product, text=(title or "#")[:120])
    dialogs: list[str] = []

    def refuse(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.set_viewport_size({"width": width, "height": 844})

    desk.open()

    shown = page.locator("[data-part=title]")
    assert shown.text_content() == (title[:500] or "제목 없는 상품")
    assert shown.locator("*").count() == 0
    assert dialogs == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    photo, stage = page.locator(".photo").bounding_box(), page.locator(".stage").bounding_box()
    assert photo is not None
    assert stage is not None
    assert photo["x"] >= stage["x"] - 1
    assert photo["y"] >= stage["y"] - 1
    assert photo["x"] + photo["width"] <= stage["x"] + stage["width"] + 1
    assert photo["y"] + photo["height"] <= stage["y"] + stage["height"] + 1


def test_a_broken_photo_can_be_skipped(desk: Desk, page: Page) -> None:
    desk.page.route("**/display/", lambda route: route.fulfill(status=404, body=""))

    page.goto(f"{desk.address}/review/")
    expect(page.locator("[data-part=frame]")).to_have_attribute("data-ready", "broken")
    before = desk.item
    page.keyboard.press(" ")

    expect(desk.root).not_to_have_attribute("data-item-id", before)
