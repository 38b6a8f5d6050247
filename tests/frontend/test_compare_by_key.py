"""Two photos, one key: each answer arrives as it was meant, by keyboard, button and click."""

import pytest
from playwright.sync_api import expect

from labeling.models import Comparison, Grade, Pair
from tests.frontend.rivals import COMPARISONS, Ring, hang_rivals
from tests.making import NOON

pytestmark = pytest.mark.e2e


def said(pair: int) -> list[str]:
    """What stands of this pair in the database."""
    return list(Comparison.objects.standing().filter(pair=pair).values_list("answer", flat=True))


@pytest.mark.parametrize(
    ("key", "answer"),
    [("ArrowLeft", "left"), ("ArrowRight", "right"), ("=", "same"), ("s", "same"), (" ", "skip")],
)
def test_one_key_is_one_answer(ring: Ring, key: str, answer: str) -> None:
    pair = ring.answer(key)
    ring.unsent(0)

    assert said(pair) == [answer]
    assert (Comparison.objects.get().seconds or 0) > 0


def test_a_key_that_bounces_answers_one_pair(ring: Ring) -> None:
    pair = ring.pair

    ring.page.evaluate(
        """() => { for (let time = 0; time < 2; time += 1)
            document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowLeft", bubbles: true})); }"""
    )
    ring.has_moved_on_from(pair)
    ring.unsent(0)

    assert Comparison.objects.count() == 1


def test_korean_keys_mean_the_same(ring: Ring) -> None:
    """A Korean layout sends ㄴ where the S key is."""
    pair = ring.pair

    ring.page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ㄴ', code: 'KeyS', bubbles: true}))"
    )
    ring.has_moved_on_from(pair)
    ring.unsent(0)

    assert said(pair) == ["same"]


@pytest.mark.parametrize("name", ["왼쪽: 원피스 0", "비슷합니다", "건너뛰기", "오른쪽: 원피스 1"])
def test_every_answer_is_a_button_too(ring: Ring, name: str) -> None:
    pair = ring.pair

    ring.page.get_by_role("button", name=name).first.click()
    ring.has_moved_on_from(pair)
    ring.unsent(0)

    assert said(pair) == [
        {"왼쪽: 원피스 0": "left", "비슷합니다": "same", "건너뛰기": "skip", "오른쪽: 원피스 1": "right"}[
            name
        ]
    ]


def test_both_photos_have_the_same_area_whatever_their_shapes(ring: Ring) -> None:
    for _ in range(4):
        boxes = [ring.photo(side).bounding_box() for side in ("left", "right")]
        areas = [box["width"] * box["height"] for box in boxes if box]
        shapes = [box["width"] / box["height"] for box in boxes if box]
        pair = Pair.objects.select_related("left", "right").get(pk=ring.pair)

        assert areas[0] == pytest.approx(areas[1], rel=0.01)
        assert areas[0] > 20_000
        assert shapes == [
            pytest.approx(image.width / image.height, rel=0.01) for image in (pair.left, pair.right)
        ]
        ring.answer("=")


def test_an_answer_is_taken_back_and_given_anew(ring: Ring) -> None:
    pair = ring.answer("ArrowLeft")

    ring.page.keyboard.press("z")
    expect(ring.root).to_have_attribute("data-pair-id", str(pair))
    ring.is_ready()
    assert ring.answer("ArrowRight") == pair
    ring.unsent(0)

    assert said(pair) == ["right"]
    assert Comparison.objects.filter(pair=pair).count() == 2


def test_what_was_taken_back_can_be_said_again_by_one_key(ring: Ring) -> None:
    first, second = ring.answer("ArrowLeft"), ring.answer("=")
    for _ in range(2):
        ring.page.keyboard.press("z")
    expect(ring.root).to_have_attribute("data-pair-id", str(first))

    for _ in range(2):
        ring.page.keyboard.press("Shift+Z")
    expect(ring.root).not_to_have_attribute("data-pair-id", str(first))
    ring.unsent(0)

    assert (said(first), said(second)) == (["left"], ["same"])
    assert ring.pair not in {first, second}


def test_a_thumbnail_opens_its_pair_to_be_changed(ring: Ring) -> None:
    pair = ring.answer("ArrowLeft")
    waiting = ring.pair

    ring.page.locator("[data-decision]").first.click()
    expect(ring.root).to_have_attribute("data-pair-id", str(pair))
    ring.page.keyboard.press("Escape")
    expect(ring.root).to_have_attribute("data-pair-id", str(waiting))
    ring.page.locator("[data-decision]").first.click()
    expect(ring.root).to_have_attribute("data-pair-id", str(pair))
    ring.is_ready()
    ring.answer("=")
    ring.unsent(0)

    assert said(pair) == ["same"]


