"""Is what people said all that is learned from, and is that fast? Our head beside what others would do.

50 tags on real photos: what the folder knows of them (moods, kinds of clothes), filled up with planted ones,
which are noisy directions of the embeddings from common to rare. 10,000 (photo, tag) pairs are answered, the
same number of each tag; the rest is unknown. From these learn
- ours: all tags at once, the unknown masked, the penalty cross-validated;
- assume_negative: the same, but what nobody was asked about is a no;
- sklearn: a LogisticRegressionCV of each tag on its own answers, with the same penalties and folds.
Average precision is of photos held out, where the truth of all tags is known. Fits are timed in turn, each on
one thread, and include the choice of the penalty.
"""

from __future__ import annotations

import sys
import time
import warnings
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from figures import Report, arguments
from photos import DataError, Photos, Vectors, photos
from scipy.special import expit
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegressionCV
from sklearn.metrics import average_precision_score
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from ml.encoder import load_encoder
from ml.head import HeadConfig, fit_head

TAGS, LABELS = 50, 10_000
QUICK_TAGS, QUICK_LABELS = 16, 1_600
HELD_OUT = 0.3
RAREST, COMMONEST = 0.03, 0.4
RARE = 0.08  # share of photos
NOISE = 0.5  # of a planted tag, beside a direction of spread one
ROUNDS = 3
SPEED_BAR = 5.0
AS_GOOD = 0.005  # of average precision; less is the draw of the folds

Floats = npt.NDArray[np.float64]
Learner = Callable[["School"], Floats]

EXAMPLES = """examples:
  python benchmarks/head.py --quick
  python benchmarks/head.py --data path/to/clothing-small --json head.json
"""


@dataclass(frozen=True, eq=False)
class School:
    """Rows learned from, with answers [n, t] (NaN: not asked), and rows [m] held out with their truth."""

    embeddings: Vectors
    answers: Floats
    shown: Vectors
    truth: Floats
    seed: int


def main() -> int:
    parser = ArgumentParser(description=__doc__, epilog=EXAMPLES)
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep the photos' embeddings there")
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, help="draws of photos, answers and planted tags"
    )
    options = arguments(parser)
    try:
        with photos(options.data, quick=options.quick) as found:
            embeddings = found.embedded_by(load_encoder("efficientnet_lite0"), options.cache)
            size = (QUICK_TAGS, QUICK_LABELS) if options.quick else (TAGS, LABELS)
            report = Report("head", f"{found.name}, {len(found.paths)} photos", options.seed)
            rounds = range(options.seed, options.seed + (1 if options.quick else options.rounds))
            schools = [_school(found, embeddings, size, seed) for seed in rounds]
            known = _known_tags(found).shape[1]
            print(f"{report.data}; {size[0]} tags, of which {min(known, size[0])} of the folder")
            _compare(report, schools, full=not options.quick)
            return report.finish(options.json)
    except DataError as error:
        print(f"head: {error}", file=sys.stderr)
        return 2


def ours(school: School) -> Floats:
    return _head_of(school, school.answers)


def assume_negative(school: School) -> Floats:
    return _head_of(school, np.nan_to_num(school.answers, nan=0.0))


def sklearn(school: School) -> Floats:
    config = HeadConfig()
    said = np.zeros_like(school.truth)
    for tag in range(len(school.truth[0])):
        asked = ~np.isnan(school.answers[:, tag])
        model = LogisticRegressionCV(
            Cs=[1 / penalty for penalty in config.penalties],
            cv=config.folds,
            scoring="neg_log_loss",
            max_iter=1000,
            random_state=school.seed,
        )
        model.fit(school.embeddings[asked], school.answers[asked, tag])
        said[:, tag] = model.predict_proba(school.shown)[:, 1]
    return said


LEARNERS: dict[str, Learner] = {"ours": ours, "assume_negative": assume_negative, "sklearn": sklearn}


def _compare(report: Report, schools: list[School], *, full: bool) -> None:
    precisions: dict[str, list[Floats]] = defaultdict(list)
    seconds: dict[str, list[float]] = defaultdict(list)
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        for learner in LEARNERS.values():
            learner(_tiny())  # loads what only a first fit loads: a worker has it from then on
        for number, school in enumerate(schools):
            turns = list(LEARNERS.items())
            for name, learner in turns if number % 2 == 0 else reversed(turns):
                began = time.perf_counter()
                said = learner(school)
                seconds[name].append(time.perf_counter() - began)
                precisions[name].append(_precision(said, school.truth))
    rare = [school.truth.mean(axis=0) < RARE for school in schools]
    tags = schools[0].truth.shape[1]
    for name, per_tag in precisions.items():
        of = {"samples": tags * len(schools), "of": "tags"}
        report.add(f"ap_macro_{name}", [float(row.mean()) for row in per_tag], **of)
        few = [float(row[those].mean()) for row, those in zip(per_tag, rare, strict=True) if those.any()]
        if few:
            report.add(f"ap_rare_{name}", few, samples=int(sum(map(np.sum, rare))), of="tags")
        report.add(f"ap_worst_over_chance_{name}", _worst_lift(per_tag, schools), **of)
        report.add(f"fit_s_{name}", seconds[name], samples=len(schools), of="fits")
    speedups = [theirs / mine for theirs, mine in zip(seconds["sklearn"], seconds["ours"], strict=True)]
    report.add("fit_speedup", speedups, samples=len(schools), of="fits in turn")
    _per_tag(precisions)
    _hold_to_bars(report, precisions, float(np.median(speedups)), full=full)


