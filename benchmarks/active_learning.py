"""Does asking the right question beat asking any?

Simulated curators answer what each strategy asks, from the very first label; a model learns after every batch
and is measured on photos that nobody asks about. Where answers.csv lies beside the photos its annotators take
turns, and disagree as they did; --noise turns some of all answers wrong.

Table 1 holds strategies against each other with the same head: ours, chance, modAL's and scikit-activeml's as
they are, and an oracle that sees the truth and the test. Table 2 is the whole loop, choice and learner,
against scikit-learn's logistic regression on the raw embedding, chosen for by chance and by modAL. Then rare
tags alone. Strategies other than ours and chance are measured on fewer seeds and less far, where it says so.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from pathlib import Path

import checkout  # noqa: F401 (finds ml)
import numpy as np
from al_arms import MEASURED_TO, Arm, same_head, strategy_of, whole_loop
from al_data import Asked, Labels, asked, few, seen
from al_figures import Told, say_rare, say_same_head, say_whole_loop
from al_plot import plot
from al_rare import rare_tags, to_plant
from al_runs import Floats, Job, run
from al_tables import Curves
from figures import Report, arguments
from photos import DataError, photos

from ml.backtest import macro, schedule
from ml.encoder import ENCODERS, load_encoder

QUICK, QUICK_SEEDS = {"train": 160, "test": 80}, 2
PARTS = ("same-head", "whole-loop", "rare")
BOTH = Arm("ours"), Arm("random")

EXAMPLES = """examples:
  python benchmarks/active_learning.py --quick
  python benchmarks/active_learning.py --data path/to/clothing-small --cache embeddings --json al.json
  python benchmarks/active_learning.py --data path/to/clothing-moods --labels style_labels category \\
      --noise 0.05 --plot curves.svg
  python benchmarks/active_learning.py --data path/to/photos --only same-head --strategies my_module:query
