"""Does "72 of 100" mean that, and is a promised precision kept?

Planted truth: tags whose true probability is known of every image, and a head that distorts it. From 300
audit answers (and more) the calibration is found, and judged on 20,000 other images by what is true there:
`ece` is how far what is said lies from them, on average over images; beside it are its own methods alone, and
scikit-learn's Platt and isotonic calibration per tag. A promise is kept where the true precision of all that
would be published is at least what was promised.

Real photos: a head is trained on some, calibrated on others, and judged on the rest; there the truth is what
the folder says, and chance alone opens gaps.
"""

from __future__ import annotations

import sys
import warnings
from argparse import ArgumentParser
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from figures import Report, arguments
from photos import DataError, photos
from planted import CHOICES, TAGS, Floats, Ints, Sample, World, choices
from scipy.special import expit
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from wardrobe import on_photos

from ml.calibration import METHODS, cross_fitted, fit_calibrators, fixed_calibrators
from ml.calibrators import Calibrators
from ml.promise import keep_promise
from ml.reliability import expected_error
from ml.scoring import to_probabilities

AUDITED = 300
MORE, QUICK_MORE = (1000, 3000), (1000,)
SEEDS, QUICK_SEEDS = 10, 2
SHOWN = 20_000
PROMISED = 0.9
FEW = 20
ERROR_BAR, SHARE_OF_RAW, KEPT_BAR = 0.03, 0.25, 0.95
RATHER = "missed: 300 answers leave chance, and often do not tell a bend from a line"

EXAMPLES = """examples:
  python benchmarks/calibration.py --quick
  python benchmarks/calibration.py --data path/to/clothing-moods --json calibration.json
"""


def main() -> int:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep the photos' embeddings there")
    options = arguments(parser)
    seeds = range(options.seed, options.seed + (QUICK_SEEDS if options.quick else SEEDS))
    report = Report("calibration", f"planted truth, {TAGS} tags, {len(seeds)} worlds", options.seed)
    print(report.data)
    on_planted(report, seeds, QUICK_MORE if options.quick else MORE)
    on_groups(report, seeds)
    try:
        with photos(options.data, quick=options.quick) as found:
            on_photos(report, found, options.cache, splits=3 if options.quick else 10)
    except DataError as error:
        print(f"calibration: {error}", file=sys.stderr)
        return 2
    return report.finish(options.json)


@dataclass
class Measured:
    """By name: the errors [t] of each world; and of each number of answers what was published."""

    errors: dict[str, list[Floats]] = field(default_factory=lambda: defaultdict(list))
    kept: dict[int, list[bool]] = field(default_factory=lambda: defaultdict(list))
    published: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    recall: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    covered: dict[int, list[bool]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, eq=False)
class Trial:
    """A world, what was audited of it, and the images on which that is judged."""

    world: World
    audit: Sample
    shown: Sample
    seed: int

    @cached_property
    def calibrators(self) -> Calibrators:
        return self.fitted(self.audit.truth, self.world.facets)

    @cached_property
    def said(self) -> Floats:
        """[n, t] of the images shown."""
        return np.asarray(expit(self.calibrators(self.shown.logits)), np.float64)

    def fitted(self, truth: Floats, facets: Ints) -> Calibrators:
        return fit_calibrators(
            logits=self.audit.logits, truth=truth, choice_groups=(), facets=facets, seed=self.seed
        )


def on_planted(report: Report, seeds: range, more: tuple[int, ...]) -> None:
    measured = Measured()
    for seed in seeds:
        world = World.draw(seed)
        shown = world.sample(SHOWN, 10_000 + seed)
        trial = Trial(world, world.sample(AUDITED, 20_000 + seed), shown, seed)
        measured.errors["raw"].append(error_of(expit(shown.logits), shown))
        calibrate(measured, trial)
        with_few_answers(measured, trial)
        publish(measured, trial)
        for images in more:
            larger = Trial(world, world.sample(images, 30_000 + images + seed), shown, seed)
            measured.errors[f"calibrated_{images}_answers"].append(error_of(larger.said, shown))
            publish(measured, larger)
    say(report, measured)


def calibrate(measured: Measured, trial: Trial) -> None:
    """Each method alone, scikit-learn's, and the chosen one with the error that the page would show."""
    audit, shown, facets = trial.audit, trial.shown, trial.world.facets
    for method in METHODS:
        fixed = fixed_calibrators(logits=audit.logits, truth=audit.truth, facets=facets, method=method)
        measured.errors[method].append(error_of(expit(fixed(shown.logits)), shown))
    for name, said in sklearn_says(audit, shown).items():
        measured.errors[name].append(error_of(said, shown))
    measured.errors["calibrated"].append(error_of(trial.said, shown))
    fair = cross_fitted(
        logits=audit.logits, truth=audit.truth, choice_groups=(), facets=facets, seed=trial.seed
    )
    shown_error = [expected_error(fair[:, tag], audit.truth[:, tag]) for tag in range(TAGS)]
    measured.errors["as_shown"].append(np.array(shown_error))


def sklearn_says(audit: Sample, shown: Sample) -> dict[str, Floats]:
    """The usual way: each tag alone."""
    platt, isotonic = np.zeros_like(shown.logits), np.zeros_like(shown.logits)
    for tag in range(TAGS):
        scores, truth, judged = audit.logits[:, tag], audit.truth[:, tag], shown.logits[:, tag]
        if len(set(truth)) < 2:
            platt[:, tag] = isotonic[:, tag] = truth.mean()
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # separable scores have no maximum: it says so, and stops
            line = LogisticRegression(C=1e6, max_iter=1000).fit(scores[:, None], truth)
        platt[:, tag] = line.predict_proba(judged[:, None])[:, 1]
        steps = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(scores, truth)
        isotonic[:, tag] = steps.predict(judged)
    return {"sklearn_platt": platt, "sklearn_isotonic": isotonic}


