"""What a curator does at the review screen, and a wall of photos to do it with."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, Route, expect

from catalog.models import Facet, Product, ProductImage, Tag
from catalog.services.photos import keep
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from labeling.models import QueueItem, Reason, Suggestion
from tests.catalog.shops import picture

SHOWN = ["romantic", "lovely", "dress", "skirt"]
"""Two moods, of which both may hold, and two categories, of which one may."""
EVIDENCE = [{"box": [0.0, 0.0, 1.0, 1.0], "cells": [[0.5, -0.5], [1.5, 0.0]]}]
ANSWERS = "**/api/reviews/"
GLANCE = 180
"""Milliseconds: a key that comes sooner is no answer (static/js/review.js)."""
BOXES = "**/api/images/*/region/*"


def hang_photos(count: int, *, title: str = "원피스") -> list[QueueItem]:
    """Photos of different colours that wait, each with the same suggestions, the first one first."""
    if not Tag.objects.exists():
        load_vocabulary(path=STARTER)
    first = QueueItem.objects.count()
    return [hang_photo(f"{title} {number}", number) for number in range(first, first + count)]


def hang_photo(title: str, number: int, size: tuple[int, int] = (300, 400)) -> QueueItem:
    product = Product.objects.create(external_id=f"P-{number}", title=title[:500])
    image = ProductImage.objects.create(
        product=product, sha256=f"{number:064x}", width=size[0], height=size[1]
    )
    for name in ("display", "thumb"):
        keep(image.sha256, name, picture(20 * number % 360, size))
    item = QueueItem.objects.create(
        image=image, reason=Reason.CONTROL, priority=1000 - number, model_key="head-1"
    )
    for position, slug in enumerate(SHOWN):
        Suggestion.objects.create(
            item=item,
            tag=Tag.objects.get(slug=slug),
            position=position,
            probability=0.72,
            evidence=EVIDENCE,
        )
    return item


def hang_audit(number: int, facet: str) -> QueueItem:
    """A photo to measure with: every tag of the facet is asked."""
    item = hang_photo("감사 사진", number)
    item.suggestions.all().delete()
    item.facet, item.reason = Facet.objects.get(slug=facet), Reason.AUDIT
    item.save()
    for position, tag in enumerate(Tag.objects.in_use().filter(facet__slug=facet)):
        Suggestion.objects.create(item=item, tag=tag, position=position, probability=0.9)
    return item


@dataclass
class Desk:
    page: Page
    address: str

    def open(self) -> None:
        self.page.goto(f"{self.address}/review/")
        self.is_ready()

    def is_ready(self) -> None:
        """On screen, and looked at for as long as an answer needs."""
        expect(self.page.locator("[data-part=frame]")).to_have_attribute("data-ready", "yes")
        self.page.wait_for_timeout(GLANCE)

    @property
    def root(self) -> Locator:
        return self.page.locator("[data-review]")

    @property
    def item(self) -> str:
        """The id of the item on screen."""
        return self.root.get_attribute("data-item-id") or ""

    def answer(self, *keys: str) -> str:
        """Press these keys, the last of which answers; the id of the item that was answered."""
        expect(self.root).to_have_attribute("data-state", "asking")
        self.is_ready()
        before = self.item
        for key in keys:
            self.page.keyboard.press(key)
        expect(self.root).not_to_have_attribute("data-item-id", before)
        self.is_ready()
        return before

    def unsent(self, count: int) -> None:
        expect(self.root).to_have_attribute("data-unsent", str(count), timeout=15_000)

    def row(self, slug: str) -> Locator:
        return self.page.locator(f"[data-row][data-tag={slug}]")

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """One finger on the screen, as the browser itself would report it."""
        finger = self.page.context.new_cdp_session(self.page)
        for step in range(6):
            x, y = (one + (other - one) * step / 5 for one, other in zip(start, end, strict=True))
            kind = "touchMove" if step else "touchStart"
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def fails_with(self, status: int, body: str = "{}", what: str = ANSWERS) -> None:
        """From now on the server answers every answer so; 0 is a connection that breaks."""
        self.page.route(what, lambda route: _fail(route, status, body))

    def recovers(self, what: str = ANSWERS) -> None:
        self.page.unroute(what)


def _fail(route: Route, status: int, body: str) -> None:
    if status == 0:
        route.abort("connectionfailed")
    else:
        route.fulfill(status=status, body=body, content_type="application/json")