def _per_tag(precisions: dict[str, list[Floats]]) -> None:
    """The tags in which ours and the peer differ most, either way."""
    mine, theirs = (np.mean(precisions[name], axis=0) for name in ("ours", "sklearn"))
    better = mine - theirs
    print(f"tags where ours is ahead of scikit-learn: {int((better > 0).sum())} of {len(better)}", end="; ")
    print(f"per tag {better.min():+.3f} … {np.median(better):+.3f} … {better.max():+.3f}")


def _hold_to_bars(report: Report, precisions: dict[str, list[Floats]], speedup: float, *, full: bool) -> None:
    why_not = f"the bars are those of {LABELS} labels and {TAGS} tags"
    mine = float(np.mean(precisions["ours"]))
    for other in ("assume_negative", "sklearn"):
        value = float(np.mean(precisions[other]))
        claim = f"ap_macro {mine:.3f} >= {value:.3f} of {other}, to {AS_GOOD}"
        report.require(claim, holds=mine >= value - AS_GOOD, enforced=full, why_not=why_not)
    claim = f"fit_speedup {speedup:.1f} >= {SPEED_BAR}"
    report.require(claim, holds=speedup >= SPEED_BAR, enforced=full, why_not=why_not)


def _tiny() -> School:
    embeddings = np.eye(8, dtype=np.float32)[np.arange(40) % 8]
    answers = np.stack([np.arange(40) % 2, np.arange(40) // 2 % 2], axis=1).astype(np.float64)
    return School(embeddings, answers, embeddings, answers, seed=0)


def _school(found: Photos, embeddings: Vectors, size: tuple[int, int], seed: int) -> School:
    tags, labels = size
    generator = np.random.default_rng(seed)
    truth = _known_tags(found)[:, :tags]
    truth = np.hstack([truth, _planted(embeddings, tags - truth.shape[1], generator)])
    order = generator.permutation(len(truth))
    shown, taught = np.split(order, [int(HELD_OUT * len(order))])
    answers = np.full((len(taught), tags), np.nan)
    for tag in range(tags):
        asked = generator.permutation(len(taught))[: labels // tags]
        asked = np.union1d(asked, _both_kinds(truth[taught, tag], generator))
        answers[asked, tag] = truth[taught[asked], tag]
    told = ~np.isnan(answers).all(axis=1)
    return School(embeddings[taught][told], answers[told], embeddings[shown], truth[shown], seed)


def _both_kinds(truth: Floats, generator: np.random.Generator) -> npt.NDArray[np.intp]:
    """Five photos of each kind: scikit-learn cannot cross-validate on fewer."""
    kinds = (generator.permutation(np.flatnonzero(truth == value))[:5] for value in (0, 1))
    return np.concatenate(list(kinds))


def _known_tags(found: Photos) -> Floats:
    """[n, k] moods and kinds of clothes that are common enough to be measured."""
    kinds = sorted(set(found.category))
    of_kind = np.array([[kind == category for kind in kinds] for category in found.category], np.float64)
    known = np.hstack([found.moods, of_kind])
    share = known.mean(axis=0)
    return np.asarray(known[:, (share * len(known) >= 20) & (share < 0.9)])


def _planted(embeddings: Vectors, tags: int, generator: np.random.Generator) -> Floats:
    """[n, tags] noisy half-spaces of the leading principal axes, from common to rare."""
    if tags <= 0:
        return np.zeros((len(embeddings), 0))
    centred = embeddings - embeddings.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2][:60]
    score = centred @ axes.T @ generator.normal(size=(len(axes), tags))
    score = score / score.std(axis=0) + NOISE * generator.normal(size=score.shape)
    shares = np.geomspace(RAREST, COMMONEST, tags)
    limits = [np.quantile(score[:, tag], 1 - share) for tag, share in enumerate(shares)]
    return np.asarray(score > np.array(limits), np.float64)


def _head_of(school: School, answers: Floats) -> Floats:
    head = fit_head(
        embeddings=school.embeddings,
        targets=answers,
        choice_groups=(),
        sample_groups=np.arange(len(answers)),
        config=HeadConfig(),
        seed=school.seed,
    ).head
    return np.asarray(expit(head.logits(school.shown)), np.float64)


def _precision(said: Floats, truth: Floats) -> Floats:
    """[t]; ties and all as scikit-learn counts them."""
    columns = range(truth.shape[1])
    return np.array([average_precision_score(truth[:, tag], said[:, tag]) for tag in columns])


def _worst_lift(per_tag: list[Floats], schools: list[School]) -> list[float]:
    """Of the tag that is worst off: average precision over that of chance. One is collapse."""
    return [
        float((row / school.truth.mean(axis=0)).min()) for row, school in zip(per_tag, schools, strict=True)
    ]


if __name__ == "__main__":
    sys.exit(main())