def with_few_answers(measured: Measured, trial: Trial) -> None:
    """Every fourth tag has FEW answers only: leaning on the facet, and on its own."""
    rare = np.arange(TAGS) % 4 == 0
    truth = trial.audit.truth.copy()
    truth[FEW:, rare] = np.nan
    alone: Ints = np.arange(TAGS)
    for name, facets in (("few_answers", trial.world.facets), ("few_answers_alone", alone)):
        said = expit(trial.fitted(truth, facets)(trial.shown.logits))
        measured.errors[name].append(error_of(said, trial.shown)[rare])
    measured.errors["few_answers_raw"].append(measured.errors["raw"][-1][rare])


def publish(measured: Measured, trial: Trial) -> None:
    """Which tags would be published, and is what was promised of them true?"""
    truth = trial.audit.truth
    said = expit(trial.calibrators(trial.audit.logits))
    promises = [keep_promise(said[:, tag], truth[:, tag], PROMISED) for tag in range(TAGS)]
    measured.published[len(truth)].append(float(np.mean([one.threshold is not None for one in promises])))
    for tag, promise in enumerate(promises):
        if promise.threshold is not None:
            out = trial.said[:, tag] >= promise.threshold
            chances = trial.shown.chances[:, tag]
            precision = float(chances[out].mean())
            measured.kept[len(truth)].append(precision >= PROMISED)
            measured.covered[len(truth)].append(promise.low <= precision <= promise.high)
            measured.recall[len(truth)].append(float(chances[out].sum() / chances.sum()))


def error_of(said: Floats, shown: Sample) -> Floats:
    """[t] how far what is said lies from the true probability, on average over images."""
    return np.asarray(np.abs(said - shown.chances).mean(axis=0), np.float64)


def say(report: Report, measured: Measured) -> None:
    of = f"tags, {AUDITED} answers each"
    errors = {name: np.concatenate(found) for name, found in measured.errors.items()}
    for name, found in errors.items():
        add(report, f"ece_{name}", found, _answered(name))
    calibrated, raw = errors["calibrated"], errors["raw"]
    within = float((calibrated <= ERROR_BAR).mean())
    report.add(
        "ece_calibrated_worst_tag_in_20", float(np.quantile(calibrated, 0.95)), samples=raw.size, of=of
    )
    report.add("ece_calibrated_within_bar", within, samples=raw.size, of=of)
    report.add("ece_share_of_raw", float(calibrated.mean() / raw.mean()), samples=raw.size, of=of)
    for images in sorted(measured.published):
        promised = len(measured.kept[images])
        name, of = f"{images}_answers", f"promises, {images} answers"
        report.add(f"published_{name}", measured.published[images], samples=TAGS, of="tags in each world")
        if promised:
            report.add(f"promise_kept_{name}", float(np.mean(measured.kept[images])), samples=promised, of=of)
            covered, recall = measured.covered[images], measured.recall[images]
            report.add(f"interval_covers_{name}", float(np.mean(covered)), samples=promised, of=of)
            report.add(f"recall_{name}", float(np.mean(recall)), samples=promised, of=of)
    kept = [one for several in measured.kept.values() for one in several]
    report.add("promise_kept", float(np.mean(kept)), samples=len(kept), of="promises")
    report.require(f"calibrated error ≤ {ERROR_BAR} in the mean", holds=calibrated.mean() <= ERROR_BAR)
    report.require(
        f"… of each tag (holds of {within:.0%})", holds=within == 1.0, enforced=False, why_not=RATHER
    )
    report.require(
        f"calibrated error ≤ {SHARE_OF_RAW} of the raw one's",
        holds=calibrated.mean() <= SHARE_OF_RAW * raw.mean(),
    )
    report.require(f"promises kept ≥ {KEPT_BAR}", holds=float(np.mean(kept)) >= KEPT_BAR)


def _answered(name: str) -> str:
    if name.endswith("_answers") and name.split("_")[-2].isdigit():
        return f"tags, {name.split('_')[-2]} answers each"
    return f"tags, {FEW if name.startswith('few') else AUDITED} answers each"


def on_groups(report: Report, seeds: range) -> None:
    """A facet of which one tag holds: what is said sums to one before and after."""
    group = (tuple(range(CHOICES)),)
    raw, mended = [], []
    for seed in seeds:
        audit, shown = choices(AUDITED, seed, 40_000 + seed), choices(SHOWN, seed, 50_000 + seed)
        calibrators = fit_calibrators(
            logits=audit.logits,
            truth=audit.truth,
            choice_groups=group,
            facets=np.zeros(CHOICES, np.int64),
            seed=seed,
        )
        raw.append(error_of(to_probabilities(shown.logits, group).astype(np.float64), shown))
        said = to_probabilities(calibrators(shown.logits), group).astype(np.float64)
        mended.append(error_of(said, shown))
    add(report, "ece_group_raw", np.concatenate(raw), "tags of one choice")
    add(report, "ece_group_calibrated", np.concatenate(mended), "tags of one choice")
    report.require(
        f"calibrated error of choices ≤ {ERROR_BAR} in the mean", holds=float(np.mean(mended)) <= ERROR_BAR
    )


def add(report: Report, name: str, errors: Floats, of: str) -> None:
    """The mean over tags, between the 5th and the 95th of a hundred."""
    low, high = np.quantile(errors, [0.05, 0.95])
    report.add(name, float(errors.mean()), samples=errors.size, of=of, low=float(low), high=float(high))


if __name__ == "__main__":
    sys.exit(main())
