"""Where the model is sure its answer is proposed: taking it costs one key, and so does the opposite."""

import pytest
from playwright.sync_api import Page, expect

from catalog.models import SellerTag, Tag
from labeling.models import QueueItem, Reason, Suggestion, Verdict
from tests.frontend.desk import Desk

pytestmark = pytest.mark.e2e
SURE = {"romantic": 0.95, "lovely": 0.6, "dress": 0.93, "skirt": 0.03}


@pytest.fixture
def first(photos: None) -> QueueItem:
    item = QueueItem.objects.order_by("-priority")[0]
    for slug, probability in SURE.items():
        item.suggestions.filter(tag__slug=slug).update(probability=probability)
    return item


def said(item: QueueItem) -> dict[str, str]:
    verdicts = Verdict.objects.standing().filter(review__item=item)
    return dict(verdicts.values_list("tag__slug", "value"))


def test_enter_takes_what_is_proposed_and_leaves_the_rest_unknown(first: QueueItem, desk: Desk) -> None:
    desk.open()
    expect(desk.row("romantic").locator("[data-mark=yes]")).to_have_attribute("aria-pressed", "mixed")
    expect(desk.row("lovely")).to_have_attribute("data-value", "")

    desk.answer("Enter")
    desk.unsent(0)

    assert said(first) == {"romantic": "yes", "dress": "yes", "skirt": "no"}


@pytest.mark.parametrize(("key", "slug", "value"), [("1", "romantic", "no"), ("4", "skirt", "yes")])
def test_one_key_makes_it_the_opposite(first: QueueItem, desk: Desk, key: str, slug: str, value: str) -> None:
    desk.open()

    desk.answer(key, "Enter")
    desk.unsent(0)

    assert said(first)[slug] == value


def test_a_says_yes_and_x_no_to_what_was_only_proposed(first: QueueItem, desk: Desk) -> None:
    desk.open()
    desk.answer("x")
    desk.unsent(0)
    assert said(first) == dict.fromkeys(SURE, "no")

    desk.page.keyboard.press("z")
    expect(desk.root).to_have_attribute("data-item-id", str(first.pk))
    desk.answer("1", "a")
    desk.unsent(0)
    assert said(first) == {"romantic": "no", "lovely": "yes", "dress": "yes", "skirt": "no"}


def test_people_who_disagree_are_told_nothing(first: QueueItem, desk: Desk, page: Page) -> None:
    QueueItem.objects.filter(pk=first.pk).update(reason=Reason.DISAGREEMENT)

    desk.open()

    expect(page.locator("[aria-pressed=mixed]")).to_have_count(0)


def test_no_is_not_proposed_against_the_seller(first: QueueItem, desk: Desk) -> None:
    SellerTag.objects.create(product=first.image.product, text="스커트", tag=Tag.objects.get(slug="skirt"))

    desk.open()

    expect(desk.row("skirt")).to_have_attribute("data-value", "")
    expect(desk.row("skirt").locator("[data-part=seller]")).to_be_visible()


def test_the_screen_holds_five(first: QueueItem, desk: Desk, page: Page) -> None:
    for position, slug in enumerate(("bohemian", "cute", "modern"), start=4):
        Suggestion.objects.create(
            item=first, tag=Tag.objects.get(slug=slug), position=position, probability=0.5
        )
    desk.open()
    expect(page.locator("[data-row]")).to_have_count(5)

    desk.answer("a")
    desk.unsent(0)

    assert set(said(first)) == {*SURE, "bohemian"}


def test_photo_and_rows_change_in_one_frame(desk: Desk, page: Page) -> None:
    """What is painted next has the new rows and all of the new photo: no blank, no spinner."""
    desk.open()
    page.wait_for_load_state("networkidle")
    script = """() => new Promise((resolve) => {
      const root = document.querySelector("[data-review]");
      const before = root.dataset.itemId;
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "x", code: "KeyX", bubbles: true }));
      requestAnimationFrame(() => {
        const [photo, ...others] = document.querySelectorAll("[data-part=frame] img");
        const isWhole = photo.complete && photo.naturalWidth > 0;
        resolve([root.dataset.itemId !== before, others.length, isWhole]);
      });
    })"""

    for _ in range(4):
        desk.is_ready()
        assert page.evaluate(script) == [True, 0, True]
