"""The review screen in a real browser: are its presses those that are counted, how soon is the next photo?

The demo runs on a small drawn catalog. Rows and chips are answered in patterns, the way that `keys` says is
cheapest; a listener in the page counts what arrives there, and the database says what was recorded.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import checkout  # noqa: F401 (finds the settings and the demo)
import numpy as np
from figures import Report
from keys import Values, in_chips, row_keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from playwright.sync_api import expect, sync_playwright

from catalog.sample import generate
from ml.scoring import ChoiceGroups
from tests.browsing import CHROMIUM, FLAGS
from tests.e2e.demo import Demo, running_demo
from tests.e2e.desk import SOON, Desk

PRODUCTS, ANSWERS = 60, 30
NEVER = 10_000  # reviews before a training: its suggestions would replace those that are asked

LISTENS = """
window.presses = 0;
window.painted = [];
let asked = null;
const root = () => document.querySelector("[data-review]");
function pressed(event) {
  if (!event.isTrusted || event.repeat || (event.type === "click" && !event.detail)) return;
  window.presses += 1;
  asked = { item: root()?.dataset.itemId, at: performance.now() };
}
for (const kind of ["keydown", "click"]) addEventListener(kind, pressed, true);
new MutationObserver(() => {
  if (!asked || root()?.dataset.itemId === asked.item) return;
  if (root().querySelector("[data-part=frame]").dataset.ready !== "yes") return;
  window.painted.push(performance.now() - asked.at);
  asked = null;
}).observe(document, { attributes: true, subtree: true });
"""


@dataclass(frozen=True)
class Facets:
    """Of which facet each tag is, and which facets are a single choice."""

    of: dict[str, str]
    single: frozenset[str]

    @classmethod
    def read(cls, demo: Demo) -> Facets:
        rows = demo.rows(
            "select tag.slug, facet.slug, facet.choice from catalog_tag tag"
            " join catalog_facet facet on facet.id = tag.facet_id"
        )
        single = frozenset(facet for _tag, facet, choice in rows if choice == "single")
        return cls({tag: facet for tag, facet, _choice in rows}, single)

    def groups(self, tags: list[str]) -> ChoiceGroups:
        """The places of those that are one choice."""
        facets = [self.of[tag] for tag in tags]
        return tuple(
            tuple(place for place, facet in enumerate(facets) if facet == one)
            for one in dict.fromkeys(facets)
            if one in self.single
        )

    def pattern(self, tags: list[str], number: int) -> Values:
        """Another answer for each number, of all that can be given; of a choice at most one yes."""
        values = np.random.default_rng(number).random(len(tags)) < (number % 6) / 5
        for group in self.groups(tags):
            for place in np.flatnonzero(values[list(group)])[1:]:
                values[group[place]] = False
        return values.astype(np.float64)


@dataclass
class Measured:
    """What was pressed, what the keys table says, and what was to be recorded of each item."""

    rows: list[int] = field(default_factory=list)
    chips: list[int] = field(default_factory=list)
    counted: list[bool] = field(default_factory=list)
    meant: dict[tuple[int, str], str] = field(default_factory=dict)
    painted_ms: list[float] = field(default_factory=list)


def measure(report: Report) -> None:
    """Presses and milliseconds of real answers, into the report. Needs chromium."""
    with TemporaryDirectory(prefix="moodloop-keys-") as scratch:
        folder, var_dir = Path(scratch) / "catalog", Path(scratch) / "var"
        var_dir.mkdir()
        generate(folder, products=PRODUCTS, seed=report.seed)
        with running_demo(var_dir=var_dir, catalog=folder, retrain_after=NEVER) as demo:
            measured = _driven(demo)
            recorded = _recorded(demo)
    unit = "answers in chromium"
    for name, presses in (("rows", measured.rows), ("chips", measured.chips)):
        if presses:
            report.add(f"presses_in_{name}", [float(one) for one in presses], samples=len(presses), of=unit)
    report.add("ms_to_the_next_photo", measured.painted_ms, samples=len(measured.painted_ms), of=unit)
    report.require("every answer took the presses that are counted", holds=all(measured.counted))
    report.require("every answer was recorded as it was meant", holds=recorded == measured.meant)


def _driven(demo: Demo) -> Measured:
    measured = Measured()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="ko-KR")
        page.add_init_script(LISTENS)
        desk = Desk(page, demo, {})
        desk.log_in()
        desk.wait_for_a_photo()
        facets = Facets.read(demo)
        for number in range(ANSWERS):
            _answer(desk, facets, number, measured)
        expect(desk.screen).to_have_attribute("data-unsent", "0", timeout=SOON)
        measured.painted_ms = page.evaluate("window.painted")
        browser.close()
    return measured


def _answer(desk: Desk, facets: Facets, number: int, measured: Measured) -> None:
    kind = "chip" if desk.is_audit else "row"
    tags = desk.tags(kind)
    values, groups = facets.pattern(tags, number), facets.groups(tags)
    item = desk.screen.get_attribute("data-item-id") or ""
    desk.page.evaluate("window.presses = 0")
    if desk.is_audit:
        effort = in_chips(values, groups).presses
        for place in np.flatnonzero(values):
            desk.page.locator(f"[data-chip][data-tag={tags[place]}] button").click()
        desk.page.keyboard.press("Enter" if values.any() else "x")
    else:
        keys = row_keys(values, range(len(tags)), groups)
        effort = len(keys)
        for key in keys:
            desk.page.keyboard.press(key)
    expect(desk.screen).not_to_have_attribute("data-item-id", item, timeout=SOON)
    desk.wait_for_a_photo()
    presses = int(desk.page.evaluate("window.presses"))
    (measured.chips if kind == "chip" else measured.rows).append(presses)
    measured.counted.append(presses == effort)
    for tag, value in zip(tags, values, strict=True):
        measured.meant[int(item), tag] = "yes" if value else "no"


def _recorded(demo: Demo) -> dict[tuple[int, str], str]:
    rows = demo.rows(
        "select item_id, slug, value from labeling_verdict"
        " join labeling_review review on review.id = review_id join catalog_tag tag on tag.id = tag_id"
    )
    return {(item, tag): value for item, tag, value in rows}
