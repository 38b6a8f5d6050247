"""Hearts say whose they are, what is done is spoken, the focus is never lost; two quick ones are of one."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import Facet, Product, Tag
from recommender.models import Opinion, PublishedTag, Shopper
from tests.browsing import page as page_of_a_stranger  # noqa: F401 (nobody is signed in)
from tests.making import make_image


@pytest.fixture
def page(page_of_a_stranger: Page, live_server: LiveServer, photos_go_here: None) -> Page:  # noqa: F811
    """The wall with three products of one mood."""
    facet = Facet.objects.create(slug="mood", name_ko="무드", name_en="Mood")
    tag = Tag.objects.create(facet=facet, slug="romantic", name_ko="로맨틱", name_en="Romantic")
    for number, name in enumerate(["하나", "<b>둘</b>", "셋"]):
        product = make_image(number).product
        Product.objects.filter(pk=product.pk).update(title=name)
        PublishedTag.objects.create(
            product=product,
            tag=tag,
            source=PublishedTag.Source.CURATED,
            confidence=0.9 - number / 10,
            published_at=timezone.now(),
        )
    page_of_a_stranger.goto(f"{live_server.url}/style/?tag=romantic")
    return page_of_a_stranger


def test_two_hearts_at_once_are_of_one_shopper(page: Page) -> None:
    hearts = page.locator(".like__button--like")

    hearts.evaluate_all("hearts => hearts.slice(0, 2).forEach((heart) => heart.click())")
    for number in range(2):
        expect(hearts.nth(number)).to_have_attribute("aria-pressed", "true")

    assert Shopper.objects.count() == 1
    assert Opinion.objects.count() == 2


def test_what_is_hidden_is_spoken_of_and_the_focus_goes_on(page: Page) -> None:
    speaker = page.locator(".toasts[role=status]")
    hide = page.get_by_role("button", name="숨기기: <b>둘</b>", exact=True)
    expect(speaker).to_be_attached()
    expect(speaker).to_have_text("")

    hide.focus()
    page.keyboard.press("Enter")
    expect(speaker).to_contain_text("이제 권하지 않습니다.")
    expect(page.locator(".product__link", has_text="셋")).to_be_focused()

    page.locator(".toast__undo").focus()
    page.keyboard.press("Enter")
    expect(hide).to_be_focused()
    assert not Opinion.objects.exists()
