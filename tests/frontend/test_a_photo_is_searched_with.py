"""A shopper's photo in a browser: brought, answered while the page is open, asked about again by its box."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import Facet, ProductImage, Tag
from catalog.sample import generate
from catalog.services.importing import import_catalog
from catalog.services.photos import open_photo
from recommender.models import PhotoQuery
from recommender.services.photo_answering import answer_waiting
from tests.browsing import page as page_of_a_stranger  # noqa: F401 (nobody is signed in)
from tests.frontend.looking import SCHEMES, looking, turn
from tests.frontend.test_accessible import serious
from tests.making import make_image
from training.services.embedding import embed_pending

BOX = "[data-part=region]"
PASTE = """async ([url, target]) => {
  const blob = await (await fetch(url)).blob();
  const data = new DataTransfer();
  data.items.add(new File([blob], "pasted.jpg", { type: "image/jpeg" }));
  const event = target === "paste"
    ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
}"""


@pytest.fixture
def page(page_of_a_stranger: Page) -> Page:  # noqa: F811
    return page_of_a_stranger


@pytest.fixture
def shop(photos_go_here: None, broker: str, tmp_path: Path) -> ProductImage:
    """Sixteen drawn products, looked at; the photo of one of them."""
    generate(tmp_path / "catalog", products=16, seed=3)
    import_catalog(path=tmp_path / "catalog", now=timezone.now())
    embed_pending(now=timezone.now(), seconds=120)
    return ProductImage.objects.filter(position=0)[4]


def large(image: ProductImage) -> bytes:
    """As a phone takes it: too large to be worth sending."""
    with open_photo(image.sha256) as file, Image.open(file) as picture:
        out = io.BytesIO()
        picture.resize((1800, 2400)).save(out, "JPEG")
    return out.getvalue()


def found(page: Page) -> list[str | None]:
    return [link.get_attribute("href") for link in page.locator(".asked__similar .product__link").all()]


def test_a_photo_is_brought_and_its_box_is_dragged(
    page: Page, live_server: LiveServer, shop: ProductImage
) -> None:
    page.goto(f"{live_server.url}/style/photo/")
    photo = FilePayload(name="phone.jpg", mimeType="image/jpeg", buffer=large(shop))
    page.locator("input[type=file]").first.set_input_files(photo)

    expect(page.locator("[data-photo]")).to_have_attribute("data-state", "waiting")
    answer_waiting(now=timezone.now())
    expect(page.locator("[data-photo]")).to_have_attribute("data-state", "done")
    first = found(page)
    assert first[0] == f"/style/products/{shop.product_id}/"
    sent = PhotoQuery.objects.get()
    assert max(sent.width, sent.height) == 1200

    corner, room = page.locator(f"{BOX} [data-edges=se]").bounding_box(), page.locator(".asked__frame")
    place = room.bounding_box()
    assert corner
    assert place
    page.mouse.move(corner["x"] + corner["width"] / 2, corner["y"] + corner["height"] / 2)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] * 0.3, place["y"] + place["height"] * 0.3, steps=4)
    with page.expect_response(lambda response: response.url.endswith("/box/")):
        page.mouse.up()
    expect(page.locator("[data-photo]")).to_have_attribute("data-state", "waiting")
    answer_waiting(now=timezone.now())
    expect(page.locator("[data-photo]")).to_have_attribute("data-state", "done")

    assert PhotoQuery.objects.get().round == 2
    assert found(page) != first


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_a_photo_is_pasted_or_dropped(
    page: Page, live_server: LiveServer, photos_go_here: None, broker: str, way: str
) -> None:
    image = make_image(1)
    page.goto(f"{live_server.url}/style/photo/")

    page.evaluate(PASTE, [image.get_absolute_url(), way])

    expect(page.locator("[data-photo]")).to_have_attribute("data-state", "waiting")
    assert PhotoQuery.objects.count() == 1


def test_what_is_no_photo_is_said_to_be_none(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/style/photo/")

    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["words"], "notes.txt", { type: "text/plain" }));
          document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
        }"""
    )

    expect(page.get_by_role("alert")).to_have_text("사진이 아닙니다. 사진 파일을 골라 주세요.")
    assert not PhotoQuery.objects.exists()


def test_a_photo_that_went_while_it_was_waited_for(
    browser: Browser, live_server: LiveServer, photos_go_here: None, broker: str
) -> None:
    context = browser.new_context(locale="ko-KR")
    page, image = context.new_page(), make_image(1)
    page.goto(f"{live_server.url}/style/photo/")
    page.evaluate(PASTE, [image.get_absolute_url(), "paste"])
    expect(page.locator("[data-photo]")).to_have_attribute("data-state", "waiting")

    PhotoQuery.objects.all().delete()

    expect(page.locator("[data-photo]")).to_have_attribute("data-state", "failed")
    expect(page.get_by_role("alert")).to_contain_text("지워졌습니다")
    context.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_on_these_pages_keeps_anybody_out(
    photos_go_here: None, broker: str, live_server: LiveServer, browser: Browser, width: int
) -> None:
    facet = Facet.objects.create(slug="mood", name_ko="무드", name_en="Mood")
    tag = Tag.objects.create(facet=facet, slug="romantic", name_ko="로맨틱", name_en="Romantic")
    image = make_image(1)
    seen = {"tag": tag.pk, "probability": 0.72, "evidence": [{"box": [0, 0, 1, 1], "cells": [[0.1, 0.5]]}]}
    answer = {"products": [[image.product_id, image.pk, 0.9]], "moods": [seen], "box": [0.1, 0.2, 0.8, 0.9]}

    found: list[str] = []
    with looking(browser, live_server.url, person=None, width=width, bypass_csp=True) as page:
        page.goto("/style/photo/")
        found += serious(page)
        photo = FilePayload(name="phone.jpg", mimeType="image/jpeg", buffer=large(image))
        page.locator("input[type=file]").first.set_input_files(photo)
        expect(page.locator("[data-photo]")).to_have_attribute("data-state", "waiting")
        PhotoQuery.objects.get().answer({**answer, "turn": 0}, now=timezone.now())
        expect(page.locator("[data-photo]")).to_have_attribute("data-state", "done")
        page.locator(".seen__where").click()
        expect(page.locator("[data-part=heat]")).to_be_visible()
        for scheme in SCHEMES:
            turn(page, scheme)
            found += serious(page)

    assert found == []
