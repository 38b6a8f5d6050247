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
from pathlib import Path

import checkout  # noqa: F401 (finds ml)
import numpy as np
from al_arms import Arm, same_head, strategy_of, whole_loop
from al_data import Asked, Labels, asked, seen
from al_plot import plot
from al_rare import rare_ratio, rare_tags, to_plant
from al_runs import Floats, Job, run
from al_tables import (
    LEVELS,
    WHOLE_LEVELS,
    Curves,
    alongside,
    mean_of,
    quotient,
    say_arms,
    say_curves,
    say_whole,
)
from figures import Report, arguments
from photos import DataError, Photos, photos

from ml.arms import area, worse_share
from ml.backtest import OPENING, macro, schedule
from ml.encoder import ENCODERS, load_encoder
from ml.metrics import Interval

QUICK, QUICK_SEEDS = {"train": 160, "test": 80}, 2
FEW = "a quick sample is too small"
PARTS = ("same-head", "whole-loop", "rare")

EXAMPLES = """examples:
  python benchmarks/active_learning.py --quick
  python benchmarks/active_learning.py --data ../shared/data/clothing-small --cache embeddings --json al.json
  python benchmarks/active_learning.py --data ../shared/data/clothing-moods --labels style_labels category \\
      --noise 0.05 --plot curves.svg
  python benchmarks/active_learning.py --data path/to/photos --only same-head --strategies my_module:query
"""


def main() -> int:
    options = _options()
    try:
        with photos(options.data, quick=options.quick) as found:
            shown = _few(found, options.seed) if options.quick else found
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
    wanted = tuple(options.strategies.split(",")) if options.strategies else ()
    parts = [options.only] if options.only else PARTS
    table = same_head(several=about.several, wanted=wanted, quick=options.quick)
    whole = whole_loop(several=about.several, quick=options.quick) if "whole-loop" in parts else []
    arms = [*(table if "same-head" in parts else table[:2]), *whole]
    for arm in arms:
        try:
            strategy_of(arm.strategy, about.course)
        except ValueError as error:
            raise DataError(str(error)) from error
    rare = rare_tags(about.course)
    planted = [] if rare or "rare" not in parts else to_plant(about.course, options.seed)
    jobs = [Job(arm, seed, _to(budgets, arm)) for arm in arms for seed in seeds[: arm.seeds]]
    for place, seed in enumerate(seeds if planted else ()):
        tag = planted[place % len(planted)]
        jobs += [Job(arm, seed, budgets, tag) for arm in (Arm("ours"), Arm("random"))]
    found = run(jobs, {False: about.course, True: about.raw}, workers=options.workers)
    curves = Curves(budgets, {arm: _padded(found, arm, budgets) for arm in arms}, options.seed)
    enforced = not options.quick
    if "same-head" in parts:
        _same_head(report, curves, len(about.tags), suffix, enforced=enforced)
    if whole:
        _whole_loop(report, curves, whole[0].name, suffix, enforced=enforced)
    if "rare" in parts:
        pairs = _pairs(found, seeds, rare, planted)
        names = [about.tags[tag] for tag in rare or planted]
        _rare(report, pairs, names, budgets, suffix, planted=bool(planted), enforced=enforced)
    if options.plot:
        shown = {arm.name: several for arm, several in curves.arms.items()}
        file = options.plot.with_stem(options.plot.stem + suffix)
        plot(shown, budgets, f"{report.data}: {about.labels}", file)


def _same_head(report: Report, curves: Curves, tags: int, suffix: str, *, enforced: bool) -> None:
    ours, chance, full = curves.of("ours"), curves.of("random"), curves.full("random")
    say_curves(report, curves, suffix)
    say_arms(report, curves, suffix)
    seeds = len(ours)
    add = _adder(report, seeds, suffix)
    add("full_score", mean_of(chance[:, -1], curves.seed))
    for level in LEVELS:
        ratio = curves.ratio(ours, chance, level / 100 * full)
        add(f"ratio_random_{level}", ratio)
        if level == 98:
            _bar(report, f"ratio_random_98{suffix}", ratio.value, "<=", 0.6, enforced=enforced)
    add("auc_gain", mean_of(area(ours, curves.budgets) - area(chance, curves.budgets), curves.seed))
    worse = worse_share(*alongside(ours, chance), curves.seed)
    add("worse_share", Interval(worse, worse, worse))
    _bar(report, f"worse_share{suffix}", worse, "<=", 0.0, enforced=enforced)
    start = [place for place, budget in enumerate(curves.budgets) if budget <= OPENING * tags]
    gain = quotient(ours[:, start], chance[:, start], curves.seed)
    add("start_gain", gain)
    _bar(report, f"start_gain{suffix}", gain.value, ">=", 1.2, enforced=enforced)
    modal = curves.best_modal("head", 0.98 * full)
    if modal is not None:
        ratio = _against(curves, ours, modal, 0.98 * full)
        add("ratio_modal_98", ratio)
        _bar(report, f"ratio_modal_98{suffix}", ratio.value, "<=", 0.8, enforced=enforced)


