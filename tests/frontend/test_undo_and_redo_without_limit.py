"""Z takes back without limit, over reloads; Shift+Z does it again; a thumbnail opens an answer to change."""

import re

import pytest
from playwright.sync_api import Page, expect

from labeling.models import Review, Verdict
from tests.frontend.desk import Desk

pytestmark = pytest.mark.e2e


def said(item: str) -> dict[str, str]:
    verdicts = Verdict.objects.standing().filter(review__item_id=int(item))
    return dict(verdicts.values_list("tag__slug", "value"))


def standing() -> list[int]:
    return list(Review.objects.standing().order_by("id").values_list("item_id", flat=True))


def is_asked(desk: Desk, item: str) -> None:
    expect(desk.root).to_have_attribute("data-item-id", item)
    desk.is_ready()


def test_undo_goes_on_after_a_reload(desk: Desk, page: Page) -> None:
    desk.open()
    items = [desk.answer("x") for _ in range(3)]
    desk.unsent(0)

    page.reload()
    desk.is_ready()
    for item in reversed(items):
        page.keyboard.press("z")
        is_asked(desk, item)
    page.keyboard.press("z")
    expect(page.locator("[data-part=hint]")).to_contain_text("되돌릴 답이 없습니다")
    desk.unsent(0)

    assert standing() == []


def test_redo_is_a_new_answer_that_says_the_same(desk: Desk, page: Page) -> None:
    desk.open()
    items = [desk.answer("1", "Enter"), desk.answer("x")]
    desk.unsent(0)
    page.keyboard.press("z")
    page.keyboard.press("z")
    is_asked(desk, items[0])

    page.keyboard.press("Shift+Z")
    is_asked(desk, items[1])
    page.keyboard.press("Shift+Z")
    desk.unsent(0)

    assert standing() == [int(item) for item in items]
    assert said(items[0]) == {"romantic": "yes"}
    assert Review.objects.count() == 4
    assert Review.objects.values("client_id").distinct().count() == 4
    assert desk.item not in items


def test_redo_goes_on_after_a_reload(desk: Desk, page: Page) -> None:
    desk.open()
    item = desk.answer("x")
    page.keyboard.press("z")
    is_asked(desk, item)
    desk.unsent(0)

    page.reload()
    desk.is_ready()
    page.keyboard.press("Shift+Z")
    expect(desk.root).not_to_have_attribute("data-item-id", item)
    desk.unsent(0)

    assert standing() == [int(item)]


def test_a_new_answer_ends_redo(desk: Desk, page: Page) -> None:
    desk.open()
    first, second = desk.answer("x"), desk.answer("x")
    page.keyboard.press("z")
    page.keyboard.press("z")
    is_asked(desk, first)
    desk.answer("1", "Enter")

    page.keyboard.press("Shift+Z")
    expect(page.locator("[data-part=hint]")).to_contain_text("다시 할 답이 없습니다")
    desk.unsent(0)

    assert standing() == [int(first)]
    assert desk.item == second


def test_a_thumbnail_opens_its_answer_and_another_replaces_it(desk: Desk, page: Page) -> None:
    desk.open()
    first, second = desk.answer("1", "2", "2", "Enter"), desk.answer("x")
    desk.unsent(0)

    page.locator("[data-decision]").first.click()
    is_asked(desk, first)
    expect(desk.row("romantic")).to_have_attribute("data-value", "yes")
    expect(desk.row("lovely")).to_have_attribute("data-value", "no")
    expect(page.locator("[data-part=hint]")).to_contain_text("전에 한 답입니다")
    expect(page.locator("[data-decision]").first).to_have_attribute("aria-current", "true")
    assert said(first) == {"romantic": "yes", "lovely": "no"}
    desk.answer("2", "3", "Enter")
    desk.unsent(0)

    assert said(first) == {"romantic": "yes", "dress": "yes"}
    assert len(said(second)) == 4
    expect(page.locator("[data-decision]")).to_have_count(2)
    expect(page.locator("[data-decision][aria-current]")).to_have_count(0)


