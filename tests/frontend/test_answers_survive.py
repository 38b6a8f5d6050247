"""An answer is never lost: not by a broken connection, a closed tab, an ended login, nor by being refused."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, Route, expect

from labeling.models import Review
from tests.frontend.desk import ANSWERS, Desk, hang_photo

pytestmark = pytest.mark.e2e


def recorded() -> list[int]:
    return list(Review.objects.order_by("id").values_list("item_id", flat=True))


def test_a_broken_connection_is_told_and_mended(desk: Desk, page: Page) -> None:
    desk.open()
    desk.fails_with(0)

    items = [int(desk.answer("x")) for _ in range(3)]
    expect(page.locator("[data-part=notice]")).to_contain_text("답 3개가 이 브라우저에 안전하게 있습니다")
    desk.unsent(3)
    assert recorded() == []
    desk.recovers()
    desk.unsent(0)

    assert recorded() == items
    expect(page.locator("[data-part=alert]")).to_be_hidden()


def test_a_reload_keeps_what_was_not_sent_and_does_not_ask_again(desk: Desk, page: Page) -> None:
    desk.open()
    desk.fails_with(503)
    items = [desk.answer("x") for _ in range(2)]
    page.on("dialog", lambda dialog: dialog.accept())  # "leave the page?"

    page.reload()
    desk.is_ready()
    desk.unsent(2)
    assert desk.item not in items
    desk.recovers()
    desk.unsent(0)

    assert recorded() == [int(item) for item in items]


def test_an_answer_whose_receipt_was_lost_is_recorded_once(desk: Desk, page: Page) -> None:
    desk.open()
    lost: list[int] = []

    def lose_the_first_receipt(route: Route) -> None:
        if lost:
            route.fallback()
        else:
            lost.append(route.fetch().status)
            route.abort("connectionreset")

    page.route(ANSWERS, lose_the_first_receipt)
    item = desk.answer("x")
    desk.unsent(0)

    assert lost == [201]
    assert recorded() == [int(item)]


def test_a_refused_answer_is_shown_with_its_reason_and_others_go_on(desk: Desk, page: Page) -> None:
    desk.open()
    desk.fails_with(400, '{"detail": "쓰지 않는 태그입니다"}')
    refused = desk.answer("x")
    expect(page.locator("[data-refusal]")).to_contain_text("쓰지 않는 태그입니다")
    desk.recovers()

    other = desk.answer("x")
    desk.unsent(1)
    assert recorded() == [int(other)]
    page.locator("[data-refusal] [data-part=again]").click()
    desk.unsent(0)

    assert recorded() == [int(other), int(refused)]


def test_a_refused_answer_can_be_judged_again(desk: Desk, page: Page) -> None:
    desk.open()
    desk.fails_with(400)
    refused = desk.answer("x")
    desk.unsent(1)
    desk.recovers()

    page.locator("[data-refusal] [data-part=judge]").click()
    expect(desk.root).to_have_attribute("data-item-id", refused)
    desk.unsent(0)
    desk.answer("x")
    desk.unsent(0)

    assert recorded() == [int(refused)]


def test_an_ended_login_keeps_the_answers_for_after_it(desk: Desk, page: Page) -> None:
    desk.open()
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")

    item = desk.answer("x")
    expect(page.locator("[data-part=login]")).to_be_visible()
    desk.unsent(1)
    page.context.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])  # type: ignore[misc]
    page.evaluate("dispatchEvent(new Event('focus'))")  # back from the other tab
    desk.unsent(0)

    expect(page.locator("dialog[open]")).to_have_count(0)
    assert recorded() == [int(item)]


def sign_in(page: Page, address: str, name: str, password: str) -> None:
    page.goto(address)
    page.locator("[data-logout]").click()
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.locator("main button").click()
    expect(page.locator(".tools__who")).to_contain_text(name)


def test_one_persons_answers_are_never_sent_as_anothers(
    desk: Desk, page: Page, curator: User, second_curator: User
) -> None:
    desk.open()
    desk.fails_with(0)
    item = desk.answer("x")
    tab = page.context.new_page()

    sign_in(tab, desk.address, "second", "second-pass")
    desk.recovers()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("[data-part=login]")).to_be_visible()
    assert recorded() == []
    sign_in(tab, desk.address, "curator", "curator-pass")
    page.evaluate("dispatchEvent(new Event('focus'))")
    desk.unsent(0)

    assert recorded() == [int(item)]
    assert Review.objects.get().curator == curator


def test_undo_of_an_unsent_answer_never_leaves_the_browser(desk: Desk, page: Page) -> None:
    desk.open()
    desk.fails_with(0)
    desk.answer("x")
    second = desk.answer("x")

    page.keyboard.press("z")
    expect(desk.root).to_have_attribute("data-item-id", second)
    desk.unsent(1)


def test_two_tabs_record_each_answer_once(desk: Desk, page: Page) -> None:
    desk.open()
    desk.fails_with(0)
    items = [desk.answer("x") for _ in range(3)]
    other = Desk(page.context.new_page(), desk.address)
    desk.recovers()

    other.open()
    other.unsent(0)
    desk.unsent(0)

    assert recorded() == [int(item) for item in items]


def test_new_photos_appear_by_themselves(desk: Desk, page: Page) -> None:
    desk.open()
    for _ in range(11):
        desk.answer(" ")
    page.keyboard.press(" ")
    expect(desk.root).to_have_attribute("data-state", "empty")
    expect(page.locator("[data-part=empty-title]")).to_contain_text("모델이 사진을 읽는 중입니다")

    item = hang_photo("새 원피스", 99)

    expect(desk.root).to_have_attribute("data-item-id", str(item.pk), timeout=20_000)
