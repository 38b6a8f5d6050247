"""Do offers match a taste that was never told, after one, three and ten likes?

Simulated shoppers each have two labels in mind, drawn by lot, and like photos that carry one of them, in
turns. They are offered 24 of the photos that nobody labelled (the split `test`, or a third by lot):
- `ours`: interests in embedding space, weights of moods from what a head predicts, diversity, and one place
  in eight by lot, as the application does it (`ml.taste`);
- `mean`: nearest to the mean vector of the likes;
- `popular`: what other simulated shoppers liked most among these photos, the same for everybody;
- `random`: by lot.

`hit_<likes>_<way>` is the share of offers that carry a label in mind, with its 95 % interval over shoppers;
`both_<likes>_<way>` the share of shoppers who are offered two photos at least of either label;
`coverage_<way>` the share of photos that are offered to anybody after ten likes. Where a folder has no moods,
its categories are the labels.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from figures import Report, arguments
from photos import DataError, Photos, Vectors, photos

from ml.encoder import load_encoder
from ml.head import HeadConfig, fit_head
from ml.taste import Said, diversified, interests, mixed, mood_weights, scored

LIKES = (1, 3, 10)
OFFERED = 24
RANKED = 96
TAUGHT = 400
TEST_SHARE = 1 / 3
SHOPPERS, QUICK_SHOPPERS = 300, 40
OTHERS = 200
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

EXAMPLES = """examples:
  python benchmarks/taste.py --quick
  python benchmarks/taste.py --data path/to/clothing-moods --json taste.json
"""


@dataclass(frozen=True, eq=False)
class World:
    """Photos: vectors [n, d], what is true of them [n, t], what a head says [n, t], and which are offered."""

    vectors: Vectors
    truth: Floats
    said: Floats
    offered: Ints
    popular: Ints


def main() -> int:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep the photos' embeddings there")
    options = arguments(parser)
    try:
        with photos(options.data, quick=options.quick) as found:
            report = Report("taste", f"{len(found.paths)} photos, {found.name}", options.seed)
            print(report.data)
            world = made(
                found, found.embedded_by(load_encoder("efficientnet_lite0"), options.cache), options.seed
            )
            measure(report, world, QUICK_SHOPPERS if options.quick else SHOPPERS)
    except DataError as error:
        print(f"taste: {error}", file=sys.stderr)
        return 2
    return report.finish(options.json)


def made(found: Photos, vectors: Vectors, seed: int) -> World:
    generator = np.random.default_rng(seed)
    names = sorted(set(found.category))
    truth = (
        found.moods if found.moods.shape[1] else np.array([[c == n for n in names] for c in found.category])
    )
    truth = truth.astype(np.float64)
    test = np.flatnonzero(found.split == "test")
    if not len(test):
        test = generator.permutation(len(vectors))[: round(TEST_SHARE * len(vectors))]
    taught = generator.permutation(np.setdiff1d(np.arange(len(vectors)), test))[:TAUGHT]
    head = fit_head(
        embeddings=vectors[taught],
        targets=truth[taught],
        choice_groups=(),
        sample_groups=np.arange(len(taught)),
        config=HeadConfig(),
        seed=seed,
    ).head
    said = np.asarray(head.probabilities(vectors), np.float64)
    said[taught] = truth[taught]
    counts = np.zeros(len(vectors))
    for _ in range(OTHERS):
        counts[likes(truth, test, mind(truth, test, generator), max(LIKES), generator)] += 1
    popular = test[np.argsort(-counts[test], kind="stable")]
    return World(vectors, truth, said, test, popular)


def mind(truth: Floats, offered: Ints, generator: np.random.Generator) -> Ints:
    """Two labels that at least as many photos carry as are offered."""
    common = np.flatnonzero(truth[offered].sum(axis=0) >= OFFERED / 2)
    return np.asarray(generator.choice(common, 2, replace=False), np.int64)


def likes(truth: Floats, among: Ints, labels: Ints, count: int, generator: np.random.Generator) -> Ints:
    """Rows of photos that carry one of the labels, in turns."""
    piles = [list(generator.permutation(among[truth[among, label] > 0])) for label in labels]
    liked: list[int] = []
    for turn in range(2 * count):
        left = [int(row) for row in piles[turn % len(piles)] if row not in liked]
        if left and len(liked) < count:
            liked.append(left[0])
    return np.array(liked)


def measure(report: Report, world: World, shoppers: int) -> None:
    ways: dict[str, Callable[[World, Ints, np.random.Generator], Ints]] = {
        "ours": ours,
        "mean": by_mean,
        "popular": lambda world, liked, _: np.setdiff1d(world.popular, liked, assume_unique=True)[:OFFERED],
        "random": lambda world, liked, chance: chance.permutation(np.setdiff1d(world.offered, liked))[
            :OFFERED
        ],
    }
    seen: dict[str, set[int]] = {way: set() for way in ways}
    for count in LIKES:
        hits: dict[str, list[float]] = {way: [] for way in ways}
        both: dict[str, list[float]] = {way: [] for way in ways}
        for number in range(shoppers):
            generator = np.random.default_rng([report.seed, count, number])
            labels = mind(world.truth, world.offered, generator)
            liked = likes(world.truth, np.arange(len(world.truth)), labels, count, generator)
            for way, offer in ways.items():
                carried = world.truth[offer(world, liked, np.random.default_rng(number))][:, labels] > 0
                hits[way].append(float(carried.any(axis=1).mean()))
                both[way].append(float((carried.sum(axis=0) >= 2).all()))
                if count == max(LIKES):
                    seen[way].update(offer(world, liked, np.random.default_rng(number)).tolist())
        for way in ways:
            report.add_mean(f"hit_{count}_{way}", np.array(hits[way]), of="shoppers")
            report.add_mean(f"both_{count}_{way}", np.array(both[way]), of="shoppers")
    for way in ways:
        report.add(f"coverage_{way}", len(seen[way]) / len(world.offered), samples=shoppers, of="shoppers")
    ours_hits, best = (
        next(figure.value for figure in report.figures if figure.name == f"hit_{max(LIKES)}_{way}")
        for way in ("ours", "popular")
    )
    report.require("after ten likes a taste of one's own beats what is popular", holds=ours_hits > best)


def ours(world: World, liked: Ints, generator: np.random.Generator) -> Ints:
    """As `recommender.services.taste` does it, with what the head says for published tags."""
    weights = np.ones(len(liked))
    centres, shares = interests(world.vectors[liked], weights)
    left = np.setdiff1d(world.offered, liked)
    base = world.said.mean(axis=0)
    nobody = Said(np.zeros((0, world.said.shape[1])), np.zeros(0))
    moods = mood_weights(Said(world.said[liked], weights), nobody, base, np.zeros(len(base)))
    likeness = (world.vectors[left] @ centres.T).astype(np.float64)
    scores = scored(likeness.max(axis=1), world.said[left], moods)
    best = diversified(scores, world.vectors[left], RANKED, likeness=likeness, shares=shares)
    ranked = left[best]
    pool = np.setdiff1d(left, ranked)
    places = mixed(len(ranked), len(pool), OFFERED, generator)
    return np.array([(pool if place.explored else ranked)[place.row] for place in places])


def by_mean(world: World, liked: Ints, _: np.random.Generator) -> Ints:
    left = np.setdiff1d(world.offered, liked)
    nearest = np.argsort(-(world.vectors[left] @ world.vectors[liked].mean(axis=0)), kind="stable")
    return left[nearest][:OFFERED]


if __name__ == "__main__":
    raise SystemExit(main())
