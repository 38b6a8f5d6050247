"""A session that ended asks for the password over the page, and goes on where it was."""

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from labeling.models import Review
from tests.frontend.desk import Desk

pytestmark = pytest.mark.e2e


def recorded() -> list[tuple[int, str]]:
    return list(Review.objects.order_by("id").values_list("item_id", "curator__username"))


def sign_in(page: Page, password: str) -> None:
    field = page.locator("#signin-password")
    expect(field).to_be_focused()
    field.fill(password)
    page.keyboard.press("Enter")


def test_the_right_password_sends_what_waits(desk: Desk, page: Page) -> None:
    desk.open()
    Session.objects.all().delete()
    items = [int(desk.item)]
    page.keyboard.press("x")
    expect(page.get_by_role("dialog", name="로그인이 끝났습니다")).to_be_visible()

    sign_in(page, "curator-pass")
    expect(page.locator("dialog[open]")).to_have_count(0)
    desk.unsent(0)
    items.append(int(desk.answer("x")))
    desk.unsent(0)

    assert recorded() == [(item, "curator") for item in items]
    assert "/review/" in page.url


def test_a_wrong_password_is_said_in_words(desk: Desk, page: Page) -> None:
    desk.open()
    Session.objects.all().delete()
    page.keyboard.press("x")

    sign_in(page, "wrong")
    expect(page.get_by_role("alert")).to_contain_text("비밀번호가 맞지 않습니다")
    desk.unsent(1)
    sign_in(page, "curator-pass")
    desk.unsent(0)

    expect(page.locator("dialog[open]")).to_have_count(0)


def test_whoever_puts_it_off_goes_on_and_is_asked_by_the_status_line(desk: Desk, page: Page) -> None:
    desk.open()
    Session.objects.all().delete()
    page.keyboard.press("x")
    expect(page.locator("#signin-password")).to_be_focused()

    page.locator("[data-part=login-later]").click()
    desk.answer("x")
    desk.unsent(2)
    expect(page.locator("[data-part=notice]")).to_contain_text("답 2개는 이 브라우저에 안전하게 있습니다")
    page.locator("[data-part=login]").click()
    sign_in(page, "curator-pass")
    desk.unsent(0)

    assert Review.objects.count() == 2


@pytest.mark.parametrize("key", ["c", "/"])
def test_it_waits_until_nobody_is_typing(desk: Desk, page: Page, key: str) -> None:
    desk.open()
    desk.fails_with(503)
    desk.answer("x")
    page.keyboard.press(key)
    page.keyboard.insert_text("소매가")
    Session.objects.all().delete()

    desk.recovers()
    expect(page.locator("[data-part=login]")).to_be_visible(timeout=15_000)
    expect(page.locator("[data-part=login-dialog]")).to_be_hidden()
    expect(page.locator("textarea:focus, input:focus")).to_have_value("소매가")
    page.keyboard.press("Escape")
    sign_in(page, "curator-pass")
    desk.unsent(0)

    assert Review.objects.count() == 1


def test_somebody_else_keeps_the_first_persons_answers_here(
    desk: Desk, page: Page, second_curator: User
) -> None:
    desk.open()
    item = int(desk.item)
    Session.objects.all().delete()
    page.keyboard.press("x")
    desk.unsent(1)

    page.get_by_role("link", name="다른 사람으로 로그인하기").click()
    page.fill("#id_username", "second")
    page.fill("#id_password", "second-pass")
    page.locator("main button").first.click()
    desk.is_ready()
    theirs = int(desk.answer("x"))
    desk.unsent(0)
    assert recorded() == [(theirs, "second")]
    page.locator("[data-logout]").click()
    page.fill("#id_username", "curator")
    page.fill("#id_password", "curator-pass")
    page.locator("main button").first.click()
    desk.open()
    desk.unsent(0)

    assert recorded() == [(theirs, "second"), (item, "curator")]


def test_a_right_that_was_taken_away_is_said_and_asks_for_no_password(
    desk: Desk, page: Page, curator: User
) -> None:
    desk.open()
    curator.groups.clear()

    page.keyboard.press("x")

    expect(page.locator("[data-part=notice]")).to_contain_text("더는 답을 보낼 권한이 없습니다")
    expect(page.locator("dialog[open]")).to_have_count(0)
    desk.unsent(1)
