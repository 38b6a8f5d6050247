"""The review screen as its user has it: keys in, photos painted, answers acknowledged, bytes."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from application import Person
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.demo import Demo
from tests.e2e.desk import SOON

VIEW = {"width": 1440, "height": 900}
LOOKED = 300  # milliseconds at each photo: faster than anybody, to test what is ready ahead
# All by the page's own clock; the key's time is when the browser took it in, not when a script ran.
LISTENS = """
window.desk = { painted: [], long: [], loaded: null };
performance.setResourceTimingBufferSize(20000);
const note = (one) => desk.long.push([one.startTime, one.duration]);
const tasks = new PerformanceObserver((list) => list.getEntries().forEach(note));
tasks.observe({ type: "longtask", buffered: true });
let asked = null;
const root = () => document.querySelector("[data-review]");
addEventListener("keydown", (event) => (asked = { item: root()?.dataset.itemId, at: event.timeStamp }), true);
function seen() {
  const item = root()?.dataset.itemId;
  const image = root()?.querySelector("[data-part=frame] img");
  if (!item || !image) return;
  if (!image.complete) return image.addEventListener("load", seen, { once: true });
  requestAnimationFrame(() => setTimeout(() => {
    desk.loaded ??= performance.now();
    document.documentElement.dataset.painted = desk.painted.length;
    if (asked && asked.item !== item && root().dataset.itemId === item) {
      desk.painted.push(performance.now() - asked.at);
      asked = null;
      document.documentElement.dataset.painted = desk.painted.length;
    }
  }));
}
const changes = { attributes: true, attributeFilter: ["data-item-id"], subtree: true };
new MutationObserver(seen).observe(document, changes);
"""
RESOURCES = """() => performance.getEntriesByType("resource").map((one) => ({
  name: one.name, start: one.startTime, duration: one.duration,
  bytes: one.transferSize, body: one.encodedBodySize,
}))"""


@dataclass(frozen=True)
class Load:
    """One visit with an empty cache."""

    usable_ms: float
    js_kb: float


@dataclass
class Sitting:
    """What was measured while so many photos were answered; `begun` and `ended` by the machine's clock."""

    answered: int
    painted_ms: list[float]
    acknowledged_ms: list[float]
    long_ms: list[float]
    bytes: float
    requests: int
    begun: float
    ended: float

    def training_share(self, demo: Demo) -> float:
        """For which part of the time a training ran."""
        runs = demo.rows(
            "select extract(epoch from started_at), coalesce(extract(epoch from finished_at), 1e18)"
            " from training_trainingrun where started_at is not null"
        )
        inside = [min(float(end), self.ended) - max(float(begin), self.begun) for begin, end in runs]
        return sum(max(0.0, one) for one in inside) / (self.ended - self.begun)


class Crowd(Protocol):
    """People who work meanwhile, within the `with` block."""

    def __enter__(self) -> object: ...
    def __exit__(self, *raised: object) -> None: ...


def signed_in(browser: Browser, demo: Demo, name: str = "curator") -> BrowserContext:
    """A browser with an empty cache whose person is known: not even the login page warmed it."""
    context = browser.new_context(viewport=VIEW, locale="ko-KR")  # type: ignore[arg-type]
    host = urlsplit(demo.address).hostname or ""
    for cookie in Person(demo, name).cookies():
        context.add_cookies([{"name": cookie[0], "value": cookie[1], "domain": host, "path": "/"}])
    context.add_init_script(LISTENS)
    return context


def cold_pages(browser: Browser, demo: Demo, times: int) -> list[Load]:
    """From the address being entered until the first photo is painted and takes a key."""
    return [_cold_page(browser, demo) for _ in range(times)]


def _cold_page(browser: Browser, demo: Demo) -> Load:
    context = signed_in(browser, demo)
    page = context.new_page()
    _open(page, demo)
    usable = float(page.evaluate("desk.loaded"))
    scripts = [one["body"] for one in page.evaluate(RESOURCES) if ".js" in one["name"]]
    inline = len(page.locator("script[type=importmap]").text_content() or "")
    context.close()
    return Load(usable, (sum(scripts) + inline) / 1000)


def reviewing(browser: Browser, demo: Demo, answers: int, shots: Path | None) -> Sitting:
    """One curator, alone with the trainings."""
    context = signed_in(browser, demo)
    page = context.new_page()
    _open(page, demo)
    sat = _sit(page, answers)
    if shots is not None:
        shots.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=shots / "review.png")
    context.close()
    return sat


def crowd_beside(browser: Browser, demo: Demo, answers: int, crowd: Crowd) -> Sitting:
    """The same, while many others answer too."""
    context = signed_in(browser, demo)
    page = context.new_page()
    _open(page, demo)
    with crowd:
        sat = _sit(page, answers)
    context.close()
    return sat


def _open(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/review/")
    expect(page.locator("[data-review]")).to_have_attribute("data-item-id", re.compile(r"\d+"), timeout=SOON)
    expect(page.locator("html")).to_have_attribute("data-painted", "0", timeout=SOON)


def _sit(page: Page, answers: int) -> Sitting:
    started, begun = float(page.evaluate("performance.now()")), time.time()
    for number in range(1, answers + 1):
        page.wait_for_timeout(LOOKED)
        if page.locator("[data-review]").get_attribute("data-mode") == "audit":
            page.keyboard.press("x")
        else:
            page.keyboard.press("1")
            page.keyboard.press("x" if number % 3 else "a")
        expect(page.locator("html")).to_have_attribute("data-painted", str(number), timeout=SOON)
    expect(page.locator("[data-review]")).to_have_attribute("data-unsent", "0", timeout=SOON)
    resources = [one for one in page.evaluate(RESOURCES) if one["start"] >= started]
    long: list[list[float]] = page.evaluate("desk.long")
    return Sitting(
        answered=answers,
        painted_ms=page.evaluate("desk.painted"),
        acknowledged_ms=[one["duration"] for one in resources if _is_answer(one)],
        long_ms=[duration for start, duration in long if start >= started],
        bytes=sum(one["bytes"] for one in resources),
        requests=sum(one["bytes"] > 0 for one in resources),
        begun=begun,
        ended=time.time(),
    )


def _is_answer(resource: dict[str, Any]) -> bool:
    return urlsplit(str(resource["name"])).path == "/api/reviews/"
