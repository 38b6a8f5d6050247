"""Only what was really on screen counts; marks are kept; a grid of many mistakes is judged one by one."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from catalog.models import Tag
from labeling.models import GridCheck, GridReview, QueueItem
from labeling.services.sitting import OPEN_SECONDS
from tests.frontend.grids import ANSWERS, LEASES, TILES, Sheet, hang_grid, said

pytestmark = pytest.mark.e2e


def test_a_tile_below_the_fold_stays_unknown(sheet: Sheet) -> None:
    grid, following = hang_grid(), hang_grid()
    sheet.page.set_viewport_size({"width": 1000, "height": 560})
    sheet.open()

    sheet.may_answer()
    expect(sheet.hint).to_contain_text("보지 못한 사진")
    sheet.page.keyboard.press("Enter")
    sheet.is_asking(following)
    sheet.all_sent()

    seen = said(grid)
    assert 0 in seen
    assert TILES - 1 not in seen
    assert set(seen.values()) == {"yes"}
    assert sorted(seen) == list(range(len(seen)))  # from the top down


def test_a_photo_that_never_came_stays_unknown(sheet: Sheet) -> None:
    grid, following = hang_grid(), hang_grid()
    broken = grid.tiles.get(position=3).image
    sheet.page.route(f"**/{broken.sha256}/*/", lambda route: route.abort())
    sheet.open()

    sheet.may_answer()
    sheet.page.keyboard.press("Enter")
    sheet.is_asking(following)
    sheet.all_sent()

    assert said(grid) == {place: "yes" for place in range(TILES) if place != 3}


def test_scrolling_shows_the_rest(sheet: Sheet) -> None:
    grid, following = hang_grid(), hang_grid()
    sheet.page.set_viewport_size({"width": 1000, "height": 560})
    sheet.open()

    sheet.page.keyboard.press("End")
    sheet.page.keyboard.press("End")
    expect(sheet.tile(TILES - 1)).to_be_in_viewport(ratio=0.9)
    sheet.may_answer()
    sheet.page.keyboard.press("Enter")
    sheet.is_asking(following)
    sheet.all_sent()

    assert said(grid)[TILES - 1] == "yes"


@pytest.mark.parametrize("open_seconds", [OPEN_SECONDS])
def test_a_tab_that_nobody_sees_counts_for_nothing(sheet: Sheet) -> None:
    hang_grid()
    sheet.page.clock.install()
    sheet.open()
    sheet.page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { value: true, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )

    sheet.page.clock.fast_forward(60_000)
    sheet.page.keyboard.press("Enter")

    expect(sheet.hint).to_contain_text("초 뒤에 보낼 수 있습니다")
    assert sheet.root.get_attribute("data-open") == "no"


@pytest.mark.parametrize("open_seconds", [OPEN_SECONDS])
def test_what_lies_under_a_dialog_counts_for_nothing(sheet: Sheet) -> None:
    hang_grid()
    sheet.page.clock.install()
    sheet.open()
    sheet.page.keyboard.press("?")
    expect(sheet.page.get_by_role("dialog")).to_be_visible()

    sheet.page.clock.fast_forward(60_000)
    sheet.page.keyboard.press("Escape")
    expect(sheet.page.get_by_role("dialog")).to_be_hidden()
    sheet.page.keyboard.press("Enter")

    expect(sheet.hint).to_contain_text("초 뒤에 보낼 수 있습니다")


def test_taps_mark_and_unmark(sheet: Sheet) -> None:
    hang_grid()
    sheet.page.set_viewport_size({"width": 390, "height": 844})
    sheet.open()

    sheet.tile(1).tap()
    sheet.tile(2).tap()
    sheet.tile(2).tap()
    sheet.page.get_by_role("button", name="모르겠음").tap()

    marks = [sheet.tile(place).get_attribute("data-mark") for place in range(4)]
    assert marks == ["", "wrong", "unsure", ""]
    expect(sheet.tile(1).locator(".tile__sign")).to_have_text("✕")
    boxes = [sheet.tile(place).bounding_box() for place in range(4)]
    assert all(box is not None and abs(box["width"] - box["height"]) < 1 for box in boxes)
    first, second, _, fourth = (box for box in boxes if box is not None)
    assert second["x"] - first["x"] - first["width"] <= 8
    assert fourth["y"] > first["y"]  # three columns
    assert sheet.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_offline_the_next_grid_is_there_and_nothing_is_lost(sheet: Sheet) -> None:
    grid, following = hang_grid(), hang_grid()
    sheet.open()
    expect(sheet.part("waiting")).to_contain_text("2개")
    sheet.may_answer()
    sheet.page.context.set_offline(True)

    sheet.page.keyboard.press("Enter")
    sheet.is_asking(following)
    expect(sheet.root).to_have_attribute("data-unsent", "1")
    assert not GridReview.objects.exists()
    sheet.page.context.set_offline(False)
    sheet.all_sent()

    assert len(said(grid)) == TILES


def test_an_answer_whose_receipt_was_lost_is_recorded_once(sheet: Sheet) -> None:
    grid, following = hang_grid(), hang_grid()
    sheet.open()
    lost: list[int] = []

    def lose_the_first_receipt(route) -> None:  # type: ignore[no-untyped-def]
        if lost:
            route.fallback()
        else:
            lost.append(route.fetch().status)
            route.abort("connectionreset")

    sheet.page.route(ANSWERS, lose_the_first_receipt)
    sheet.may_answer()
    sheet.page.keyboard.press("Enter")
    sheet.is_asking(following)
    sheet.all_sent()

    assert lost == [201]
    assert GridReview.objects.count() == 1
    assert len(said(grid)) == TILES


def test_marks_survive_a_reload(sheet: Sheet) -> None:
    hang_grid()
    sheet.open()
    sheet.tile(5).click()

    sheet.page.reload()
    sheet.is_asking()

    expect(sheet.tile(5)).to_have_attribute("aria-selected", "true")


def test_a_grid_of_many_mistakes_can_be_judged_one_by_one(sheet: Sheet) -> None:
    grid = hang_grid()
    sheet.open()
    for place in range(6):
        sheet.tile(place).click()
    expect(sheet.part("singly")).to_be_hidden()  # a quarter is not yet too many

    sheet.tile(6).click()
    sheet.part("singly").click()
    expect(sheet.page).to_have_url(f"{sheet.address}/review/")
    expect(sheet.page.locator("[data-part=question]")).to_contain_text("로맨틱")
    asked = set(QueueItem.objects.open().values_list("image_id", flat=True))
    sheet.open()

    assert asked == set(grid.tiles.filter(position__lt=7).values_list("image_id", flat=True))
    expect(sheet.page.locator(".tile[aria-selected=true]")).to_have_count(7)  # nothing is lost


def test_a_missed_check_is_shown_kindly(sheet: Sheet) -> None:
    _, following = hang_grid(known={4: False}), hang_grid()
    sheet.open()
    sheet.may_answer()

    sheet.page.keyboard.press("Enter")
    sheet.is_asking(following)

    expect(sheet.part("missed-text")).to_contain_text("앞서 아니라고 한 사진입니다")
    assert GridCheck.objects.get().missed


def test_whoever_misses_many_is_led_to_single_review(sheet: Sheet) -> None:
    hang_grid(known=dict.fromkeys(range(8), False))
    hang_grid()
    sheet.open()
    sheet.may_answer()

    sheet.page.keyboard.press("Enter")

    expect(sheet.part("empty-title")).to_have_text("지금은 한 장씩 보는 편이 낫습니다")
    sheet.page.goto(f"{sheet.address}/grid/")
    expect(sheet.page.get_by_role("link", name="한 장씩 검수하기")).to_be_visible()


def test_nothing_waits_and_something_comes(sheet: Sheet) -> None:
    grid = hang_grid()
    grid.close(now=grid.created_at)
    sheet.page.goto(f"{sheet.address}/grid/romantic/")
    expect(sheet.part("empty-title")).to_have_text("지금은 기다리는 묶음이 없습니다")

    fresh = hang_grid()

    expect(sheet.root).to_have_attribute("data-grid-id", str(fresh.pk), timeout=20_000)


def test_an_unreachable_server_is_told(sheet: Sheet) -> None:
    hang_grid()
    sheet.page.route(LEASES, lambda route: route.abort("connectionfailed"))

    sheet.page.goto(f"{sheet.address}/grid/romantic/")

    expect(sheet.part("empty-title")).to_have_text("서버에 닿지 않습니다")


def test_the_list_says_which_tags_wait_and_how_much(sheet: Sheet, curator: User) -> None:
    hang_grid(kind="unlikely")
    hang_grid("lovely")

    sheet.page.goto(f"{sheet.address}/grid/")

    expect(sheet.page.get_by_role("heading", level=2)).to_have_count(2)
    sheet.page.get_by_role("link", name=Tag.objects.get(slug="lovely").name_ko).click()
    expect(sheet.part("question")).to_have_text("러블리가 아닌 것을 고르세요")
