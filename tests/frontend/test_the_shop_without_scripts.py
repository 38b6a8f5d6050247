"""A shopper without JavaScript: searching, narrowing, and seeing where a mood is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import Product, Tag
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from recommender.models import PublishedEvidence, PublishedTag
from tests.making import make_image


@pytest.fixture
def shelf(photos_go_here: None) -> None:
    load_vocabulary(path=STARTER)
    now = timezone.now()
    for number, (slug, price) in enumerate([("romantic", 9900), ("romantic", 50000), ("lovely", 9900)]):
        image = make_image(number)
        Product.objects.filter(pk=image.product_id).update(price=price)
        published = PublishedTag.objects.create(
            product=image.product,
            tag=Tag.objects.get(slug=slug),
            source="curated",
            confidence=0.9,
            published_at=now,
        )
        PublishedEvidence.objects.create(
            published=published, image=image, model_key="m", outline="M4 4H28V28H4z", made_at=now
        )


@pytest.fixture(params=[False, True], ids=["desktop", "phone"])
def is_phone(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def page(shelf: None, live_server: LiveServer, browser: Browser, is_phone: bool) -> Iterator[Page]:
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=False,
        locale="ko-KR",
        viewport={"width": 390, "height": 844} if is_phone else {"width": 1440, "height": 900},
        has_touch=is_phone,
        is_mobile=is_phone,
    )
    yield context.new_page()
    context.close()


def test_one_searches_narrows_and_sees_where(page: Page, is_phone: bool) -> None:
    page.goto("/style/")

    page.get_by_role("searchbox").fill("로멘틱 | 러블리")
    page.keyboard.press("Enter")
    expect(page.locator(".product")).to_have_count(3)
    expect(page.get_by_text("이렇게 찾았습니다:")).to_be_visible()

    page.locator("summary").click()
    page.get_by_label("최고 가격").fill("10000")
    page.get_by_role("button", name="이대로 보기").click()
    expect(page.locator(".product")).to_have_count(2)

    light = page.locator(".product .lit").first
    expect(light).to_have_css("opacity", "0")
    if is_phone:
        page.locator(".product__light").first.tap()
    else:
        page.locator(".product__link").first.hover()
    expect(light).to_have_css("opacity", "1")
    expect(page.locator(".product .lit").nth(1)).to_have_css("opacity", "0")
