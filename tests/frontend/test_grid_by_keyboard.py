"""A whole grid by keyboard alone: arrows, X, U, Enter, Space, Z and Shift+Z."""

import re

import pytest
from playwright.sync_api import expect

from labeling.models import GridReview, Review
from labeling.services.sitting import OPEN_SECONDS
from tests.frontend.grids import TILES, Sheet, hang_grid, said

pytestmark = pytest.mark.e2e


def test_marked_tiles_are_not_and_the_rest_is(sheet: Sheet, open_seconds: float) -> None:
    grid, following = hang_grid(), hang_grid()
    sheet.open()
    keys = sheet.page.keyboard

    for key in ("ArrowRight", "ArrowRight", "x", "ArrowDown", "u", "End", "x", "Home", "x", "x"):
        keys.press(key)
    sheet.may_answer()
    keys.press("Enter")
    sheet.is_asking(following)
    sheet.all_sent()

    expected = dict.fromkeys(range(TILES), "yes") | {1: "no", 7: "unsure", TILES - 1: "no"}
    assert said(grid) == expected  # the first was marked and unmarked
    assert set(Review.objects.values_list("dwell_ms", flat=True)).isdisjoint({None, 0})
    assert GridReview.objects.get().seconds >= open_seconds


def test_the_question_and_the_rest_depend_on_the_kind(sheet: Sheet) -> None:
    grid = hang_grid(kind="unlikely")
    sheet.open()

    expect(sheet.part("question")).to_have_text("로맨틱인 것을 고르세요")
    expect(sheet.part("band")).to_contain_text("100장 중 2–9장꼴")
    sheet.page.keyboard.press("ArrowRight")
    sheet.page.keyboard.press("x")
    expect(sheet.tile(0).locator(".tile__sign")).to_have_text("✓")
    sheet.may_answer()
    sheet.page.get_by_role("button", name="나머지는 아닙니다").click()
    sheet.all_sent()

    assert said(grid) == dict.fromkeys(range(1, TILES), "no") | {0: "yes"}


@pytest.mark.parametrize("open_seconds", [OPEN_SECONDS])
def test_who_has_not_looked_yet_is_told_so_and_loses_nothing(sheet: Sheet) -> None:
    grid = hang_grid()
    sheet.open()
    sheet.page.keyboard.press("ArrowRight")
    sheet.page.keyboard.press("x")

    sheet.page.keyboard.press("Enter")

    expect(sheet.hint).to_have_text(re.compile("[1-6]초 뒤에 보낼 수 있습니다"))
    sheet.is_asking(grid)
    expect(sheet.tile(0)).to_have_attribute("aria-selected", "true")
    assert not GridReview.objects.exists()


def test_a_skipped_grid_says_nothing(sheet: Sheet) -> None:
    skipped, following = hang_grid(), hang_grid()
    sheet.open()

    sheet.page.keyboard.press(" ")
    sheet.is_asking(following)
    sheet.all_sent()

    assert GridReview.objects.get().outcome == "skipped"
    assert said(skipped) == {}


def test_undo_brings_the_grid_back_with_its_marks_and_redo_answers_it_again(sheet: Sheet) -> None:
    grid, following = hang_grid(), hang_grid()
    sheet.open()
    sheet.tile(3).click()
    sheet.may_answer()
    sheet.page.keyboard.press("Enter")
    sheet.is_asking(following)
    sheet.all_sent()  # else both cancel out, and one row is enough

    sheet.page.keyboard.press("z")
    sheet.is_asking(grid)
    expect(sheet.tile(3)).to_have_attribute("aria-selected", "true")
    sheet.all_sent()
    assert said(grid) == {}
    sheet.page.keyboard.press("Shift+Z")
    sheet.is_asking(following)
    sheet.all_sent()

    assert said(grid)[3] == "no"
    assert len(said(grid)) == TILES
    assert GridReview.objects.standing().count() == 1
    assert GridReview.objects.count() == 2


