"""The admin works under our Content-Security-Policy: nothing of it is blocked, and its scripts run."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from catalog.models import Product, ProductImage, SellerTag, Tag
from catalog.services.photos import keep
from labeling.models import QueueItem
from tests.admin.conftest import page_of
from tests.admin.world import populate
from tests.catalog.shops import picture

pytestmark = pytest.mark.e2e


@pytest.fixture
def photos(transactional_db: None, settings: Settings, tmp_path: Path) -> None:
    """Rows whose photos are there, so that no list asks for one in vain."""
    settings.MEDIA_ROOT = tmp_path
    populate(range(3))
    for number, sha256 in enumerate(ProductImage.objects.values_list("sha256", flat=True)):
        for size in ("thumb", "display"):
            keep(sha256, size, picture(40 * number, (256, 320)))


@pytest.fixture
def admin_page(photos: None, live_server: LiveServer, client: Client, manager: User, page: Page) -> Page:
    """A browser in which the manager is signed in, at the admin's index."""
    client.force_login(manager)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/admin/")
    return page


def test_lists_with_filters_and_actions(admin_page: Page, live_server: LiveServer) -> None:
    expect(admin_page.locator("#site-name")).to_contain_text("Moodloop")

    for model in (Product, Tag, QueueItem, SellerTag):
        admin_page.goto(live_server.url + page_of(model))
        expect(admin_page.locator("#result_list tbody tr")).to_have_count(3)
        admin_page.locator("#action-toggle").check()
        expect(admin_page.locator("#result_list tbody tr.selected")).to_have_count(3)


def test_a_filter_is_opened_and_a_theme_chosen(admin_page: Page, live_server: LiveServer) -> None:
    admin_page.goto(live_server.url + page_of(Tag))

    admin_page.locator("#changelist-filter details").first.click()
    admin_page.locator(".theme-toggle").first.click()

    expect(admin_page.locator("html")).to_have_attribute("data-theme", re.compile("light|dark"))


def test_a_form_helps_to_fill_in(admin_page: Page, live_server: LiveServer) -> None:
    """The slug follows the name, which a script does."""
    admin_page.goto(live_server.url + page_of(Tag, "add"))

    admin_page.locator("#id_name_en").press_sequentially("Very Romantic")

    expect(admin_page.locator("#id_slug")).to_have_value("very-romantic")


def test_a_change_form_with_rows_inside_and_a_search_box(admin_page: Page, live_server: LiveServer) -> None:
    """The search box and the row that is added are scripts' work."""
    product = Product.objects.earliest("pk")
    admin_page.goto(live_server.url + page_of(Product, "change", product.pk))

    admin_page.locator("#seller_tags-group .add-row a").click()
    admin_page.locator("#seller_tags-1 .select2-selection").click()
    admin_page.locator(".select2-search__field").press_sequentially("Tag 2")
    admin_page.locator(".select2-results__option", has_text="Tag 2").click()

    chosen = admin_page.locator("#seller_tags-1 .select2-selection__rendered")
    expect(chosen).to_contain_text("Tag 2")
