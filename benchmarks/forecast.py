"""Does the learning curve of few labels tell what many will bring?

Of each set of photos a part is audited, another never seen, and the rest labelled in random order. After
the first quarter of the labels each tag's curve is fitted, as a training does it. The forecast is held
against heads that later learn from half, three quarters and all of the labels: on the same audit images (what
the page will show then), and on the photos that were never seen (what is true). Beside it: that nothing
changes any more (the last value), and one power law by least squares.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from curators import Question, about_category, question
from figures import Report, arguments, bootstrap_mean
from photos import DataError, Photos, Vectors, photos
from scipy.optimize import curve_fit
from splits import Rows, parted, products_of

from ml.curves import from_log_odds, log_odds
from ml.encoder import ENCODERS, load_encoder
from ml.head import FittedHead, HeadConfig, fit_head
from ml.metrics import Interval, average_precision
from ml.needed import CONFIDENCE, Learned, audit_noise, learned
from ml.nested import known_rows, nested_heads

QUARTER, LATER = 0.25, (0.5, 0.75, 1.0)
LEAST_POSITIVES = 5  # as the application: of fewer audit images with the tag nothing is told
COVERED = 0.7, 0.9
QUICK, QUICK_SEEDS = {"train": 240, "test": 120}, 2

FEW = "a quick sample is too small"

EXAMPLES = """examples:
  python benchmarks/forecast.py --quick
  python benchmarks/forecast.py --data path/to/clothing-moods --seeds 8
  python benchmarks/forecast.py --data path/to/clothing-small --also path/to/clothing-moods \\
      --sample --cache embeddings --json forecast.json
