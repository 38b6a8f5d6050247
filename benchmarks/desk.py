"""Is the curator's desk ever what a curator waits for?

A real browser on a cold cache reviews photos, server and browser on the same cores, with so many trainings
beside it that one is nearly always running. Measured in the page: from a key to the next photo painted, from
an answer to its acknowledgment, tasks over 50 ms, what is shipped. Then the same with 50 more curators at
work, each answering every two seconds; afterwards the database says whether any acknowledged answer is
missing or was written twice, and whether two people were given one item. At last a curator who errs never
works at a human pace, in single review and in the grid.
"""

from __future__ import annotations

import csv
import os
import shutil
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from tempfile import TemporaryDirectory

import checkout  # noqa: F401 (finds the settings and the demo)
import numpy as np
from figures import Report, arguments
from photos import DataError, Photos, photos

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["MOODLOOP_QUEUE_TARGET"] = "400"

import desk_crowd
import desk_pace
from desk_page import Sitting, cold_pages, crowd_beside, reviewing
from playwright.sync_api import sync_playwright

from tests.browsing import CHROMIUM, FLAGS
from tests.e2e.demo import Demo, running_demo

CATALOG, QUICK_CATALOG = 2500, 90
ANSWERS, QUICK_ANSWERS = 200, 15
BESIDE, QUICK_BESIDE = 100, 8
PEOPLE, QUICK_PEOPLE = 50, 8
LOADS, QUICK_LOADS = 7, 2
SECONDS, QUICK_SECONDS = 120.0, 8.0
RETRAIN_AFTER = 5  # answers: on two cores one training follows the other
BARS = {
    "key_to_paint_p95_ms": 50.0,
    "key_to_paint_p95_ms_crowd": 50.0,
    "ack_p95_ms": 100.0,
    "ack_p95_ms_crowd": 100.0,
    "long_tasks": 0.0,
    "js_kb": 60.0,
    "first_usable_ms": 1000.0,
    "lost": 0.0,
    "doubled": 0.0,
}
EMBEDDED = (
    "select count(*) > 0 and count(*) = (select count(*) from catalog_embedding) from catalog_productimage"
)
LEAST = {"decisions_per_hour_single": 3000.0, "decisions_per_hour_grid": 6000.0}

EXAMPLES = """examples:
  python benchmarks/desk.py --quick
  python benchmarks/desk.py --data path/to/clothing-small --json desk.json
"""


def main() -> int:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--shots", type=Path, metavar="DIR", help="keep a picture of each page there")
    options = arguments(parser)
    if CHROMIUM is None:
        print("desk: no chromium is installed, and a desk is measured in a browser", file=sys.stderr)
        return 2
    try:
        with (
            photos(options.data, quick=options.quick) as found,
            TemporaryDirectory(prefix="desk-") as scratch,
        ):
            report = Report("desk", f"{found.name}, {len(found.paths)} photos at most", options.seed)
            _measure(report, found, Path(scratch), options)
    except DataError as error:
        print(f"desk: {error}", file=sys.stderr)
        return 2
    _hold(report, options)
    return report.finish(options.json)


def _measure(report: Report, found: Photos, scratch: Path, options: Namespace) -> None:
    quick = options.quick
    folder, var_dir = scratch / "catalog", scratch / "var"
    folder.mkdir()
    var_dir.mkdir()
    catalog = _some(found, folder, QUICK_CATALOG if quick else CATALOG, report.seed)
    with running_demo(var_dir=var_dir, catalog=catalog, retrain_after=RETRAIN_AFTER) as demo:
        demo.wait_for(EMBEDDED, seconds=1800)
        demo.wait_for("select count(*) > 50 from labeling_queueitem where closed_at is null", seconds=300)
        people = desk_crowd.enrol(demo, QUICK_PEOPLE if quick else PEOPLE)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            loads = cold_pages(browser, demo, QUICK_LOADS if quick else LOADS)
            report.add(
                "first_usable_ms", [load.usable_ms for load in loads], samples=len(loads), of="cold loads"
            )
            report.add("js_kb", [load.js_kb for load in loads], samples=len(loads), of="cold loads")
            alone = reviewing(browser, demo, QUICK_ANSWERS if quick else ANSWERS, options.shots)
            _tell(report, alone, demo, "")
            crowd = desk_crowd.Crowd(demo, people, seed=report.seed)
            beside = crowd_beside(browser, demo, QUICK_BESIDE if quick else BESIDE, crowd)
            _tell(report, beside, demo, "_crowd")
            desk_crowd.judge(report, demo, crowd, alone.answered + beside.answered)
            seconds = QUICK_SECONDS if quick else SECONDS
            desk_pace.measure(report, browser, demo, seconds, options.shots)
            browser.close()


def _tell(report: Report, sat: Sitting, demo: Demo, suffix: str) -> None:
    unit = f"answers, a training running for {sat.training_share(demo):.0%} of the time"
    for name, values in (("key_to_paint", sat.painted_ms), ("ack", sat.acknowledged_ms)):
        for quantile in (50, 95):
            value = float(np.percentile(values, quantile))
            report.add(
                f"{name}_p{quantile}_ms{suffix}", value, samples=len(values), of=unit,
                low=min(values), high=max(values),
            )  # fmt: skip
    report.add(f"long_tasks{suffix}", float(len(sat.long_ms)), samples=sat.answered, of="answers")
    longest = max(sat.long_ms, default=0.0)
    report.add(f"longest_task_ms{suffix}", longest, samples=sat.answered, of="answers")
    report.add(f"kb_per_image{suffix}", sat.bytes / 1000 / sat.answered, samples=sat.answered, of="answers")
    report.add(f"requests_per_image{suffix}", sat.requests / sat.answered, samples=sat.answered, of="answers")


def _hold(report: Report, options: Namespace) -> None:
    for figure in list(report.figures):
        if figure.name in BARS:
            claim = f"{figure.name} is {figure.value:.1f}, at most {BARS[figure.name]:.0f}"
            report.require(claim, holds=figure.value <= BARS[figure.name])
        if figure.name in LEAST:
            claim = f"{figure.name} is {figure.value:.0f}, at least {LEAST[figure.name]:.0f}"
            report.require(claim, holds=figure.value >= LEAST[figure.name])


def _some(found: Photos, folder: Path, most: int, seed: int) -> Path:
    """A catalog of some of the photos, drawn by the seed."""
    rows = np.random.default_rng(seed).permutation(len(found.paths))[:most]
    with (folder / "products.csv").open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines)
        writer.writerow(["image", "category"])
        for row in rows:
            path = found.paths[row]
            name = f"{row:05}{path.suffix}"
            shutil.copyfile(path, folder / name)
            writer.writerow([name, found.category[row]])
    return folder / "products.csv"


if __name__ == "__main__":
    sys.exit(main())
