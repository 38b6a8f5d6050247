"""One key per answer, and each answer arrives as it was meant."""

import re

import pytest
from playwright.sync_api import Page, expect

from catalog.models import Product, SellerTag, Tag
from labeling.models import QueueItem, Review, Suggestion, Verdict
from tests.frontend.desk import Desk

pytestmark = pytest.mark.e2e
IS_ON_TOP = """row => {
  const { left, bottom } = row.getBoundingClientRect();
  return row.contains(document.elementFromPoint(left + 20, bottom - 4));
}"""


def said(item: str) -> dict[str, str]:
    """What stands of this item in the database, by tag."""
    verdicts = Verdict.objects.standing().filter(review__item_id=int(item))
    return dict(verdicts.values_list("tag__slug", "value"))


def test_enter_records_what_was_marked_and_nothing_else(desk: Desk) -> None:
    desk.open()

    item = desk.answer("1", "2", "2", "Enter")
    desk.unsent(0)

    assert said(item) == {"romantic": "yes", "lovely": "no"}
    review = Review.objects.get(item_id=int(item))
    assert len(review.shown_tags) == 4
    assert review.seconds is not None
    assert review.seconds > 0


def test_a_third_press_unsets_the_row(desk: Desk) -> None:
    desk.open()

    for value in ("yes", "no", ""):
        desk.page.keyboard.press("1")
        expect(desk.row("romantic")).to_have_attribute("data-value", value)


def test_a_accepts_all_but_one_of_a_single_choice(desk: Desk) -> None:
    desk.open()

    item = desk.answer("a")
    desk.unsent(0)

    assert said(item) == {"romantic": "yes", "lovely": "yes", "dress": "yes", "skirt": "no"}


def test_a_leaves_what_was_marked_before(desk: Desk) -> None:
    desk.open()

    item = desk.answer("1", "1", "4", "a")
    desk.unsent(0)

    assert said(item) == {"romantic": "no", "lovely": "yes", "dress": "no", "skirt": "yes"}


def test_x_says_none(desk: Desk) -> None:
    desk.open()

    item = desk.answer("x")
    desk.unsent(0)

    assert said(item) == dict.fromkeys(["romantic", "lovely", "dress", "skirt"], "no")


def test_x_leaves_what_was_marked_before(desk: Desk) -> None:
    """One key for the one that holds and one for the rest: no row is refused by itself."""
    desk.open()

    item = desk.answer("2", "x")
    desk.unsent(0)

    assert said(item) == {"romantic": "no", "lovely": "yes", "dress": "no", "skirt": "no"}


def test_space_skips(desk: Desk) -> None:
    desk.open()

    item = desk.answer("1", " ")
    desk.unsent(0)

    assert Review.objects.get(item_id=int(item)).outcome == Review.Outcome.SKIPPED
    assert said(item) == {}


def test_enter_without_a_mark_sends_nothing_and_says_why(desk: Desk, page: Page) -> None:
    desk.open()
    before = desk.item

    page.keyboard.press("Enter")

    expect(page.locator("[data-part=hint]")).to_contain_text("표시한 것이 없습니다")
    assert desk.item == before
    assert not Review.objects.exists()


def test_korean_keys_mean_the_same(desk: Desk, page: Page) -> None:
    """A Korean layout sends ㅌ where the X key is."""
    desk.open()
    before = desk.item

    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ㅌ', code: 'KeyX', bubbles: true}))"
    )
    expect(desk.root).not_to_have_attribute("data-item-id", before)
    desk.unsent(0)

    assert set(said(before).values()) == {"no"}


def test_a_key_kept_down_answers_one_photo(desk: Desk, page: Page) -> None:
    desk.open()
    page.keyboard.down("x")
    for _ in range(5):
        page.keyboard.down("x")  # the browser marks these as repeats
    page.keyboard.up("x")
    desk.unsent(0)

    assert Review.objects.count() == 1


BOUNCE = """key => {
  for (const _ of "123") document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}"""


@pytest.mark.parametrize("key", ["a", "x", "Enter"])
def test_a_key_that_bounces_answers_one_photo(desk: Desk, page: Page, key: str) -> None:
    """The next photo's sure proposals would be taken by an Enter that nobody meant for it."""
    Suggestion.objects.filter(tag__slug="romantic").update(probability=0.99)
    desk.open()
    before = desk.item

    page.evaluate(BOUNCE, key)
    expect(desk.root).not_to_have_attribute("data-item-id", before)
    desk.unsent(0)

    assert list(Review.objects.values_list("item_id", flat=True)) == [int(before)]


def test_a_photo_that_is_not_there_yet_is_not_answered(desk: Desk, page: Page) -> None:
    page.route("**/display/**", lambda route: None)  # on its way for ever
    page.goto(f"{desk.address}/review/")
    expect(desk.root).to_have_attribute("data-item-id", re.compile(r"\d+"))
    before = desk.item

    page.wait_for_timeout(200)
    for key in ("a", "x", "1", "Enter"):
        page.keyboard.press(key)
    assert desk.item == before
    page.keyboard.press(" ")
    expect(desk.root).not_to_have_attribute("data-item-id", before)
    desk.unsent(0)

    assert Review.objects.get().outcome == Review.Outcome.SKIPPED
    page.unroute_all(behavior="ignoreErrors")


