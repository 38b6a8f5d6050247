"""What a curator does on the page of grids, and grids to do it with."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from catalog.models import Product, ProductImage, Tag
from catalog.services.photos import keep
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from labeling.models import Grid, Verdict
from tests.catalog.shops import picture
from tests.gridmaking import make_grid

TILES = 24
ANSWERS = "**/api/grids/reviews/"
LEASES = "**/api/grids/*/lease/"


def hang_grid(
    slug: str = "romantic", *, count: int = TILES, known: dict[int, bool] | None = None, kind: str = "likely"
) -> Grid:
    """Photos of different colours, and a grid of them that waits."""
    if not Tag.objects.exists():
        load_vocabulary(path=STARTER)
    first = ProductImage.objects.count()
    images = [_photo(number) for number in range(first, first + count)]
    return make_grid(Tag.objects.get(slug=slug), images, kind=kind, known=known)


def _photo(number: int) -> ProductImage:
    product = Product.objects.create(external_id=f"G-{number}", title=f"원피스 {number}")
    image = ProductImage.objects.create(product=product, sha256=f"{number:063x}a", width=300, height=400)
    for name in ("display", "thumb"):
        keep(image.sha256, name, picture(15 * number % 360, (300, 400)))
    return image


def said(grid: Grid) -> dict[int, str]:
    """By place, what stands of each tile."""
    verdicts = Verdict.objects.standing().filter(review__tile__grid=grid)
    return dict(verdicts.values_list("review__tile__position", "value"))


@dataclass
class Sheet:
    """The page of one tag's grids."""

    page: Page
    address: str

    def open(self, slug: str = "romantic") -> None:
        self.page.goto(f"{self.address}/grid/{slug}/")
        self.is_asking()

    def is_asking(self, grid: Grid | None = None) -> None:
        expect(self.root).to_have_attribute("data-state", "asking")
        if grid:
            expect(self.root).to_have_attribute("data-grid-id", str(grid.pk))

    def may_answer(self) -> None:
        """The page was open for long enough."""
        expect(self.root).to_have_attribute("data-open", "yes", timeout=15_000)

    def all_sent(self) -> None:
        expect(self.root).to_have_attribute("data-unsent", "0", timeout=15_000)

    @property
    def root(self) -> Locator:
        return self.page.locator("[data-grid]")

    @property
    def hint(self) -> Locator:
        return self.page.locator("[data-part=hint]")

    def tile(self, place: int) -> Locator:
        return self.page.locator(".tile").nth(place)

    def part(self, name: str) -> Locator:
        return self.page.locator(f"[data-part={name}]")
