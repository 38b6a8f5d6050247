"""What a curator does who compares photos, and photos to compare."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from catalog.models import Product, ProductImage, Tag
from catalog.services.photos import keep
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from labeling.models import Pair
from tests.catalog.shops import picture
from tests.making import NOON

SIZES = [(300, 400), (400, 300), (300, 300), (200, 500)]
"""Shapes of photos: tall, wide, square, very tall."""
ON_A_DESK = {"viewport": {"width": 1440, "height": 900}}
ON_A_PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
COMPARISONS = "**/api/comparisons/"
GLANCE = 180
"""Milliseconds: a key that comes sooner is no answer (static/js/comparedesk.js)."""


def hang_rivals(count: int, slug: str = "lovely") -> list[Pair]:
    """So many pairs that wait, each photo of another colour, shape and product."""
    if not Tag.objects.exists():
        load_vocabulary(path=STARTER)
    tag, images = Tag.objects.get(slug=slug), []
    first = Product.objects.count()
    for number in range(first, first + 2 * count):
        size = SIZES[number % len(SIZES)]
        product = Product.objects.create(external_id=f"R-{number}", title=f"원피스 {number}")
        image = ProductImage.objects.create(
            product=product, sha256=f"{number:063x}c", width=size[0], height=size[1]
        )
        for name in ("display", "thumb"):
            keep(image.sha256, name, picture(20 * number % 360, size))
        images.append(image)
    return [
        Pair.objects.create(tag=tag, left=images[2 * at], right=images[2 * at + 1], created_at=NOON)
        for at in range(count)
    ]


@dataclass
class Ring:
    """The page of one tag's pairs."""

    page: Page
    address: str
    slug: str = "lovely"

    def open(self) -> None:
        self.page.goto(f"{self.address}/compare/{self.slug}/")
        self.is_ready()

    def is_ready(self) -> None:
        """On screen, and looked at for as long as an answer needs."""
        expect(self.root).to_have_attribute("data-ready", "yes")
        self.page.wait_for_timeout(GLANCE)

    @property
    def root(self) -> Locator:
        return self.page.locator("[data-compare]")

    @property
    def pair(self) -> int:
        """The id of the pair on screen."""
        return int(self.root.get_attribute("data-pair-id") or 0)

    def answer(self, key: str) -> int:
        """Press it; the id of the pair that was answered."""
        before = self.pair
        self.page.keyboard.press(key)
        self.has_moved_on_from(before)
        return before

    def has_moved_on_from(self, pair: int) -> None:
        expect(self.root).not_to_have_attribute("data-pair-id", str(pair))
        self.is_ready()

    def unsent(self, count: int) -> None:
        expect(self.root).to_have_attribute("data-unsent", str(count), timeout=15_000)

    def photo(self, side: str) -> Locator:
        return self.page.locator(f".side__photo[data-part={side}]")

    def drag(self, side: str, across: float) -> None:
        """One finger over a photo, as the browser itself would report it."""
        box = self.photo(side).bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        finger = self.page.context.new_cdp_session(self.page)
        for step in range(6):
            kind = "touchMove" if step else "touchStart"
            point = {"x": x + across * step / 5, "y": y}
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