"""


@dataclass(frozen=True)
class Told:
    """What was forecast of a tag at a later number of labels, and what came."""

    of: str
    seed: int
    shown: Interval
    came: float
    true: Interval
    came_true: float
    last: float
    power_law: float


def main() -> int:
    options = _options()
    try:
        with ExitStack() as stack:
            sets = [stack.enter_context(photos(options.data, quick=options.quick))]
            sets += [stack.enter_context(photos(folder, quick=options.quick)) for folder in options.also]
            if options.sample:
                sets.append(stack.enter_context(photos(None, quick=options.quick)))
            report = Report("forecast", ", ".join(each.name for each in sets), options.seed)
            print(report.data)
            told, seconds = _all_told(sets, options)
            _report(report, told, enforced=not options.quick)
            report.add("curves_s", seconds, samples=len(seconds), of="quarters")
            return report.finish(options.json)
    except DataError as error:
        print(f"forecast: {error}", file=sys.stderr)
        return 2


def _all_told(sets: list[Photos], options: Namespace) -> tuple[list[Told], list[float]]:
    encoder = load_encoder(options.encoder)
    told: list[Told] = []
    seconds: list[float] = []
    seeds = min(options.seeds, QUICK_SEEDS) if options.quick else options.seeds
    for found in sets:
        shown = found.sample(QUICK, options.seed) if options.quick else found
        embeddings, products = shown.embedded_by(encoder, options.cache), products_of(shown)
        asked = [about_category(shown)] + ([question(shown)] if shown.mood_names else [])
        for each in asked:
            for seed in range(options.seed, options.seed + seeds):
                trial = Trial(f"{shown.name}_{each.kind}", each, embeddings, products, seed)
                new = list(trial.told(seconds))
                print(f"{trial.of} seed {seed}: {len(new)} forecasts", flush=True)
                told += new
    if not told:
        raise DataError("no tag has enough audit images to be forecast")
    return told, seconds


@dataclass(frozen=True, eq=False)
class Trial:
    """One order in which photos are labelled, and its forecasts."""

    of: str
    question: Question
    embeddings: Vectors
    products: Rows
    seed: int

    def told(self, seconds: list[float]) -> Iterator[Told]:
        """The forecasts that the quarter allows; how long the curves took is added to `seconds`."""
        audit, unseen, pool = parted(self.products, self.seed)
        truth, quarter = self.question.truth, pool[: round(QUARTER * len(pool))]
        audited = truth[audit].sum(axis=0)
        known = np.minimum(audited, len(audit) - audited) >= LEAST_POSITIVES
        curves, taken = self._curves(quarter, audit, known)
        seconds.append(taken)
        for share in LATER:
            rows = pool[: round(share * len(pool))]
            head = self._head(rows).head
            came, true = (
                average_precision(
                    head.probabilities(self.embeddings[seen]), truth[seen], seed=0, confidence=CONFIDENCE
                )
                for seen in (audit, unseen)
            )
            labels = known_rows(truth[rows], self.question.choice_groups).sum(axis=0)
            for tag, curve in enumerate(curves):
                if curve is not None and true.positives[tag] >= LEAST_POSITIVES:
                    later = np.array([float(labels[tag])])
                    yield self._told(
                        curve, later, came.per_tag[tag].value, true.per_tag[tag], int(true.positives[tag])
                    )

    def _told(self, curve: Learned, later: Vectors, came: float, true: Interval, positives: int) -> Told:
        shown = curve.curve.shown(later, self.seed)[:, 0]
        # What the unseen photos show is itself a sample: the forecast of it has that noise too.
        noise = np.random.default_rng(self.seed).normal(size=len(shown)) * audit_noise(true, positives)
        unflattered = from_log_odds(log_odds(shown) - curve.curve.shift + noise)
        return Told(
            self.of,
            self.seed,
            _interval(shown),
            came,
            _interval(unflattered),
            true.value,
            curve.value,
            power_law(curve, float(later[0])),
        )

    def _head(self, rows: Rows) -> FittedHead:
        return fit_head(
            embeddings=self.embeddings[rows],
            targets=self.question.truth[rows],
            choice_groups=self.question.choice_groups,
            sample_groups=self.products[rows],
            config=HeadConfig(),
            seed=self.seed,
        )

    def _curves(
        self, rows: Rows, audit: Rows, known: npt.NDArray[np.bool_]
    ) -> tuple[list[Learned | None], float]:
        penalty = self._head(rows).penalty
        began = time.perf_counter()
        parts = nested_heads(
            embeddings=self.embeddings[rows],
            targets=self.question.truth[rows],
            weights=None,
            choice_groups=self.question.choice_groups,
            sample_groups=self.products[rows],
            penalty=penalty,
            audit=self.embeddings[audit],
            seed=self.seed,
        )
        curves = learned(parts, self.question.truth[audit], can_tell=known, seed=self.seed)
        return curves, time.perf_counter() - began


def power_law(curve: Learned, later: float) -> float:
    """AP(n) = a - b·n^(-c) through the points by least squares; the last value where none is found."""
    values = np.array([point.value for point in curve.points])
    try:
        (top, loss, exponent), _ = curve_fit(
            lambda n, a, b, c: a - b * n**-c,
            curve.labels,
            values,
            p0=(values[-1], 1.0, 0.5),
            bounds=([0, 0, 0], [1, 10, 3]),
        )
    except RuntimeError:
        return curve.value
    return float(np.clip(top - loss * later**-exponent, 0, 1))


def _interval(draws: npt.NDArray[np.floating]) -> Interval:
    low, middle, high = np.quantile(draws, [(1 - CONFIDENCE) / 2, 0.5, (1 + CONFIDENCE) / 2]).tolist()
    return Interval(middle, low, high)


def _report(report: Report, told: list[Told], *, enforced: bool) -> None:
    """Each kind of question for itself, then all of them, each counting alike."""
    kinds = sorted({each.of for each in told})
    for kind in kinds:
        _figures(report, [each for each in told if each.of == kind], f"_{kind}")
    _figures(report, told, "")
    by_name = {figure.name: figure.value for figure in report.figures}
    coverage, error = by_name["forecast_coverage"], by_name["forecast_error_median"]
    claim = f"the 80 % interval holds {coverage:.2f} of what is shown later"
    report.require(claim, holds=COVERED[0] <= coverage <= COVERED[1], enforced=enforced, why_not=FEW)
    rival = by_name["last_value_error_median"]
    claim = f"the median error {error:.3f} is at most that of the last value {rival:.3f}"
    report.require(claim, holds=error <= rival, enforced=enforced, why_not=FEW)


def _figures(report: Report, told: list[Told], of: str) -> None:
    came = np.array([each.came for each in told])
    errors = {
        "forecast_error_median": np.abs([each.shown.value - each.came for each in told]),
        "last_value_error_median": np.abs([each.last for each in told] - came),
        "power_law_error_median": np.abs([each.power_law for each in told] - came),
        "forecast_error_median_unseen": np.abs([each.true.value - each.came_true for each in told]),
    }
    unit = f"forecasts of {len({(each.of, each.seed) for each in told})} trials"
    for name, error in errors.items():
        low, high = np.quantile(error, [0.25, 0.75]).tolist()
        report.add(f"{name}{of}", float(np.median(error)), samples=len(told), of=unit, low=low, high=high)
        mean = name.replace("median", "mean")
        report.add(f"{mean}{of}", float(np.mean(error)), samples=len(told), of=unit)
    covered = {
        "forecast_coverage": [each.shown.low <= each.came <= each.shown.high for each in told],
        "forecast_coverage_unseen": [each.true.low <= each.came_true <= each.true.high for each in told],
    }
    for name, hits in covered.items():
        low, high = bootstrap_mean(_by_trial(told, hits), report.seed)
        report.add(f"{name}{of}", float(np.mean(hits)), samples=len(told), of=unit, low=low, high=high)
    width = [each.shown.high - each.shown.low for each in told]
    report.add(f"forecast_width{of}", float(np.mean(width)), samples=len(told), of=unit)


def _by_trial(told: list[Told], hits: list[bool]) -> npt.NDArray[np.float64]:
    """The share of each trial: its tags and times stand or fall together."""
    trials: dict[tuple[str, int], list[bool]] = {}
    for each, hit in zip(told, hits, strict=True):
        trials.setdefault((each.of, each.seed), []).append(hit)
    return np.array([np.mean(trial) for trial in trials.values()])


def _options() -> Namespace:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--encoder", choices=ENCODERS, default="efficientnet_lite0")
    parser.add_argument(
        "--seeds", type=int, default=5, help="orders of labelling, from --seed on (default 5)"
    )
    parser.add_argument("--also", type=Path, action="append", default=[], metavar="DIR", help="one more set")
    parser.add_argument("--sample", action="store_true", help="and a drawn sample catalog")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep embeddings there between runs")
    return arguments(parser)


if __name__ == "__main__":
    sys.exit(main())
