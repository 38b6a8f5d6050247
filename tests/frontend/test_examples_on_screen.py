"""E shows what the tag in question means: its definition at once, and photos that people judged."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from catalog.models import Tag
from labeling.models import QueueItem
from tests.frontend.desk import Desk, hang_photo
from tests.making import say

pytestmark = pytest.mark.e2e


@pytest.fixture
def judged(photos: None, curator: User, second_curator: User) -> None:
    """Of romantic: one photo is, one is not, one divides people; and so does the photo that waits first."""
    romantic = Tag.objects.get(slug="romantic")
    first = QueueItem.objects.order_by("-priority")[0]
    for number, values in enumerate((("yes", "yes"), ("no", "no"), ("yes", "no"))):
        image = hang_photo("예시", 60 + number).image
        for person, value in zip((curator, second_curator), values, strict=True):
            say(person, image, {romantic: value})
    say(second_curator, first.image, {romantic: "yes"})
    first.closed_at = None
    first.save()


def test_three_kinds_and_never_the_photo_itself(judged: None, desk: Desk, page: Page) -> None:
    desk.open()
    own = page.locator("[data-part=frame] img").get_attribute("src")
    dialog = page.locator("[data-part=examples]")

    page.keyboard.press("e")

    expect(dialog.locator("[data-part=tag]")).to_have_text("로맨틱")
    expect(dialog.locator("[data-part=means]")).to_contain_text(
        Tag.objects.get(slug="romantic").definition_ko[:12]
    )
    for kind in ("yes", "no", "borderline"):
        expect(dialog.locator(f"[data-part={kind}] img")).to_have_count(1)
    shown = [image.get_attribute("src") for image in dialog.locator("img").all()]
    assert own not in shown
    page.keyboard.press("e")
    expect(dialog).to_be_hidden()


def test_without_any_it_says_so(desk: Desk, page: Page) -> None:
    desk.open()
    page.keyboard.press("2")

    page.keyboard.press("e")

    dialog = page.locator("[data-part=examples]")
    expect(dialog.locator("[data-part=tag]")).to_have_text("러블리")
    expect(dialog.get_by_text("아직 예시가 없습니다.")).to_have_count(3)


def test_a_tag_is_asked_about_once(desk: Desk, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/examples/" in request.url else None)
    desk.open()

    for _ in range(3):
        page.keyboard.press("e")
        expect(page.locator("[data-part=yes-none]")).not_to_be_empty()
        page.keyboard.press("Escape")

    assert len(asked) == 1
