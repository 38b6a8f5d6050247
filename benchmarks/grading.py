"""Do comparisons find the order, do their intervals hold, and do soft labels make a better head?

Planted: 24 photos of a tag, whose true scores are drawn, are compared as the application has them compared,
five times each, in rounds of twelve pairs chosen anew. `rank_correlation` (Spearman) is of the scores found
with the true ones, `rank_correlation_random` where pairs are drawn by lot; `coverage95` is how often the 95 %
intervals hold the true score.

Photos: two of three annotators say of some photos what holds. Where they differ, and on a few that are clear,
pairs are compared, each by one of the three: whoever calls one a yes and the other a no takes the first, else
finds them the same. Heads learn from the same photos with
- hard labels: the share of the two who said yes, one half where they differ;
- soft labels: the same with the share that the comparisons give added, each comparison weighing one person;
- third: where the two differ the third says, too, which costs one answer in place of four or five.
Mean average precision is on other photos, whose truth is what most of the three say. Where no annotators'
answers lie beside the photos, each of three annotators errs at one answer in ten.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from figures import Report, arguments
from photos import DataError, Photos, Vectors, photos
from scipy.stats import spearmanr

from ml.bradley_terry import LEFT, RIGHT, SAME, Scale, fit_scale, next_pairs, shares_of_yes
from ml.encoder import load_encoder
from ml.head import HeadConfig, fit_head
from ml.metrics import average_precision

PHOTOS, EACH, ROUND, CLEAR = 24, 5, 12, 4
SPREADS, TIES = (1.0, 1.5, 2.0), -0.7
WORLDS, QUICK_WORLDS = 100, 15
SEEDS, QUICK_SEEDS = 20, 2
ANSWERED = 200
TEST_SHARE = 1 / 3
ERRORS = 0.1
RANK_BAR, COVERAGE = 0.6, (0.92, 0.99)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Says = Callable[[Ints, Ints], Floats]

EXAMPLES = """examples:
  python benchmarks/grading.py --quick
  python benchmarks/grading.py --data path/to/clothing-moods --json grading.json
