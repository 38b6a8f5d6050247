"""A shopper likes, is offered more of it, wants less of a mood, and is forgotten; also without a script."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import Product, Tag
from catalog.sample import generate
from catalog.services.importing import import_catalog
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from recommender.models import Event, PublishedTag, Shopper
from tests.browsing import page as page_of_a_stranger  # noqa: F401 (nobody is signed in)
from training.services.embedding import embed_pending

TITLE = "h1"
CARD = ".taste__offers .product"
HEART, EYE = ".like__button--like", ".like__button--hide"


@pytest.fixture
def page(page_of_a_stranger: Page) -> Page:  # noqa: F811
    return page_of_a_stranger


@pytest.fixture
def shop(photos_go_here: None, tmp_path: Path) -> list[Product]:
    """Drawn products, looked at; every second one romantic, the others sporty."""
    load_vocabulary(path=STARTER)
    generate(tmp_path / "catalog", products=36, seed=3)
    import_catalog(path=tmp_path / "catalog", now=timezone.now())
    embed_pending(now=timezone.now(), seconds=120)
    products = list(Product.objects.order_by("pk"))
    moods = [Tag.objects.get(slug=slug) for slug in ("romantic", "sporty")]
    PublishedTag.objects.all().delete()
    PublishedTag.objects.bulk_create(
        PublishedTag(
            product=product,
            tag=moods[number % 2],
            source=PublishedTag.Source.CURATED,
            confidence=1,
            published_at=timezone.now(),
        )
        for number, product in enumerate(products)
    )
    return products


def sporty(page: Page) -> int:
    """Of the first ten offers."""
    links = page.locator(f"{CARD} .product__link").all()[:10]
    shown = [int(str(link.get_attribute("href")).split("/")[-2]) for link in links]
    return PublishedTag.objects.filter(product__in=shown, tag__slug="sporty").count()


def picture(page: Page, name: str) -> None:
    """For people to look at, where they say so."""
    if folder := os.environ.get("MOODLOOP_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_like_more_less_and_forget(page: Page, live_server: LiveServer, shop: list[Product]) -> None:
    page.goto(f"{live_server.url}/style/for-you/")
    expect(page.locator(TITLE)).to_have_text("나를 위한 옷")
    picture(page, "for-you-start")
    hearts = page.locator(f".product {HEART}")
    for number in range(3):
        with page.expect_response("**/think/"):
            hearts.nth(number).click()
        expect(hearts.nth(number)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".toast")).to_contain_text("좋아하는 옷에 담았습니다.")
    with page.expect_response("**/think/"):
        page.locator(".toast__undo").click()
    expect(hearts.nth(2)).to_have_attribute("aria-pressed", "false")
    assert Shopper.objects.get().opinions.count() == 2

    page.get_by_role("link", name="고른 것으로 시작하기").click()
    expect(page.locator(CARD).first).to_be_visible()
    expect(page.locator(".taste__moods")).to_contain_text("스포티")
    picture(page, "for-you")
    before = sporty(page)

    for _ in range(2):
        page.get_by_role("button", name="덜 스포티").click()
    expect(page.get_by_role("button", name="덜 스포티")).to_be_disabled()
    assert sporty(page) < before

    card = page.locator(CARD).first
    card.hover()
    with page.expect_response("**/think/"):
        card.locator(EYE).click()
    expect(card).to_be_hidden()
    page.reload()
    expect(page.locator(".taste__hidden")).to_contain_text("1")

    page.get_by_role("button", name="모두 잊기").click()
    expect(page.locator(".taste__forgotten")).to_contain_text("모두 잊었습니다.")
    expect(page.locator(".taste")).to_have_count(0)
    picture(page, "for-you-forgotten")
    page.get_by_role("button", name="되돌리기").click()
    expect(page.locator(".message")).to_contain_text("되돌렸습니다.")
    expect(page.locator(".taste__moods")).to_contain_text("스포티")


def test_without_a_script_the_same_by_forms(
    browser: Browser, live_server: LiveServer, shop: list[Product]
) -> None:
    context = browser.new_context(
        java_script_enabled=False, locale="ko-KR", viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/style/products/{shop[0].pk}/")

    page.locator(f".display {HEART}").click()
    expect(page).to_have_url(f"{live_server.url}/style/products/{shop[0].pk}/")
    expect(page.locator(f".display {HEART}")).to_have_attribute("aria-pressed", "true")
    page.goto(f"{live_server.url}/style/for-you/")

    expect(page.locator(CARD).first).to_be_visible()
    picture(page, "for-you-phone")
    page.get_by_role("button", name="모두 잊기").click()
    expect(page.locator(".taste__forgotten")).to_be_visible()
    picture(page, "for-you-forgotten-phone")
    page.get_by_role("button", name="되돌리기").click()
    expect(page.locator(CARD).first).to_be_visible()
    context.close()


def test_a_product_that_was_in_sight_is_recorded(
    browser: Browser, live_server: LiveServer, shop: list[Product]
) -> None:
    context = browser.new_context(locale="ko-KR", user_agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
    page = context.new_page()

    with page.expect_request("**/seen/") as sent:
        page.goto(f"{live_server.url}/style/products/{shop[0].pk}/")
    answer = sent.value.response()
    assert answer
    assert answer.status == 204

    assert list(Event.objects.values_list("kind", "product")) == [("view", shop[0].pk)]
    context.close()
