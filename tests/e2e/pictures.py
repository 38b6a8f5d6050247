"""Screenshots for the documentation: small files, for they are kept in the repository."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

COLOURS = 256


def take(page: Page, path: Path) -> None:
    """The page as a PNG of few colours, without a pointer over anything."""
    page.mouse.move(0, 0)
    with Image.open(io.BytesIO(page.screenshot(animations="disabled"))) as picture:
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, kmeans=2)
    few.save(path, optimize=True)
