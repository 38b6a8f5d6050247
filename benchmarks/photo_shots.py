"""Pictures of search by photo, from a running demo: desk and phone, light and dark."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import FilePayload, expect, sync_playwright

from tests.browsing import CHROMIUM, FLAGS
from tests.e2e.demo import Demo

SCREENS = {"desk": (1440, 900), "phone": (390, 844)}


def take(demo: Demo, photo: bytes, folder: Path) -> None:
    """`photo-<page>-<screen>-<scheme>.png` of the page to bring a photo and that of its results."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for screen, (width, height) in SCREENS.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,
                    has_touch=screen == "phone",
                    locale="ko-KR",
                )
                page = context.new_page()
                page.goto(f"{demo.address}/style/photo/")
                page.screenshot(path=folder / f"photo-bring-{screen}-{scheme}.png")
                sent = FilePayload(name="p.jpg", mimeType="image/jpeg", buffer=photo)
                page.locator("input[type=file]").first.set_input_files(sent)
                expect(page.locator("[data-photo]")).to_have_attribute("data-state", "done", timeout=30_000)
                page.wait_for_load_state("networkidle")
                if screen == "desk" and page.locator(".seen__mood").count():
                    page.locator(".seen__mood").first.hover()
                page.screenshot(path=folder / f"photo-found-{screen}-{scheme}.png")
                context.close()
        browser.close()