def test_a_tag_is_added_by_its_initial_consonants(desk: Desk, page: Page) -> None:
    desk.open()

    page.keyboard.press("/")
    page.keyboard.type("ㅂㅎㅁㅇ")
    expect(page.locator("[role=option]").first).to_have_attribute("data-tag", "bohemian")
    page.keyboard.press("Enter")
    expect(desk.row("bohemian")).to_have_attribute("data-value", "yes")
    item = desk.answer("x")
    desk.unsent(0)

    assert said(item)["bohemian"] == "yes"
    assert said(item)["romantic"] == "no"


def test_enter_takes_what_was_typed_and_not_the_list_before(desk: Desk, page: Page) -> None:
    """Whoever types fast is ahead of the list by its pause and the way to the server."""
    desk.open()
    page.keyboard.press("/")
    page.keyboard.type("ㅂㅎㅁㅇ")
    expect(page.locator("[role=option]").first).to_have_attribute("data-tag", "bohemian")
    other = Tag.objects.get(slug="minimal")

    page.keyboard.press("Control+a")
    page.keyboard.insert_text(other.name_ko)
    page.keyboard.press("Enter")

    expect(desk.row("minimal")).to_have_attribute("data-value", "yes")
    expect(desk.row("bohemian")).to_have_count(0)


def test_a_tag_that_is_a_row_already_is_marked_there(desk: Desk, page: Page) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    desk.open()

    page.keyboard.press("/")
    page.keyboard.insert_text(Tag.objects.get(slug="dress").name_ko)
    expect(page.locator("[role=option]").first).to_have_attribute("data-tag", "dress")
    page.keyboard.press("Enter")

    expect(desk.row("dress")).to_have_attribute("data-value", "yes")
    expect(desk.row("dress")).to_have_attribute("data-focused", "")
    expect(page.locator("[data-row]")).to_have_count(4)
    assert errors == []


def test_undo_goes_back_without_limit(desk: Desk, page: Page) -> None:
    desk.open()
    items = [desk.answer("x") for _ in range(3)]
    desk.unsent(0)

    for item in reversed(items):
        page.keyboard.press("z")
        expect(desk.root).to_have_attribute("data-item-id", item)
    desk.unsent(0)

    assert not Verdict.objects.standing().exists()
    assert desk.answer("1", "Enter") == items[0]
    desk.unsent(0)
    assert said(items[0]) == {"romantic": "yes"}


def test_h_shows_the_heat_map_while_it_is_held(desk: Desk, page: Page) -> None:
    desk.open()
    heat = page.locator("[data-part=heat]")

    page.keyboard.down("h")
    expect(heat).to_be_visible()
    expect(page.locator("[data-part=legend-for]")).to_contain_text("로맨틱")
    page.keyboard.up("h")

    expect(heat).to_be_hidden()


def test_the_next_photos_are_there_before_they_are_asked(desk: Desk, page: Page) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/display/" in request.url else None)

    desk.open()
    page.wait_for_load_state("networkidle")

    assert len(set(fetched)) == 6


@pytest.mark.parametrize(
    ("width", "height"), [(1440, 900), (1366, 768), (1280, 720), (1024, 700), (390, 844)]
)
def test_no_suggestion_is_out_of_sight(desk: Desk, page: Page, width: int, height: int) -> None:
    """Or A would say yes to what nobody saw."""
    item = QueueItem.objects.order_by("-priority")[0]
    tag = Tag.objects.get(slug="bohemian")
    Suggestion.objects.create(item=item, tag=tag, position=9, probability=0.4)
    SellerTag.objects.create(product=item.image.product, text="로맨틱", tag=Tag.objects.get(slug="romantic"))
    page.set_viewport_size({"width": width, "height": height})

    desk.open()

    expect(page.locator("[data-row]")).to_have_count(5)
    row, buttons = desk.row("bohemian").bounding_box(), page.locator(".answers").bounding_box()
    assert row is not None
    assert buttons is not None
    assert row["y"] + row["height"] <= buttons["y"]
    assert desk.row("bohemian").evaluate(IS_ON_TOP)


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 700)])
def test_buttons_stay_where_they_are_from_photo_to_photo(
    desk: Desk, page: Page, width: int, height: int
) -> None:
    second = QueueItem.objects.order_by("-priority")[1]
    title = (
        "[단독/무료배송] 퍼프소매 플라워 셔링 롱 원피스 하객룩 봄신상 여성 빅사이즈 데일리 휴양지 바캉스 " * 4
    )
    Product.objects.filter(pk=second.image.product_id).update(title=title)
    for number in range(12):
        SellerTag.objects.create(product=second.image.product, text=f"하객룩원피스{number}")
    second.suggestions.filter(position=3).delete()
    page.set_viewport_size({"width": width, "height": height})
    desk.open()
    buttons = page.locator("[data-do]:visible")
    before = [button.bounding_box() for button in buttons.all()]

    desk.answer("x")

    assert [button.bounding_box() for button in buttons.all()] == before
    assert page.evaluate("document.documentElement.scrollWidth") <= width
