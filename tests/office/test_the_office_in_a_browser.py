"""The office on a desk and on a phone: its menu and filters open, nothing overflows, axe finds nothing."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from catalog.models import Product, ProductImage
from catalog.services.photos import keep
from recommender.services.tallying import tally
from tests.admin.world import NOW, populate
from tests.catalog.shops import picture
from tests.frontend.looking import SCHEMES, looking, settle, turn
from tests.frontend.test_accessible import Found, note, told

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
LIST = "/admin/catalog/product/"


@pytest.fixture
def product(transactional_db: None, settings: Settings, tmp_path: Path) -> Product:
    settings.MEDIA_ROOT = tmp_path
    populate(range(3))
    tally(now=NOW)
    for number, sha256 in enumerate(ProductImage.objects.values_list("sha256", flat=True)):
        for size in ("thumb", "display"):
            keep(sha256, size, picture(40 * number, (256, 320)))
    return Product.objects.earliest("pk")


def test_no_page_overflows_or_has_a_serious_issue(
    product: Product, live_server: LiveServer, browser: Browser, manager: User
) -> None:
    """All in one test: what costs is making the rows."""
    found: Found = defaultdict(list)
    pages = {
        "today": "/admin/",
        "list": LIST,
        "one": f"{LIST}{product.pk}/change/",
        "tables": "/admin/tables/",
    }

    for width in (1440, 390):
        with looking(browser, live_server.url, person=manager, width=width, bypass_csp=True) as page:
            for name, path in pages.items():
                page.goto(path)
                settle(page)
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    found["the page is wider than the screen"].append(f"{name} {width}")
                for scheme in SCHEMES:
                    turn(page, scheme)
                    note(found, page, f"{name} {width} {scheme}")

    assert not found, told(found)


def test_on_a_phone_the_menu_and_the_filters_open_without_a_script(
    product: Product, live_server: LiveServer, browser: Browser, manager: User
) -> None:
    with looking(browser, live_server.url, person=manager, width=390) as page:
        page.goto(LIST)

        expect(page.locator("#office-nav")).to_be_hidden()
        page.get_by_role("button", name="메뉴").click()
        expect(page.locator("#office-nav")).to_be_visible()
        page.keyboard.press("Escape")
        page.get_by_role("button", name="거르기").click()
        page.locator("#changelist-filter").get_by_role("link", name="게시됨").click()

        expect(page.locator("#result_list tbody tr")).to_have_count(3)
        assert "state=published" in page.url


def test_a_manager_asks_people_from_the_list(
    product: Product, live_server: LiveServer, browser: Browser, manager: User
) -> None:
    with looking(browser, live_server.url, person=manager) as page:
        page.goto(LIST)
        page.locator("#action-toggle").check()
        page.locator("select[name=action]").select_option("ask_people")
        page.locator("#changelist-form button[name=index]").click()
        page.get_by_label("왜 보아야 하나요?").fill("소매를 봐 주세요")
        page.get_by_role("button", name="질문에 올리기").click()

        expect(page.locator(".messagelist")).to_be_visible()
        assert page.url.endswith(LIST)
