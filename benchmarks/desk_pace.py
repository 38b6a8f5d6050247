"""Tag decisions an hour of a curator who errs never, at human dwell times, in a real browser.

How long a person takes is the Model Human Processor's (Card, Moran and Newell 1983, chapter 2): .40 s for a
simple decision about what the eye falls on (a movement of the eye .23, perceiving .10, deciding .07), 1.35 s
of preparation for each new photo or page, .28 s for each key; of a tile that is picked out by the mouse 1.1 s
to point, .2 s to click, and .8 s from the keyboard to the mouse and back. `_careful` is the same with a
second for each tag, as yes-or-no labels of images took in Bearman et al. 2016 (section 4).
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import numpy as np
from desk_page import signed_in
from figures import Report
from keys import BUTTON, HOMING, POINT, row_keys
from measured_keys import Facets
from playwright.sync_api import Browser, Page, expect

from tests.e2e.demo import Demo
from tests.e2e.desk import SOON, Desk

DECIDE, CAREFUL, PREPARE, KEY = 0.40, 1.0, 1.35, 0.28
SAID = (
    "select grid_id, count(*) from labeling_review review join labeling_gridtile tile"
    " on tile.id = review.tile_id group by grid_id"
)
CHECKS = "select position, known from labeling_gridtile where is_check"
WAITING = (
    "select slug from labeling_grid grid join catalog_tag tag on tag.id = grid.tag_id"
    " where closed_at is null group by slug order by count(*) desc, slug"
)


def measure(report: Report, browser: Browser, demo: Demo, seconds: float, shots: Path | None) -> None:
    """`decisions_per_hour_single` and `_grid`, each at two dwell times, from so many seconds of real work."""
    context = signed_in(browser, demo)
    page = context.new_page()
    for name, decide in (("", DECIDE), ("_careful", CAREFUL)):
        rates = _single(page, demo, decide, seconds, np.random.default_rng(report.seed))
        report.add(f"decisions_per_hour_single{name}", rates, samples=len(rates), of="photos with rows")
        if shots is not None:
            page.screenshot(path=shots / "pace.png")
    for name, decide in (("", DECIDE), ("_careful", CAREFUL)):
        chance = np.random.default_rng(report.seed)
        rates = _grids(page, demo, decide, seconds, chance)
        if not rates:
            print("no grid waits: too few audit answers, or too few photos alike")
            return
        report.add(f"decisions_per_hour_grid{name}", rates, samples=len(rates), of="grids")
    context.close()


def _single(
    page: Page, demo: Demo, decide: float, seconds: float, chance: np.random.Generator
) -> list[float]:
    """Decisions an hour, photo by photo."""
    desk = Desk(page, demo, {})
    page.goto(f"{demo.address}/review/")
    desk.wait_for_a_photo()
    facets, rates = Facets.read(demo), []
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        begun, item = time.perf_counter(), desk.screen.get_attribute("data-item-id") or ""
        is_audit, tags = desk.is_audit, desk.tags("row")
        if is_audit:
            page.keyboard.press("x")
        else:
            _answer(page, facets, tags, _truth(desk, facets, tags, chance), decide)
        expect(desk.screen).not_to_have_attribute("data-item-id", item, timeout=SOON)
        desk.wait_for_a_photo()
        if not is_audit:
            rates.append(len(tags) * 3600 / (time.perf_counter() - begun))
    return rates


def _grids(page: Page, demo: Demo, decide: float, seconds: float, chance: np.random.Generator) -> list[float]:
    """Verdicts an hour, grid by grid, of the tags at which most grids wait."""
    rates: list[float] = []
    ends = time.perf_counter() + seconds
    for (slug,) in demo.rows(WAITING):
        page.goto(f"{demo.address}/grid/{slug}/")
        while time.perf_counter() < ends:
            screen = page.locator("[data-grid]")
            expect(screen).to_have_attribute("data-state", re.compile("asking|empty"), timeout=SOON)
            if screen.get_attribute("data-state") == "empty":
                break
            begun, grid = time.perf_counter(), screen.get_attribute("data-grid-id") or ""
            _pick_out(page, demo, grid, decide, chance)
            page.keyboard.press("Enter")
            expect(screen).not_to_have_attribute("data-grid-id", grid, timeout=SOON)
            took = time.perf_counter() - begun
            expect(screen).to_have_attribute("data-unsent", "0", timeout=SOON)
            said = {str(one): count for one, count in demo.rows(SAID)}
            rates.append(said.get(grid, 0) * 3600 / took)
    return rates


def _pick_out(page: Page, demo: Demo, grid: str, decide: float, chance: np.random.Generator) -> None:
    """Look at every tile, and click as many as the model's own words let expect to be wrong.

    Who errs never misses no check either: whoever does is led to single review after a few grids.
    """
    bands = {str(one): band for one, *band in demo.rows("select id, kind, low, high from labeling_grid")}
    kind, low, high = bands[grid]
    tiles = page.locator("[data-part=tiles] [role=option]")
    is_yes = chance.random(tiles.count()) < (low + high) / 2
    for place, known in demo.rows(f"{CHECKS} and grid_id = {int(grid)}"):
        is_yes[place] = known
    picked = np.flatnonzero(is_yes != (kind == "likely"))
    page.wait_for_timeout(1000 * (PREPARE + decide * tiles.count() + (HOMING if len(picked) else 0)))
    for place in picked.tolist():
        page.wait_for_timeout(1000 * (POINT + BUTTON))
        tiles.nth(place).click()
    page.wait_for_timeout(1000 * KEY)


def _truth(desk: Desk, facets: Facets, tags: list[str], chance: np.random.Generator) -> np.ndarray:
    """As often yes as the model says; of a choice at most one."""
    said = [row.get_attribute("data-probability") for row in desk.page.locator("[data-row]").all()]
    values = (chance.random(len(tags)) < [float(one or 0.5) for one in said]).astype(np.float64)
    for group in facets.groups(tags):
        values[[place for place in group if values[place]][1:]] = 0.0
    return values


def _answer(page: Page, facets: Facets, tags: list[str], values: np.ndarray, decide: float) -> None:
    page.wait_for_timeout(1000 * (PREPARE + decide * len(tags)))
    for key in row_keys(values, range(len(tags)), facets.groups(tags)):
        page.wait_for_timeout(1000 * KEY)
        page.keyboard.press(key)
