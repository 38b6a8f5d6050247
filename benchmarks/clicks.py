"""Does asking only the tags worth asking cost less of a curator's time than asking everything?

Simulated curators review the same application's images in several ways: every tag of a photo as chips
(whole), or at most five tags as rows: those worth asking (cells), the same where it is known beforehand how
far people agree on each tag (cells_agreed: that costs reviews that are not counted), those that were asked
before (likely), the most uncertain ones, any at random. What an answer costs is what the review screen asks
for; --measure-keys drives the screen in a real browser and holds its keys against the ones counted here.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from al_data import Labels, asked, few, seen
from asking import PICKERS, Run
from figures import Report, arguments
from photos import DataError, photos

from ml.arms import labels_to, ratio_to
from ml.backtest import Course
from ml.encoder import ENCODERS, load_encoder
from ml.metrics import Interval

Floats = npt.NDArray[np.float64]

LEVELS = (0.8, 0.9, 0.95)
EFFORTS = (("clicks", 0), ("seconds", 1), ("labels", 2))
QUALITY = 3
POINTS = 60  # of effort at which the arms are compared, evenly on a logarithmic scale
QUICK, QUICK_SEEDS, QUICK_ARMS = {"train": 100, "test": 100}, 2, ("whole", "cells")
TWICE = 60  # images that several people judged before the loop, from which it is known how far they agree
FEW = "a quick sample is too small"

EXAMPLES = """examples:
  python benchmarks/clicks.py --quick
  python benchmarks/clicks.py --data path/to/clothing-moods --seeds 20 --json clicks.json
  python benchmarks/clicks.py --data path/to/clothing-small --seeds 5
  python benchmarks/clicks.py --quick --measure-keys
