"""Does choosing beat chance, and how soon do suggestions know the last verdict?

A simulated curator reviews photos that the application's policy chooses, and as many chosen at random; the
same head is trained on both and judged on the test split. Where annotators' answers lie beside the photos,
they take turns as curators. Then the running application (real PostgreSQL, Valkey and Celery workers) is
timed from the last verdict of a batch to suggestions by the model that learned from it.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

import numpy as np
from backtest import Backtest, Curves
from curators import question
from figures import Report, arguments
from photos import DataError, Photos, photos

from ml.encoder import ENCODERS, load_encoder

BUDGETS, QUICK_BUDGETS = (50, 100, 200, 400, 800), (50, 100, 200)
QUICK, QUICK_SEEDS = {"train": 200, "test": 100}, 2
NOISE = 0.01  # half of what 372 test photos let a difference vary

FEW = "a quick sample is too small"

EXAMPLES = """examples:
  python benchmarks/loop.py --quick
  python benchmarks/loop.py --data ../shared/data/clothing-small --json loop.json
  python benchmarks/loop.py --data ../shared/data/clothing-moods --seeds 10 --only choosing
  python benchmarks/loop.py --data ../shared/data/clothing-small --only application
"""


def main() -> int:
    options = _options()
    try:
        with photos(options.data, quick=options.quick) as found:
            shown = found.sample(QUICK, options.seed) if options.quick else found
            report = Report("loop", f"{shown.name}, {len(shown.paths)} photos", options.seed)
            print(report.data)
            if options.only != "application":
                choosing(report, shown, options)
            if options.only != "choosing":
                from application import freshness  # noqa: PLC0415 (needs Django, the rest does not)

                freshness(report, shown, repeats=options.repeats, quick=options.quick)
            return report.finish(options.json)
    except DataError as error:
        print(f"loop: {error}", file=sys.stderr)
        return 2


def choosing(report: Report, shown: Photos, options: Namespace) -> None:
    """The figures of both arms at every budget, and what the difference amounts to."""
    encoder = load_encoder(options.encoder)
    asked = question(shown)
    pool, test = np.flatnonzero(shown.split == "train"), np.flatnonzero(shown.split == "test")
    budgets = [count for count in (QUICK_BUDGETS if options.quick else BUDGETS) if count <= len(pool)]
    if not budgets or not len(test):
        raise DataError(f"{shown.name} has {len(pool)} photos to review and {len(test)} to test on")
    backtest = Backtest(asked, shown.embedded_by(encoder, options.cache), pool, test)
    seeds = min(options.seeds, QUICK_SEEDS) if options.quick else options.seeds
    curves = backtest.curves(budgets, range(options.seed, options.seed + seeds))
    unit = f"seeds, {len(test)} test photos"
    for place, count in enumerate(budgets):
        for arm, values in (("ours", curves.ours), ("random", curves.random)):
            name = f"{asked.figure}_{arm}_{count}"
            report.add(name, values[:, place].tolist(), samples=seeds, of=unit)
    compare(report, curves, unit, enforced=not options.quick)


def compare(report: Report, curves: Curves, unit: str, *, enforced: bool) -> None:
    """Seed by seed, the two arms beside each other."""
    gain, seeds = curves.gain, len(curves.gain)
    report.add("gain_over_random", gain.mean(axis=1).tolist(), samples=seeds, of=unit)
    at_least = (np.median(curves.ours, axis=0) >= np.median(curves.random, axis=0)).mean()
    report.add("share_of_budgets_at_least_random", float(at_least), samples=gain.shape[1], of="budgets")
    report.add("quality_of_all_labels", curves.full, samples=1, of=unit)
    ratio = curves.labels_to(0.9)
    report.add("labels_to_90_ratio", ratio, samples=seeds, of=unit)
    claim = f"choosing gains over chance on the mean: {gain.mean():+.4f}"
    report.require(claim, holds=bool(gain.mean() > 0), enforced=enforced, why_not=FEW)
    for place, count in enumerate(curves.budgets):
        there = gain[:, place]
        # Within noise: better for some seed, or hardly worse on the mean.
        holds = bool(there.max() >= 0 or there.mean() >= -NOISE)
        claim = f"after {count} reviews choosing is not worse than chance: {there.mean():+.3f}"
        report.require(claim, holds=holds, enforced=enforced, why_not=FEW)


def _options() -> Namespace:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--encoder", choices=ENCODERS, default="efficientnet_lite0")
    parser.add_argument("--seeds", type=int, default=3, help="runs of each arm, from --seed on (default 3)")
    parser.add_argument("--repeats", type=int, default=3, help="trainings that are timed (default 3)")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep embeddings there between runs")
    parser.add_argument("--only", choices=["choosing", "application"], help="one half of the benchmark")
    return arguments(parser)


if __name__ == "__main__":
    sys.exit(main())
