"""Labels in a real browser: uploaded with a bar, looked at, taken in, and the page follows by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from catalog.models import Facet, Tag
from labeling.models import Label
from labeling.services.sourcing.taking import take_in_sources
from tests.making import make_image

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("transactional_db")]


def test_uploaded_looked_at_and_taken_in(
    live_server: LiveServer, browser: Browser, manager: User, settings: Settings, tmp_path: Path
) -> None:
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = settings.STORAGES | {"private": private}
    settings.MEDIA_ROOT = tmp_path / "media"
    mood = Facet.objects.create(slug="mood", name_ko="분위기", name_en="Mood")
    Tag.objects.create(facet=mood, slug="cute", name_ko="귀여운", name_en="Cute")
    make_image(1)
    labels = tmp_path / "라벨.csv"
    labels.write_text("external_id,tag,value\nP1,cute,yes\nP9,cute,no\n", encoding="utf-8")
    client = Client()
    client.force_login(manager)
    context = browser.new_context(locale="ko-KR")
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/label-sources/")

    page.get_by_label("어디에서 온 라벨인가요").fill("스타일리스트 팀")
    page.locator("#source-file").set_input_files(labels)
    page.get_by_role("button", name="올리고 미리 보기").click()
    expect(page.get_by_role("heading", name="스타일리스트 팀")).to_be_visible()
    expect(page.get_by_text("상품 “P9”이(가) 없습니다")).to_be_visible()
    page.get_by_role("button", name="받기 시작").click()
    expect(page.get_by_text("곧 시작합니다.")).to_be_visible()
    take_in_sources(now=timezone.now())

    expect(page.get_by_role("link", name="거절된 행 내려받기")).to_be_visible()
    assert Label.objects.get().value is True
    context.close()
