"""In a real browser: a setting tells what it would do while it is typed, and a careless day is taken back."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from catalog.services.settings import value_of
from labeling.models import BulkWithdrawal, Review
from tests.admin.world import make_tag
from tests.making import make_image, say

pytestmark = pytest.mark.e2e


@pytest.fixture
def office(
    transactional_db: None, settings: Settings, tmp_path: object, client: Client, manager: User
) -> Client:
    settings.MEDIA_ROOT = tmp_path
    client.force_login(manager)
    return client


@pytest.fixture
def desk(office: Client, page: Page, live_server: LiveServer) -> Page:
    session = office.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return page


def test_a_setting_is_understood_before_it_is_saved(desk: Page, live_server: LiveServer) -> None:
    desk.goto(f"{live_server.url}/admin/settings/")
    card = desk.locator("#publish_precision")
    effect = card.locator("[data-effect]")
    expect(effect).to_contain_text("29")

    card.get_by_text("바꾸기").click()
    card.get_by_label("새 값").fill("95")
    expect(effect).to_contain_text("59")
    card.get_by_label("이유").fill("더 확실하게")
    card.get_by_role("button", name="저장").click()

    expect(desk.locator("#publish_precision .set-card__value")).to_have_text("95%")
    assert value_of("publish_precision") == 0.95


def test_a_careless_day_is_looked_at_and_taken_back(
    desk: Page, live_server: LiveServer, curator: User
) -> None:
    tag = make_tag(1)
    for number in range(3):
        say(curator, make_image(number), {tag: "yes"}, now=timezone.now())
    desk.goto(f"{live_server.url}/admin/withdrawals/")

    desk.get_by_label("누구의 답").select_option(label="curator")
    desk.get_by_role("button", name="오늘").click()
    desk.get_by_role("button", name="무엇이 바뀌는지 보기").click()
    expect(desk.locator(".wd-photos img")).to_have_count(3)
    desk.get_by_label("왜 되돌리나요?").fill("사진을 안 보고 답했습니다")
    desk.get_by_role("button", name="답 3개 되돌리기").click()

    expect(desk.locator(".wd-act")).to_contain_text("사진을 안 보고 답했습니다")
    assert BulkWithdrawal.objects.get().review_count == 3
    assert not Review.objects.standing().exists()