"""


def main() -> int:
    options = _options()
    try:
        with photos(options.data, quick=options.quick) as found:
            shown = few(found, QUICK, options.seed) if options.quick else found
            report = Report("active_learning", f"{shown.name}, {len(shown.paths)} photos", options.seed)
            print(report.data)
            looked = seen(shown, load_encoder(options.encoder), options.cache)
            first: Labels = "style_labels" if shown.mood_names else "category"
            for place, labels in enumerate(options.labels or [first]):
                about = asked(looked, labels, seed=options.seed, noise=options.noise)
                measure(report, about, options, suffix=f"_{labels}" if place else "")
            return report.finish(options.json)
    except DataError as error:
        print(f"active_learning: {error}", file=sys.stderr)
        return 2


def measure(report: Report, about: Asked, options: Namespace, *, suffix: str) -> None:
    """All arms and what they amount to; suffix is added to the figures of a second question."""
    budgets = schedule(len(about.tags), len(about.course.pool))
    seeds = range(options.seed, options.seed + (QUICK_SEEDS if options.quick else options.seeds))
    parts = [options.only] if options.only else PARTS
    table, whole = _arms(about, options)
    arms = list(dict.fromkeys([*table, *whole]))
    rare = rare_tags(about.course)
    planted = [] if rare or "rare" not in parts else to_plant(about.course, options.seed)
    jobs = [Job(arm, seed, _to(budgets, arm)) for arm in arms for seed in seeds[: arm.seeds]]
    for place, seed in enumerate(seeds if planted else ()):
        tag = planted[place % len(planted)]
        jobs += [
            Job(arm, seed, _to(budgets, arm), tag) for arm in (replace(BOTH[0], most=MEASURED_TO), BOTH[1])
        ]
    found = run(jobs, {False: about.course, True: about.raw}, workers=options.workers)
    curves = Curves(budgets, {arm: _padded(found, arm, budgets) for arm in arms}, options.seed)
    told = Told(report, suffix, enforced=not options.quick)
    if "same-head" in parts:
        say_same_head(told, curves, len(about.tags))
    if whole:
        say_whole_loop(told, curves, whole[0].name)
    if "rare" in parts:
        names = [about.tags[tag] for tag in rare or planted]
        say_rare(told, _pairs(found, budgets, rare, planted), names, budgets, planted=bool(planted))
    if options.plot:
        file = options.plot.with_stem(options.plot.stem + suffix)
        # Of the second table only what the first lacks, and is held against.
        shown = {arm.name: curves.arms[arm] for arm in dict.fromkeys([*table, *whole[:2]])}
        plot(shown, budgets, f"{report.data}: {about.labels}", file)


def _arms(about: Asked, options: Namespace) -> tuple[list[Arm], list[Arm]]:
    """Those of either table, as far as they are wanted. Raises DataError where a strategy is unknown."""
    wanted = tuple(options.strategies.split(",")) if options.strategies else ()
    table = same_head(several=about.several, wanted=wanted, quick=options.quick)
    for arm in table:
        try:
            strategy_of(arm.strategy, about.course)
        except (ValueError, KeyError) as error:
            raise DataError(str(error)) from error
    if options.only == "rare":
        # Tags that are rare by themselves are read off the arms of table 1.
        return (list(BOTH) if rare_tags(about.course) else []), []
    if options.only == "whole-loop":
        return [], whole_loop(several=about.several, quick=options.quick)
    whole = [] if options.only else whole_loop(several=about.several, quick=options.quick)
    return table, whole


def _pairs(
    found: dict[Job, Floats], budgets: tuple[int, ...], rare: list[int], planted: list[int]
) -> list[tuple[Floats, Floats]]:
    """[seeds, b] of ours and of chance for each rare tag."""
    pairs = []
    for tag in rare or planted:
        ours, chance = (
            [
                _whole(found[job][:, tag], budgets)
                for job in sorted(found, key=lambda job: job.seed)
                if job.arm.name == arm.name and job.rare == (None if rare else tag)
            ]
            for arm in BOTH
        )
        if ours:
            pairs.append((np.stack(ours), np.stack(chance)))
    return pairs


def _to(budgets: tuple[int, ...], arm: Arm) -> tuple[int, ...]:
    return budgets if arm.most is None else tuple(each for each in budgets if each <= arm.most) or budgets[:1]


def _padded(found: dict[Job, Floats], arm: Arm, budgets: tuple[int, ...]) -> Floats:
    """[seeds, b] macro average precision of an arm, NaN where it was not measured."""
    jobs = sorted((job for job in found if job.arm == arm and job.rare is None), key=lambda job: job.seed)
    padded = np.full((len(jobs), len(budgets)), np.nan)
    for place, job in enumerate(jobs):
        padded[place] = _whole(macro(found[job]), budgets)
    return padded


def _whole(curve: Floats, budgets: tuple[int, ...]) -> Floats:
    """A curve with NaN after its end."""
    return np.concatenate([curve, np.full(len(budgets) - len(curve), np.nan)])


def _options() -> Namespace:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--encoder", choices=ENCODERS, default="efficientnet_lite0")
    parser.add_argument(
        "--labels",
        nargs="+",
        choices=["style_labels", "category"],
        help="what is asked (default: style_labels where there are any, else category)",
    )
    parser.add_argument(
        "--seeds", type=int, default=20, help="courses of each arm, from --seed on (default 20)"
    )
    parser.add_argument("--noise", type=float, default=0.0, help="share of answers that come out wrong")
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep embeddings there between runs")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the curves there, as SVG")
    parser.add_argument(
        "--strategies",
        metavar="A,B",
        help="only these beside ours and random in table 1; module:function is a query strategy of one's own",
    )
    parser.add_argument("--only", choices=PARTS, help="one part of the benchmark")
    parser.add_argument("--workers", type=int, default=2, help="processes, each with one thread (default 2)")
    return arguments(parser)


if __name__ == "__main__":
    sys.exit(main())