"""


def main() -> int:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep the photos' embeddings there")
    options = arguments(parser)
    report = Report("grading", f"{PHOTOS} planted photos of a tag, {EACH} answers each", options.seed)
    print(report.data)
    on_planted(report, QUICK_WORLDS if options.quick else WORLDS)
    try:
        with photos(options.data, quick=options.quick) as found:
            on_photos(report, found, options.cache, seeds=QUICK_SEEDS if options.quick else SEEDS)
    except DataError as error:
        print(f"grading: {error}", file=sys.stderr)
        return 2
    return report.finish(options.json)


def on_planted(report: Report, worlds: int) -> None:
    chosen, by_lot, covered = [], [], []
    for seed in range(report.seed, report.seed + worlds):
        generator = np.random.default_rng(seed)
        scores = generator.normal(0, SPREADS[seed % len(SPREADS)], PHOTOS)
        scores -= scores.mean()

        says = partial(planted_answers, scores, generator)
        scale, _ = compared(PHOTOS, says)
        chosen.append(spearmanr(scores, scale.score)[0])
        covered.append(((scale.low <= scores) & (scores <= scale.high)).mean())
        one, other = np.triu_indices(PHOTOS, 1)
        drawn = generator.permutation(len(one))[: PHOTOS * EACH // 2]
        random = fit_scale(one[drawn], other[drawn], says(one[drawn], other[drawn]), count=PHOTOS)
        by_lot.append(spearmanr(scores, random.score)[0])
    rank = report.add_mean("rank_correlation", np.array(chosen), of="planted tags")
    report.add_mean("rank_correlation_random", np.array(by_lot), of="planted tags")
    held = report.add_mean("coverage95", np.array(covered), of="planted tags")
    report.require(f"rank correlation ≥ {RANK_BAR}", holds=rank >= RANK_BAR)
    report.require(
        f"coverage of 95 % intervals in {COVERAGE[0]} … {COVERAGE[1]}",
        holds=COVERAGE[0] <= held <= COVERAGE[1],
    )


def planted_answers(scores: Floats, generator: np.random.Generator, left: Ints, right: Ints) -> Floats:
    """As the model has them."""
    d = scores[left] - scores[right]
    odds = np.stack([np.exp(d / 2), np.full(len(d), np.exp(TIES)), np.exp(-d / 2)], axis=1)
    beyond = generator.random((len(d), 1)) > (odds / odds.sum(axis=1, keepdims=True)).cumsum(axis=1)
    return np.asarray(np.array([LEFT, SAME, RIGHT])[beyond.sum(axis=1).clip(0, 2)], np.float64)


def compared(count: int, says: Says) -> tuple[Scale, Ints]:
    """The scale of so many things, and how often each was compared, asked as the application asks."""
    left = right = np.zeros(0, np.int64)
    answers = np.zeros(0)
    while True:
        times = np.bincount(np.concatenate([left, right]), minlength=count)
        scale = fit_scale(left, right, answers, count=count)
        room = np.maximum(0, EACH - times)
        asked = list(zip(left.tolist(), right.tolist(), strict=True))
        pairs = next_pairs(scale, count=ROUND, room=room, asked=asked)
        if not pairs:
            return scale, times
        one, other = (np.array(side, np.int64) for side in zip(*pairs, strict=True))
        answers = np.concatenate([answers, says(one, other)])
        left, right = np.concatenate([left, one]), np.concatenate([right, other])


@dataclass(frozen=True, eq=False)
class Lesson:
    """What the same photos teach [n, t] in each way, and how many more answers that cost."""

    hard: Floats
    soft: Floats
    third: Floats
    comparisons: int
    disputed: int
    rank: list[float]


def on_photos(report: Report, found: Photos, cache: Path | None, *, seeds: int) -> None:
    if not found.moods.shape[1]:
        raise DataError(f"{found.folder} names no moods")
    embeddings = found.embedded_by(load_encoder("efficientnet_lite0"), cache)
    ways: dict[str, list[float]] = {"hard": [], "soft": [], "third": []}
    lessons = []
    for seed in range(report.seed, report.seed + seeds):
        generator = np.random.default_rng(seed)
        answers = found.answers if found.answers is not None else three_of(found.moods, generator)
        learned, test = split(found, generator)
        truth = (answers[:, test].mean(axis=0) > 0.5).astype(np.float64)
        lesson = teach(answers[:, learned], generator)
        lessons.append(lesson)
        for way, values in ways.items():
            targets = getattr(lesson, way)
            values.append(quality(embeddings[learned], targets, embeddings[test], truth, seed))
    of = f"draws of {len(learned)} photos, {found.name}"
    for way, values in ways.items():
        report.add_mean(f"map_{way}", np.array(values), of=of)
    hard = np.array(ways["hard"])
    report.add_mean("map_soft_minus_hard", np.array(ways["soft"]) - hard, of=of)
    report.add_mean("map_third_minus_hard", np.array(ways["third"]) - hard, of=of)
    report.add("disputed", [one.disputed for one in lessons], samples=seeds, of=of)
    report.add("comparisons", [one.comparisons for one in lessons], samples=seeds, of=of)
    ranks = [rank for one in lessons for rank in one.rank if np.isfinite(rank)]
    if ranks:
        report.add_mean("rank_correlation_photos", np.array(ranks), of=f"tags, {found.name}")


def split(found: Photos, generator: np.random.Generator) -> tuple[Ints, Ints]:
    """Rows learned from, and rows judged by."""
    test = np.flatnonzero(found.split == "test")
    pool = np.flatnonzero(found.split == "train")
    if not len(test) or not len(pool):
        order = generator.permutation(len(found.paths))
        test, pool = np.split(order, [round(TEST_SHARE * len(order))])
    return generator.permutation(pool)[:ANSWERED], test


def three_of(moods: Floats, generator: np.random.Generator) -> Floats:
    errs = generator.random((3, *moods.shape)) < ERRORS
    return np.where(errs, 1 - moods[None], moods[None])


def teach(answers: Floats, generator: np.random.Generator) -> Lesson:
    """answers [3, n, t] of which two people's were asked for, in an order drawn by lot."""
    order = generator.permutation(len(answers))
    two = answers[order[:2]]
    hard, torn = two.mean(axis=0), two[0] != two[1]
    soft, third = hard.copy(), np.where(torn, answers.mean(axis=0), hard)
    comparisons, ranks = 0, []
    for tag in range(hard.shape[1]):
        rows = to_compare(two[:, :, tag], generator)
        if torn[:, tag].sum() < CLEAR:
            continue
        said = answers[:, rows, tag]
        scale, times = compared(len(rows), partial(one_of_them, said, generator))
        yes = two[:, rows, tag].sum(axis=0).astype(np.int64)
        shares = shares_of_yes(scale, yes, 2 - yes)
        comparisons += int(times.sum()) // 2
        ranks.append(spearmanr(said.mean(axis=0), scale.score)[0])
        graded = torn[rows, tag] & ~np.isnan(shares)
        mixed = (yes + times * shares) / (2 + times)
        soft[rows[graded], tag] = mixed[graded]
    return Lesson(hard, soft, third, comparisons, int(torn.sum()), ranks)


def one_of_them(said: Floats, generator: np.random.Generator, left: Ints, right: Ints) -> Floats:
    """said [a, n]: each pair is answered by one of the a people, who calls each photo a yes or a no."""
    who = generator.integers(0, len(said), len(left))
    return np.asarray((said[who, left] - said[who, right]) / 2, np.float64)


def to_compare(two: Floats, generator: np.random.Generator) -> Ints:
    """Rows that divide the two, and a few that are clear, as the application picks them."""
    torn = np.flatnonzero(two[0] != two[1])
    clear = [
        generator.permutation(np.flatnonzero((two == value).all(axis=0)))[:CLEAR] for value in (1.0, 0.0)
    ]
    return np.concatenate([torn, *clear])


def quality(embeddings: Vectors, targets: Floats, others: Vectors, truth: Floats, seed: int) -> float:
    """Mean average precision on the others of a head that learned these targets."""
    head = fit_head(
        embeddings=embeddings,
        targets=targets,
        choice_groups=(),
        sample_groups=np.arange(len(embeddings)),
        config=HeadConfig(),
        seed=seed,
    ).head
    return average_precision(head.probabilities(others), truth, seed=seed, resamples=1).macro.value


if __name__ == "__main__":
    raise SystemExit(main())