@pytest.mark.parametrize("key", ["z", " "])
def test_a_grid_that_still_loads_is_no_obstacle(sheet: Sheet, key: str) -> None:
    """Its last thumbnail never comes: taking back and skipping go on, with what was seen and marked."""
    grid, slow, following = hang_grid(), hang_grid(), hang_grid()
    last = slow.tiles.get(position=TILES - 1).image
    sheet.page.route(f"**/{last.sha256}/thumb/", lambda route: None)
    sheet.open()
    sheet.tile(2).click()
    sheet.page.keyboard.press(" ")
    sheet.is_asking(slow)

    sheet.page.keyboard.press(key)

    sheet.is_asking(grid if key == "z" else following)
    if key == "z":
        expect(sheet.tile(2)).to_have_attribute("aria-selected", "true")
    sheet.all_sent()


def test_a_former_grid_is_changed_from_the_strip(sheet: Sheet) -> None:
    grid, following = hang_grid(), hang_grid()
    sheet.open()
    sheet.may_answer()
    sheet.page.keyboard.press("Enter")
    sheet.is_asking(following)
    sheet.all_sent()

    sheet.page.locator("[data-of] button").click()
    sheet.is_asking(grid)
    assert said(grid)[0] == "yes"  # stands until it is changed
    sheet.tile(0).click()
    sheet.page.keyboard.press("Enter")
    sheet.is_asking(following)
    sheet.all_sent()

    assert said(grid)[0] == "no"
    assert GridReview.objects.standing().count() == 1


@pytest.mark.parametrize("key", ["Escape", " "])
def test_a_former_grid_is_left_as_it_was(sheet: Sheet, key: str) -> None:
    grid, following = hang_grid(), hang_grid()
    sheet.open()
    sheet.may_answer()
    sheet.page.keyboard.press("Enter")
    sheet.is_asking(following)
    sheet.page.locator("[data-of] button").click()
    sheet.is_asking(grid)

    sheet.page.keyboard.press(key)
    sheet.is_asking(following)
    sheet.all_sent()

    assert len(said(grid)) == TILES
    assert GridReview.objects.count() == 1


def test_from_one_former_grid_to_another_neither_is_asked_as_new(sheet: Sheet) -> None:
    first, second, following = hang_grid(), hang_grid(), hang_grid()
    sheet.open()
    for grid in (first, second):
        sheet.is_asking(grid)
        sheet.page.keyboard.press(" ")
    sheet.is_asking(following)

    for place, grid in enumerate((first, second)):
        sheet.page.locator("[data-of] button").nth(place).click()
        sheet.is_asking(grid)
    sheet.page.keyboard.press("Escape")

    sheet.is_asking(following)
    sheet.all_sent()
    assert GridReview.objects.count() == 2


def test_what_a_screen_reader_hears(sheet: Sheet) -> None:
    hang_grid()
    sheet.open()

    tiles = sheet.page.get_by_role("listbox", name="로맨틱이 아닌 것을 고르세요")
    expect(tiles.get_by_role("option")).to_have_count(TILES)
    expect(tiles.get_by_role("option").first).to_have_accessible_name("1번째 사진, 원피스 0")
    sheet.page.keyboard.press("ArrowRight")
    expect(sheet.tile(0)).to_be_focused()
    sheet.page.keyboard.press("x")
    expect(sheet.tile(0)).to_have_accessible_name("1번째 사진, 원피스 0: 골랐음")
    expect(sheet.part("announcer")).to_contain_text("사진 24장")
    assert sheet.page.locator(".tile[tabindex='0']").count() == 1


def test_e_shows_what_the_tag_means(sheet: Sheet) -> None:
    hang_grid()
    sheet.open()

    sheet.page.keyboard.press("e")

    dialog = sheet.page.get_by_role("dialog", name="로맨틱")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("꿈꾸는 듯")