"""


@dataclass(frozen=True, eq=False)
class Curves:
    """An arm at `efforts` [e], the same for all arms: each [seeds, e]."""

    quality: Floats
    right: Floats
    yes: Floats
    corrected: Floats


def main() -> int:
    options = _options()
    try:
        with photos(options.data, quick=options.quick) as found:
            shown = few(found, QUICK, options.seed) if options.quick else found
            report = Report("clicks", f"{shown.name}, {len(shown.paths)} photos", options.seed)
            print(report.data)
            labels: Labels = "category" if options.category or not shown.mood_names else "style_labels"
            looked = seen(shown, load_encoder(options.encoder), options.cache)
            compare(report, asked(looked, labels, seed=options.seed, noise=0.0).course, options)
            if options.measure_keys:
                from measured_keys import measure  # noqa: PLC0415 (needs Django and a browser)

                measure(report)
            return report.finish(options.json)
    except DataError as error:
        print(f"clicks: {error}", file=sys.stderr)
        return 2


def compare(report: Report, course: Course, options: Namespace) -> None:
    """Every arm on every seed; what each gives for the same number of presses, and for the same seconds."""
    seeds = min(options.seeds, QUICK_SEEDS) if options.quick else options.seeds
    arms = QUICK_ARMS if options.quick else tuple(PICKERS)
    agreement, unknown = agreed(course, options.seed), np.full(course.truth.shape[1], np.nan)
    runs: dict[str, list[Floats]] = {arm: [] for arm in arms}
    for seed in range(options.seed, options.seed + seeds):
        most = np.inf
        for arm in arms:
            runs[arm].append(
                Run(course, PICKERS[arm], agreement if arm == "cells_agreed" else unknown, seed).until(most)
            )
            if arm == "whole":
                most = runs[arm][-1][-1, 0]
        ends = ", ".join(f"{arm} {runs[arm][-1][-1, QUALITY]:.3f}" for arm in arms)
        print(f"seed {seed}: {ends}", flush=True)
    unit = f"seeds, {len(course.test)} test photos"
    full = float(np.mean([run[-1, QUALITY] for run in runs["whole"]]))
    report.add("quality_of_all_labels", full, samples=seeds, of=unit)
    for effort, column in EFFORTS:
        _at_equal_effort(report, runs, effort, column, full=full, unit=unit, quick=options.quick)


def _at_equal_effort(
    report: Report,
    runs: dict[str, list[Floats]],
    effort: str,
    column: int,
    *,
    full: float,
    unit: str,
    quick: bool,
) -> None:
    """Ratios to the same quality, and labels for the same effort: as much as whole images need for 90 %."""
    efforts = _efforts(
        [run[:, column] for several in runs.values() for run in several], runs["whole"], column
    )
    curves = {arm: _curves(several, column, efforts) for arm, several in runs.items()}
    whole, seeds = curves["whole"], len(runs["whole"])
    budgets = efforts.tolist()
    for arm, its in curves.items():
        if arm == "whole":
            continue
        for level in LEVELS:
            ratio = ratio_to(its.quality, whole.quality, budgets, level=level * full, seed=report.seed)
            suffix = "" if arm == "cells" else f"_{arm}"
            _add(report, f"{effort}_to_{level * 100:.0f}_ratio{suffix}", ratio, seeds, unit)
            if arm == "cells" and level == LEVELS[1] and effort != "labels":
                report.require(
                    f"cells need fewer {effort} than whole images to {level:.0%}: {ratio.value:.2f} times",
                    holds=ratio.value < 1,
                    enforced=not quick,
                    why_not=FEW,
                )
    if effort == "labels":
        return
    spent = labels_to(whole.quality.mean(axis=0), budgets, LEVELS[1] * full)
    report.add(f"{effort}_of_whole_to_90", spent, samples=seeds, of=unit)
    at = int(np.searchsorted(efforts, spent).clip(0, len(efforts) - 1))
    for arm, its in curves.items():
        report.add(f"quality_{arm}_at_those_{effort}", its.quality[:, at].tolist(), samples=seeds, of=unit)
        for name, counted in (("labels", its.right), ("yeses", its.yes), ("corrections", its.corrected)):
            each = counted[:, at] / efforts[at]
            report.add(f"{name}_per_{effort[:-1]}_{arm}", each.tolist(), samples=seeds, of=unit)


def _efforts(spent: list[Floats], whole: list[Floats], column: int) -> Floats:
    """From where every arm has its first model to where whole images have been asked everything."""
    first = max(run[0] for run in spent)
    last = min(run[-1, column] for run in whole)
    return np.geomspace(first, max(last, first * 1.01), POINTS)


def _curves(runs: list[Floats], column: int, efforts: Floats) -> Curves:
    """Straight between trainings; an arm that has asked everything stays where it is."""
    return Curves(
        *(
            np.array([np.interp(efforts, run[:, column], run[:, measured]) for run in runs])
            for measured in range(QUALITY, QUALITY + 4)
        )
    )


def _add(report: Report, name: str, ratio: Interval, seeds: int, unit: str) -> None:
    report.add(name, ratio.value, samples=seeds, of=unit, low=ratio.low, high=ratio.high)


def agreed(course: Course, seed: int) -> Floats:
    """[t] share of pairs of people who say the same, of as many images as a shop has judged twice early on;
    NaN where nobody else answered."""
    people = course.said.shape[0]
    if people < 2:
        return np.full(course.truth.shape[1], np.nan)
    some = np.random.default_rng(seed).permutation(course.pool)[:TWICE]
    said = course.said[:, some]
    pairs = [said[one] == said[two] for one in range(people) for two in range(one + 1, people)]
    known = [~np.isnan(said[one] + said[two]) for one in range(people) for two in range(one + 1, people)]
    judged = np.sum(known, axis=(0, 1))
    return np.where(judged > 0, np.sum(pairs, axis=(0, 1)) / np.maximum(judged, 1), np.nan)


def _options() -> Namespace:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--encoder", choices=ENCODERS, default="efficientnet_lite0")
    parser.add_argument("--seeds", type=int, default=10, help="runs of each arm, from --seed on (default 10)")
    parser.add_argument("--category", action="store_true", help="ask the category also where moods are known")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep embeddings there between runs")
    parser.add_argument("--measure-keys", action="store_true", help="count keys in a browser; takes minutes")
    return arguments(parser)


if __name__ == "__main__":
    sys.exit(main())