@pytest.mark.parametrize("is_reloaded", [False, True])
def test_undo_of_a_change_brings_the_former_answer_back(desk: Desk, page: Page, is_reloaded: bool) -> None:
    desk.open()
    first, second = desk.answer("1", "Enter"), desk.answer("x")
    page.locator("[data-decision]").first.click()
    is_asked(desk, first)
    desk.answer("2", "Enter")
    desk.unsent(0)
    assert said(first) == {"romantic": "yes", "lovely": "yes"}
    asked = desk.item
    if is_reloaded:
        page.reload()
        desk.is_ready()

    page.keyboard.press("z")
    titles = page.locator("[data-decision]")
    expect(titles.first).to_have_attribute("aria-label", re.compile("원피스 0"))
    desk.unsent(0)
    assert said(first) == {"romantic": "yes"}
    assert (desk.item, standing().count(int(first)), titles.count()) == (asked, 1, 2)

    page.keyboard.press("Shift+Z")
    expect(titles.last).to_have_attribute("aria-label", re.compile("원피스 0"))
    desk.unsent(0)
    assert said(first) == {"romantic": "yes", "lovely": "yes"}

    if is_reloaded:
        page.reload()
        desk.is_ready()
    for item in (second, first):  # the change once more, then what was answered before it
        page.keyboard.press("z")
        if item == second:
            expect(titles.first).to_have_attribute("aria-label", re.compile("원피스 0"))
            page.keyboard.press("z")
        is_asked(desk, item)
    desk.unsent(0)
    assert standing() == []


@pytest.mark.parametrize("way", ["Escape", " ", "click", "reload"])
def test_whoever_turns_away_leaves_the_answer_as_it_was(desk: Desk, page: Page, way: str) -> None:
    desk.open()
    first = desk.answer("1", "Enter")
    desk.unsent(0)
    other = desk.item
    page.keyboard.press("2")  # half an answer to the photo on screen

    page.locator("[data-decision]").click()
    is_asked(desk, first)
    page.keyboard.press("1")
    if way == "reload":
        page.reload()
        desk.is_ready()
    elif way == "click":
        page.locator("[data-decision]").click()
    else:
        page.keyboard.press(way)
    is_asked(desk, other)

    if way != "reload":
        expect(desk.row("lovely")).to_have_attribute("data-value", "yes")
    desk.unsent(0)
    assert Review.objects.count() == 1
    assert said(first) == {"romantic": "yes"}


LONG_DAY = """async (connection) => {
  const { Journal } = await import("moodloop/journal");
  const kept = new Map();
  let order = 0;
  const values = async (_, from, to) => [...kept.values()].filter(({ key }) => key >= from && key <= to);
  const database = { connection, values };
  const store = { database, unsaved: new Set(), order: () => String(++order).padStart(15, "0") };
  const keep = ({ put, remove }) => (put ? kept.set(put.key, put) : kept.delete(remove));
  const add = (_, changes) => changes.forEach(keep);
  const journal = new Journal({ store, outbox: { add } });
  const most = [];
  for (let n = 0; n < 300; n += 1) {
    journal.decide({ n, entry: {} });
    most.push(journal.done.length);
  }
  const undone = [];
  for (let last = journal.undo(); last; last = journal.undo()) {
    undone.push(last.n);
    await journal.reading;
  }
  return [Math.max(...most), undone];
}"""


@pytest.mark.parametrize(("connection", "most"), [({}, 80), (None, 300)], ids=["stored", "nowhere"])
def test_a_long_day_is_not_all_in_memory(
    desk: Desk, page: Page, connection: dict[str, str] | None, most: int
) -> None:
    desk.open()

    in_memory, undone = page.evaluate(LONG_DAY, connection)

    assert in_memory == most
    assert undone == list(range(299, -1, -1))


def test_the_strip_shows_ten_and_undo_brings_older_ones(desk: Desk, page: Page) -> None:
    desk.open()
    for _ in range(11):
        desk.answer(" ")
    strip = page.locator("[data-decision]")
    expect(strip).to_have_count(10)
    first = strip.first.get_attribute("data-decision")

    page.keyboard.press("z")
    expect(strip.first).not_to_have_attribute("data-decision", first or "")
    expect(strip).to_have_count(10)
