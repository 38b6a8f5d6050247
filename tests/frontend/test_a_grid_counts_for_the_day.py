"""The day's figure grows with each grid, also where nothing more can be leased; and shrinks with undo."""

import pytest
from playwright.sync_api import expect

from tests.frontend.grids import LEASES, TILES, Sheet, hang_grid

pytestmark = pytest.mark.e2e


def test_the_day_is_counted_between_two_leases(sheet: Sheet) -> None:
    hang_grid()
    following = hang_grid()
    sheet.open()
    expect(sheet.part("today")).to_have_text("오늘 0장")
    sheet.page.route(LEASES, lambda route: route.abort())

    sheet.may_answer()
    sheet.page.keyboard.press("Enter")
    sheet.is_asking(following)
    expect(sheet.part("today")).to_have_text(f"오늘 {TILES}장")
    sheet.page.keyboard.press("z")

    expect(sheet.part("today")).to_have_text("오늘 0장")
