"""A manager brings a catalog, sees what would come of it, imports it and takes it back, in a browser."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import ImportJob, Product
from tests.catalog.bringing import worked_on, zipped
from tests.catalog.shops import Shop

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("private")]


@pytest.fixture
def spring(transactional_db: None, shop: Shop, tmp_path: Path) -> Path:
    """A ZIP with two dresses and a row whose photo is missing."""
    shop.csv(
        [
            {"상품코드": "N-1", "상품명": "리넨 원피스", "이미지": shop.photo("a.jpg"), "가격": "39,000원"},
            {"상품코드": "N-2", "상품명": "코튼 원피스", "이미지": shop.photo("b.jpg"), "가격": "45000"},
            {"상품코드": "N-3", "상품명": "사진 없음", "이미지": "c.jpg", "가격": "1000"},
        ]
    )
    path = tmp_path / "봄 상품.zip"
    path.write_bytes(zipped(shop))
    return path


@pytest.fixture
def office(spring: Path, live_server: LiveServer, client: Client, manager: User, page: Page) -> Page:
    """The manager's browser, at the imports."""
    client.force_login(manager)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(f"{live_server.url}/admin/imports/")
    return page


def test_from_the_file_to_the_undo(office: Page, spring: Path) -> None:
    office.locator("#import-file").set_input_files(spring)
    office.locator("[data-part=go]").click()
    expect(office.locator("#import")).to_have_attribute("data-stage", "check")

    job = worked_on(ImportJob.objects.get())
    expect(office.locator("#import-rows")).to_be_visible()  # the page has heard of it by itself
    expect(office.locator(".import-row")).to_have_count(3)
    expect(office.locator(".import-row--new img").first).to_be_visible()
    expect(office.locator(".import-why")).to_have_text("그런 사진이 없습니다")
    expect(office.locator("#column-0")).to_have_value("external_id")
    with office.expect_download() as download:
        office.get_by_role("link", name="거절된 줄 내려받기").click()
    office.locator("#import-start").click()
    worked_on(job)
    expect(office.locator("#import-undo")).to_be_visible()
    imported = Product.objects.count()
    office.locator("#import-undo summary").click()
    office.locator("#import-undo-now").click()
    worked_on(job)

    expect(office.locator("#import-state")).to_have_text("되돌림")
    assert "사진 없음" in Path(download.value.path()).read_text("utf-8-sig")
    assert (imported, Product.objects.count()) == (2, 0)


def test_a_dropped_file_that_is_no_table_is_said_in_place(office: Page, browser: Browser) -> None:
    """In a window of its own: a browser notes a 400 as an error, which here is the answer that is wanted."""
    other = browser.new_context(storage_state=office.context.storage_state(), locale="ko-KR")
    address, office = office.url, other.new_page()
    office.goto(address)
    dropped = office.evaluate_handle(
        """() => {
          const parcel = new DataTransfer();
          parcel.items.add(new File(["<!doctype html>"], "products.csv"));
          return parcel;
        }"""
    )
    with office.expect_response("**/admin/imports/") as answer:
        office.dispatch_event("[data-upload]", "drop", {"dataTransfer": dropped})

    expect(office.locator("[data-part=error]")).to_contain_text("HTML")
    assert answer.value.status == 400
    assert not ImportJob.objects.exists()
    other.close()