def test_from_one_former_pair_to_another_neither_is_asked_as_new(ring: Ring) -> None:
    first, second = ring.answer("ArrowLeft"), ring.answer("ArrowRight")
    waiting = ring.pair

    for place, pair in enumerate((first, second)):
        ring.page.locator("[data-decision]").nth(place).click()
        expect(ring.root).to_have_attribute("data-pair-id", str(pair))
    ring.is_ready()
    ring.answer("=")
    ring.unsent(0)

    assert ring.pair == waiting
    assert (said(first), said(second)) == (["left"], ["same"])


def test_a_former_answer_is_not_skipped_but_left(ring: Ring) -> None:
    pair = ring.answer("ArrowLeft")
    waiting = ring.pair

    ring.page.locator("[data-decision]").first.click()
    expect(ring.root).to_have_attribute("data-pair-id", str(pair))
    ring.page.keyboard.press(" ")

    expect(ring.root).to_have_attribute("data-pair-id", str(waiting))
    ring.unsent(0)
    assert said(pair) == ["left"]
    assert Comparison.objects.count() == 1


def test_answers_survive_a_connection_that_breaks(ring: Ring) -> None:
    ring.page.route(COMPARISONS, lambda route: route.abort("connectionfailed"))
    first, second = ring.answer("ArrowLeft"), ring.answer("ArrowRight")
    ring.unsent(2)

    ring.page.unroute(COMPARISONS)
    ring.page.reload()
    ring.is_ready()
    ring.unsent(0)

    assert (said(first), said(second)) == (["left"], ["right"])


def test_after_the_last_pair_the_page_says_so_and_goes_on_when_there_is_more(ring: Ring) -> None:
    for _ in range(5):
        ring.answer("ArrowLeft")
    ring.page.keyboard.press("ArrowLeft")
    expect(ring.root).to_have_attribute("data-state", "empty")
    expect(ring.page.get_by_role("heading", name="지금은 견줄 쌍이 없습니다")).to_be_visible()
    ring.unsent(0)

    answered = Pair.objects.latest("pk")
    Pair.objects.create(
        tag=answered.tag, left=answered.left, right=Pair.objects.earliest("pk").left, created_at=NOON
    )

    expect(ring.root).to_have_attribute("data-state", "asking", timeout=15_000)


def test_progress_and_the_order_follow(ring: Ring, pairs: list[Pair]) -> None:
    expect(ring.page.locator("[data-part=progress]")).to_have_text("약 30번 가운데 0번")
    for place, pair in enumerate(pairs):
        Grade.objects.create(
            tag=pair.tag,
            image=pair.left,
            score=place,
            low=place - 1,
            high=place + 1,
            comparisons=3,
            updated_at=NOON,
        )

    ring.answer("ArrowLeft")

    expect(ring.page.locator("[data-part=progress]")).to_have_text("약 30번 가운데 1번")
    expect(ring.page.locator(".order__photo")).to_have_count(6, timeout=15_000)


def test_progress_goes_back_with_an_undo_and_a_skip_is_none(ring: Ring) -> None:
    progress = ring.page.locator("[data-part=progress]")
    ring.answer("ArrowLeft")
    ring.answer("=")
    expect(progress).to_have_text("약 30번 가운데 2번")

    ring.page.keyboard.press("z")
    expect(progress).to_have_text("약 30번 가운데 1번")
    ring.is_ready()
    ring.answer(" ")
    ring.unsent(0)

    expect(progress).to_contain_text("가운데 1번")


def test_the_meaning_is_one_key_away(ring: Ring) -> None:
    pair = ring.pair

    ring.page.keyboard.press("e")
    expect(ring.page.get_by_role("dialog", name="러블리")).to_be_visible()
    ring.page.keyboard.press("e")

    ring.page.keyboard.press("?")
    expect(ring.page.get_by_role("dialog", name="더 가까운 쪽 고르기")).to_be_visible()
    ring.page.keyboard.press("ArrowLeft")
    assert ring.pair == pair


def test_two_tabs_ask_about_different_pairs(ring: Ring) -> None:
    hang_rivals(8)
    other = Ring(ring.page.context.new_page(), ring.address)
    other.open()
    assert other.pair != ring.pair

    answered = {ring.answer("ArrowLeft"), other.answer("ArrowRight")}
    ring.unsent(0)
    other.unsent(0)

    assert set(Comparison.objects.values_list("pair", flat=True)) == answered
    assert Comparison.objects.count() == 2