def _whole_loop(report: Report, curves: Curves, name: str, suffix: str, *, enforced: bool) -> None:
    say_whole(curves, name)
    whole, chance, full = curves.of(name), curves.of("plain+random"), curves.full("plain+random")
    add = _adder(report, len(whole), suffix)
    add("full_score_plain", mean_of(chance[:, -1], curves.seed))
    add("full_score_whole", mean_of(whole[:, -1], curves.seed))
    for level in WHOLE_LEVELS:
        ratio = curves.ratio(whole, chance, level / 100 * full)
        add(f"ratio_whole_loop_{level}", ratio)
        if level == 98:
            _bar(report, f"ratio_whole_loop_98{suffix}", ratio.value, "<=", 0.4, enforced=enforced)
    modal = curves.best_modal("plain", 0.98 * full)
    if modal is not None:
        add("ratio_whole_loop_modal_98", _against(curves, whole, modal, 0.98 * full))


def _rare(
    report: Report,
    pairs: list[tuple[Floats, Floats]],
    names: list[str],
    budgets: tuple[int, ...],
    suffix: str,
    *,
    planted: bool,
    enforced: bool,
) -> None:
    if not pairs:
        print("\nno tag is rare, and none can be made rare")
        return
    how = "all but one in a hundred photos of each taken out of the pool" if planted else "below one in fifty"
    ratio, each = rare_ratio(pairs, budgets, seed=report.seed)
    told = ", ".join(f"{name} {value:.2f}" for name, value in zip(names, each, strict=False))
    print(f"\nrare tags ({how}), labels over random's to the same average precision: {told}")
    _adder(report, sum(len(ours) for ours, _ in pairs), suffix)("rare_ratio", ratio)
    _bar(report, f"rare_ratio{suffix}", ratio.value, "<=", 0.2, enforced=enforced)


def _against(curves: Curves, ours: Floats, modal: Arm, level: float) -> Interval:
    """Ours over the best of modAL; where none gets there, over what it was measured to, at most."""
    ratio = curves.ratio(ours, curves.arms[modal], level)
    if not np.isnan(ratio.value):
        print(f"the best of modAL at that level: {modal.name}")
        return ratio
    last = int(np.flatnonzero(~np.isnan(curves.arms[modal]).any(axis=0))[-1])
    print(f"nothing of modAL gets to that level in {curves.budgets[last]} labels: the ratio is at most this")
    return Interval(curves.needed(ours, level) / curves.budgets[last], float("nan"), float("nan"))


def _pairs(
    found: dict[Job, Floats], seeds: range, rare: list[int], planted: list[int]
) -> list[tuple[Floats, Floats]]:
    """[seeds, b] of ours and of chance for each rare tag."""
    pairs = []
    for tag in rare or planted:
        both = [
            [
                curves[:, tag]
                for job, curves in sorted(found.items(), key=lambda item: item[0].seed)
                if job.arm == Arm(name) and job.rare == (None if rare else tag)
            ]
            for name in ("ours", "random")
        ]
        if both[0]:
            pairs.append((np.stack(both[0]), np.stack(both[1])))
    return pairs


def _adder(report: Report, seeds: int, suffix: str):  # type: ignore[no-untyped-def]
    def add(name: str, found: Interval) -> None:
        report.add(f"{name}{suffix}", found.value, samples=seeds, of="seeds", low=found.low, high=found.high)

    return add


def _bar(report: Report, name: str, value: float, sign: str, bar: float, *, enforced: bool) -> None:
    holds = value <= bar if sign == "<=" else value >= bar
    report.require(f"{name} {value:.3f} {sign} {bar}", holds=bool(holds), enforced=enforced, why_not=FEW)


def _to(budgets: tuple[int, ...], arm: Arm) -> tuple[int, ...]:
    return budgets if arm.most is None else tuple(each for each in budgets if each <= arm.most) or budgets[:1]


def _padded(found: dict[Job, Floats], arm: Arm, budgets: tuple[int, ...]) -> Floats:
    """[seeds, b] macro average precision of an arm, NaN where it was not measured."""
    jobs = sorted((job for job in found if job.arm == arm and job.rare is None), key=lambda job: job.seed)
    padded = np.full((len(jobs), len(budgets)), np.nan)
    for place, job in enumerate(jobs):
        padded[place, : len(job.budgets)] = macro(found[job])
    return padded


def _few(found: Photos, seed: int) -> Photos:
    if (found.split == "test").any():
        return found.sample(QUICK, seed)
    drawn = np.random.default_rng(seed).permutation(len(found.paths))[: sum(QUICK.values())]
    return found.rows(np.sort(drawn))


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
