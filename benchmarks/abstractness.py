"""How many times the labels of a concrete tag does an abstract one take?

One head learns the categories and the moods of the same photos, as the application's does; each tag's
learning curve is fitted on the test split, and read off where the tag and the reference get equally far from
guessing. Beside it the average precision at a quarter of the labels and at all of them, and the labels that
the goal still takes.
"""

from __future__ import annotations

import math
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from figures import Report, arguments
from photos import DataError, Photos, Truth, photos
from splits import products_of

from ml.encoder import ENCODERS, load_encoder
from ml.head import HeadConfig, fit_head
from ml.metrics import Interval
from ml.needed import Learned, learned, ratio, typical
from ml.nested import nested_heads
from ml.scoring import ChoiceGroups

GOAL = 0.8
LEAST_POSITIVES = 5  # as the application: of fewer audit images with the tag nothing is told
QUICK, QUICK_SEEDS = {"train": 200, "test": 100}, 1

FEW = "a quick sample is too small"

EXAMPLES = """examples:
  python benchmarks/abstractness.py --quick
  python benchmarks/abstractness.py --data path/to/clothing-moods
  python benchmarks/abstractness.py --data path/to/photos --reference shoes --json abstractness.json
"""


@dataclass(frozen=True, eq=False)
class Tags:
    """What is true of n photos: categories, of which one holds, then moods."""

    names: tuple[str, ...]
    truth: Truth
    categories: int

    @property
    def choice_groups(self) -> ChoiceGroups:
        return (tuple(range(self.categories)),)


def main() -> int:
    options = _options()
    try:
        with photos(options.data, quick=options.quick) as found:
            shown = found.sample(QUICK, options.seed) if options.quick else found
            report = Report("abstractness", f"{shown.name}, {len(shown.paths)} photos", options.seed)
            print(report.data)
            tags = tags_of(shown)
            seeds = QUICK_SEEDS if options.quick else options.seeds
            runs = [curves(shown, tags, options, seed) for seed in range(options.seed, options.seed + seeds)]
            say(report, tags, runs, options)
            return report.finish(options.json)
    except DataError as error:
        print(f"abstractness: {error}", file=sys.stderr)
        return 2


def tags_of(photos: Photos) -> Tags:
    names = sorted(set(photos.category))
    category = np.eye(len(names))[[names.index(name) for name in photos.category]]
    return Tags((*names, *photos.mood_names), np.hstack([category, photos.moods]), len(names))


def curves(shown: Photos, tags: Tags, options: Namespace, seed: int) -> list[Learned | None]:
    """Each tag's learning curve from the train split, on the test split."""
    train, test = np.flatnonzero(shown.split == "train"), np.flatnonzero(shown.split == "test")
    if not len(train) or not len(test):
        raise DataError(f"{shown.name} has {len(train)} photos to train on and {len(test)} to test on")
    embeddings = shown.embedded_by(load_encoder(options.encoder), options.cache)
    products = products_of(shown)[train]
    fitted = fit_head(
        embeddings=embeddings[train],
        targets=tags.truth[train],
        choice_groups=tags.choice_groups,
        sample_groups=products,
        config=HeadConfig(),
        seed=seed,
    )
    parts = nested_heads(
        embeddings=embeddings[train],
        targets=tags.truth[train],
        weights=None,
        choice_groups=tags.choice_groups,
        sample_groups=products,
        penalty=fitted.penalty,
        audit=embeddings[test],
        seed=seed,
    )
    audited = tags.truth[test].sum(axis=0)
    can_tell = np.minimum(audited, len(test) - audited) >= LEAST_POSITIVES
    return learned(parts, tags.truth[test], can_tell=can_tell, seed=seed)


def say(report: Report, tags: Tags, runs: list[list[Learned | None]], options: Namespace) -> None:
    """A line for each tag, hardest first, and the figure of both kinds."""
    reference = _reference(tags, runs[0], options.reference)
    name = tags.names[reference]
    print(f"{'tag':<14}{'labels':>7}{'AP at ¼':>9}{'AP at all':>10}   needed for {GOAL:<8}times {name}")
    times: dict[int, list[Interval]] = {}
    for run in runs:
        model = run[reference]
        for tag, curve in enumerate(run):
            if curve is not None and model is not None:
                times.setdefault(tag, []).append(ratio(curve, model))
    unit = f"seeds, {name} = 1"
    middle = {tag: float(np.median([each.value for each in found])) for tag, found in times.items()}
    hardest_first = sorted(middle, key=lambda tag: -middle[tag])
    bounds = {tag: [_median_of(times[tag], end) for end in ("low", "high")] for tag in middle}
    for tag in hardest_first:
        low, high = bounds[tag]
        print(_line(tags.names[tag], [run[tag] for run in runs], f"{middle[tag]:.1f} ({low:.1f}–{high:.1f})"))
    for tag in hardest_first:
        low, high = bounds[tag]
        figure = f"times_{tags.names[tag]}"
        report.add(figure, middle[tag], samples=len(times[tag]), of=unit, low=low, high=high)
    concrete = [value for tag, value in middle.items() if tag < tags.categories]
    abstract = [value for tag, value in middle.items() if tag >= tags.categories]
    report.add("times_concrete_median", concrete, samples=len(concrete), of="categories")
    if abstract:
        report.add("times_abstract_median", abstract, samples=len(abstract), of="moods")
        factor = float(np.median(abstract) / np.median(concrete))
        report.add("abstractness", factor, samples=len(abstract), of="moods over categories")
        claim = f"a mood takes more labels than a category: {factor:.1f} times as many"
        report.require(claim, holds=factor > 1, enforced=not options.quick, why_not=FEW)


def _median_of(intervals: Sequence[Interval], end: str) -> float:
    return float(np.median([getattr(interval, end) for interval in intervals]))


def _line(name: str, found: Sequence[Learned | None], times: str) -> str:
    known = [each for each in found if each is not None]
    quarter = np.median([np.interp(each.labels[-1] / 4, each.labels, _values(each)) for each in known])
    whole = np.median([each.value for each in known])
    more = known[0].more_to(GOAL)
    needed = "reached" if whole >= GOAL else _needed(more)
    return f"{name:<14}{known[0].labels[-1]:>7.0f}{quarter:>9.2f}{whole:>10.2f}   {needed:<18} {times}"


def _needed(more: Interval) -> str:
    if math.isinf(more.low):
        return "cannot be told"
    if math.isinf(more.high):
        return f"{more.low:.0f} or more"
    return f"{more.value:.0f} ({more.low:.0f}–{more.high:.0f})"


def _values(curve: Learned) -> npt.NDArray[np.float64]:
    return np.array([point.value for point in curve.points])


def _reference(tags: Tags, run: list[Learned | None], named: str | None) -> int:
    """The tag that the others are counted in: the one named, or a typical category."""
    known = {tag: curve for tag, curve in enumerate(run[: tags.categories]) if curve is not None}
    if named is not None:
        if named not in tags.names or run[tags.names.index(named)] is None:
            raise DataError(f"nothing is known of the tag {named}")
        return tags.names.index(named)
    if not known:
        raise DataError("no category has enough test photos")
    return list(known)[typical(list(known.values()))]


def _options() -> Namespace:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--encoder", choices=ENCODERS, default="efficientnet_lite0")
    parser.add_argument(
        "--reference", metavar="TAG", help="counted in its labels (default: a typical category)"
    )
    parser.add_argument("--seeds", type=int, default=5, help="draws of the parts, from --seed on (default 5)")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep embeddings there between runs")
    return arguments(parser)


if __name__ == "__main__":
    sys.exit(main())
