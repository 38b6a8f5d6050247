"""Screenshots: of the window for the documentation, in few colours as they are kept, and of whole pages."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

COLOURS = 256
LOADED = """() => document.fonts.ready.then(() => Promise.all(
  [...document.images].map((one) => one.decode().catch(() => null))))"""


def take(page: Page, path: Path) -> None:
    """The page as a PNG of few colours, without a pointer over anything."""
    page.mouse.move(0, 0)
    with Image.open(io.BytesIO(page.screenshot(animations="disabled"))) as picture:
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, kmeans=2)
    few.save(path, optimize=True)


def load_all(page: Page) -> None:
    """All that the page asks for by itself, and what would load on the way down."""
    page.evaluate("document.querySelectorAll('img[loading=lazy]').forEach((one) => (one.loading = 'eager'))")
    page.wait_for_load_state("networkidle")
    page.evaluate(LOADED)


def take_whole(page: Page, path: Path) -> None:
    """All of the page, however long."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.mouse.move(0, 0)
    page.screenshot(path=path, full_page=True, animations="disabled")
