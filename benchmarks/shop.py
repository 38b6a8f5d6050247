"""How soon does a shopper with a slow phone see what they came for?

A real browser with an empty cache visits the style wall, a tag's page, a search and a product as a phone does
that has slow 4G (1.6 Mbit/s down, 150 ms to answer) and a processor four times slower than this one.
Measured by the page itself: when its largest content was painted. Then, without a browser, how long the
server takes for each page, and how much it sends.

The server has been visited before: photos in the size of a card exist. Server and browser share the machine.
"""

from __future__ import annotations

import gzip
import os
import sys
import time
import urllib.request
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import checkout  # noqa: F401 (finds the application)
import shop_world
from figures import Report, arguments
from photos import DataError, photos
from playwright.sync_api import Browser, Page, sync_playwright
from scratch import database

from tests.browsing import CHROMIUM, FLAGS
from tests.e2e.demo import free_port

PRODUCTS, QUICK_PRODUCTS = 3781, 120
VISITS, QUICK_VISITS = 9, 3
REQUESTS, QUICK_REQUESTS = 40, 8
BAR_MS = 1000.0
DOTS = 2.625
"""Of the phone's screen to a pixel of the page, which is 412 wide."""
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 750e3 / 8,
}
SLOWER = 4
PAINTED = """() => new Promise((told) => {
  let last = null;
  const observer = new PerformanceObserver((list) => (last = list.getEntries().at(-1)));
  observer.observe({ type: "largest-contentful-paint", buffered: true });
  const done = () => requestAnimationFrame(() => setTimeout(() => {
    observer.takeRecords().forEach((one) => (last = one));
    told({ ms: last.startTime, what: last.url || last.element?.tagName });
  }, 100));
  document.readyState === "complete" ? done() : addEventListener("load", done);
})"""
SIZES = {1440: 900, 390: 844}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

EXAMPLES = """examples:
  python benchmarks/shop.py --quick
  python benchmarks/shop.py --data path/to/clothing-small --json shop.json --shots shots/
"""


def main() -> int:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--shots", type=Path, metavar="DIR", help="keep pictures of each page there")
    options = arguments(parser)
    if CHROMIUM is None:
        print("shop: no chromium is installed, and a page is measured in a browser", file=sys.stderr)
        return 2
    try:
        with (
            photos(options.data, quick=options.quick) as found,
            TemporaryDirectory(prefix="shop-") as folder,
        ):
            scratch = Path(folder)
            os.environ["MOODLOOP_MEDIA"] = str(scratch / "media")
            most = QUICK_PRODUCTS if options.quick else PRODUCTS
            with database(scratch):
                products = shop_world.fill(found, scratch / "catalog", most, options.seed)
                report = Report("shop", f"{found.name}, {products} products", options.seed)
                with shop_world.served(scratch, free_port()) as address:
                    _measure(report, address, _pages(), quick=options.quick, shots=options.shots)
    except DataError as error:
        print(f"shop: {error}", file=sys.stderr)
        return 2
    return report.finish(options.json)


def _pages() -> dict[str, str]:
    from catalog.models import Product  # noqa: PLC0415

    product = (
        Product.objects.filter(published_tags__isnull=False).order_by("pk").values_list("pk", flat=True)[0]
    )
    return {
        "wall": "/style/",
        "tag": "/style/?tag=romantic",
        "search": "/style/?q=%EB%A1%9C%EB%A9%98%ED%8B%B1%20dress",
        "product": f"/style/products/{product}/",
    }


def _measure(
    report: Report, address: str, pages: Mapping[str, str], *, quick: bool, shots: Path | None
) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for path in pages.values():
            _visit(browser, address + path, slow=False)
        if shots:
            _take(browser, address, pages, shots)
        for name, path in pages.items():
            visits = [
                _visit(browser, address + path, slow=True) for _ in range(QUICK_VISITS if quick else VISITS)
            ]
            times = [ms for ms, _, _ in visits]
            report.add(f"lcp_ms_{name}", times, samples=len(times), of=f"cold visits; it was {visits[0][1]}")
            report.add(
                f"kb_{name}", [kb for _, _, kb in visits], samples=len(times), of="cold visits, all received"
            )
        browser.close()
    for name, path in pages.items():
        spent, size = _served(address + path, QUICK_REQUESTS if quick else REQUESTS)
        report.add(f"server_ms_{name}", spent, samples=len(spent), of="requests, one after the other")
        report.add(f"html_kb_{name}", size, samples=1, of="page, compressed")
    for figure in list(report.figures):
        if figure.name.startswith("lcp_ms_"):
            claim = f"{figure.name} is {figure.value:.0f}, at most {BAR_MS:.0f}"
            report.require(claim, holds=figure.value <= BAR_MS)


def _visit(browser: Browser, address: str, *, slow: bool) -> tuple[float, str, float]:
    """Milliseconds to the largest paint of a first visit, what was painted, and the kilobytes received."""
    context = browser.new_context(
        viewport={"width": 412, "height": 823},
        device_scale_factor=DOTS,
        has_touch=True,
        is_mobile=True,
        locale="ko-KR",
    )
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    if slow:
        session.send("Network.emulateNetworkConditions", SLOW_4G)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="commit")
    painted = page.evaluate(PAINTED)
    context.close()
    return float(painted["ms"]), _kind(str(painted["what"])), sum(received) / 1000


def _kind(what: str) -> str:
    """A photo by its size, else the element."""
    return what.rstrip("/").rsplit("/", 1)[-1] if "/" in what else what.lower()


def _served(address: str, requests: int) -> tuple[list[float], float]:
    spent, size = [], 0
    for _ in range(requests):
        request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})  # noqa: S310
        begun = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
            content = response.read()
        spent.append((time.perf_counter() - begun) * 1000)
        size = len(content)
        assert gzip.decompress(content).startswith(b"<!doctype html>")
    return spent, size / 1000


def _take(browser: Browser, address: str, pages: Mapping[str, str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for width, height in SIZES.items():
        phone = width < 500
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="ko-KR", is_mobile=phone, has_touch=phone
        )
        page = context.new_page()
        for name, path in pages.items():
            page.goto(address + path)
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                page.wait_for_load_state("networkidle")
                _lit(page, hovers=not phone)
                page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
        context.close()


def _lit(page: Page, *, hovers: bool) -> None:
    """As it looks to somebody who points at the second result."""
    cards = page.locator(".product:has(.lit)")
    if cards.count() > 1:
        if hovers:
            cards.nth(1).locator("a").hover()
        else:
            cards.nth(1).locator(".product__light input").check(force=True)


if __name__ == "__main__":
    sys.exit(main())
