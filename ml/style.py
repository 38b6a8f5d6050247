"""Learning a style space from what people said: near is what shares the mood, and what looks alike besides.

Each tag is regressed on the embedding's main directions, on the photos of which it is known (ridge). Two
photos are alike as far as these regressions agree: the inner product of what they expect is how many tags
the two are expected to share. Beside it stands the plain embedding, for what no tag says. Both are one map.

Supervised contrastive learning (Khosla et al. 2020, pairs weighed by the overlap of their tags) brings more
shared labels on two of three data sets, and loses three to five points of recall@1 of the same photo in
another view, which the blend here is held to keep: `benchmarks/style.py` measures both in one run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from ml.scoring import FloatArray
from ml.style_basis import Basis, Blend, Learned
from ml.style_judging import shared_precision
from ml.style_map import MOST_DIMENSIONS, StyleMap

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
MOST_ASKED = 300
NOTHING = Learned(np.zeros((1, 1)), np.zeros(1))
"""Photos of a fold that ask for others, at most."""


@dataclass(frozen=True)
class StyleConfig:
    """penalties: of the ridge, on unit-length embeddings. shares: of the similarity that may go to what was
    learned. least_of_each: yes and no before a tag is learned. working directions are regressed on, of the
    regressions at most `learned` directions are kept. allowed_loss: of recall, where a photo is looked for
    by a disturbed view of itself."""

    penalties: tuple[float, ...] = (0.1, 0.3, 1.0, 3.0)
    shares: tuple[float, ...] = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8)
    folds: int = 3
    least_of_each: int = 4
    working: int = 384
    learned: int = 64
    dimensions: int = MOST_DIMENSIONS
    allowed_loss: float = 0.005


@dataclass(frozen=True, eq=False)
class FittedStyle:
    """share and penalty are those chosen, tags is how many could be learned. held_out maps each share to the
    precision of shared tags among the ten nearest, of photos and among photos that were not learned from;
    found maps it to the recall of disturbed photos. Share 0 is the plain embedding."""

    map: StyleMap
    share: float
    penalty: float
    tags: int
    held_out: dict[float, float]
    found: dict[float, float]


def fit_style(
    *,
    embeddings: FloatArray,
    targets: FloatArray,
    sample_groups: npt.NDArray[np.integer],
    seed: int,
    weights: FloatArray | None = None,
    among: FloatArray | None = None,
    config: StyleConfig | None = None,
) -> FittedStyle:
    """The map that serves both, with penalty and share chosen by grouped cross-validation.

    embeddings [n, e] L2-normalised; targets [n, t] share of yes, NaN where nobody was asked: such a cell
    neither draws nor pushes. weights [n, t] what an answer counts. Rows that share a sample group are never
    on both sides of a fold. among [m, e]: photos whose directions of difference count, the labelled ones
    unless given. Without a tag that has yes and no often enough the map is the plain one. Raises ValueError
    where all embeddings are the same.
    """
    config = config or StyleConfig()
    everything = embeddings if among is None else among
    with threadpool_limits(1):  # on matrices of this size threads mostly wait for each other
        basis = Basis.of(everything, config.working)
        learnable = _learnable(targets, config.least_of_each)
        said = np.asarray(targets, np.float64)[:, learnable]
        folds = _folds(sample_groups, config.folds, seed)
        if not said.shape[1] or not folds:
            return FittedStyle(basis.map(_blend(basis, NOTHING, 0.0, config)), 0.0, 0.0, 0, {}, {})
        counts = np.ones(said.shape) if weights is None else np.asarray(weights, np.float64)[:, learnable]
        lesson = _Lesson(basis.seen(embeddings), said, np.where(np.isnan(said), 0.0, counts), sample_groups)
        scores = np.nanmean([_held_out(lesson, fold, basis, config) for fold in folds], axis=0)  # [p, s]
        best = int(scores.max(axis=1).argmax())
        learned = lesson.regressed(config.penalties[best])
        blends = [_blend(basis, learned, share, config) for share in config.shares]
        found = basis.found_again(basis.seen(everything), blends, seed=seed)
        share = _chosen(scores[best], np.array(found), config.allowed_loss)
        return FittedStyle(
            basis.map(blends[share]),
            config.shares[share],
            config.penalties[best],
            said.shape[1],
            dict(zip(config.shares, scores[best].tolist(), strict=True)),
            dict(zip(config.shares, found, strict=True)),
        )


@dataclass(frozen=True, eq=False)
class _Lesson:
    """rows [n, w] along the basis, said [n, t], NaN for unknown, counts [n, t], nought there, groups [n]."""

    rows: Floats
    said: Floats
    counts: Floats
    groups: npt.NDArray[np.integer]

    def part(self, kept: Bools) -> _Lesson:
        return _Lesson(self.rows[kept], self.said[kept], self.counts[kept], self.groups[kept])

    def regressed(self, penalty: float) -> Learned:
        """Weighted ridge of each tag, centred on the photos of which it is known.

        Tags of which the same is known share their normal equations.
        """
        weight, rates = np.zeros((self.rows.shape[1], self.said.shape[1])), np.zeros(self.said.shape[1])
        known, member = np.unique(self.counts, axis=1, return_inverse=True)
        for number, counts in enumerate(known.T):
            tags = np.flatnonzero(member.ravel() == number)
            total = counts.sum()
            if not total:
                continue
            centre = counts @ self.rows / total
            centred = self.rows - centre
            heavy = centred * counts[:, None]
            values = np.nan_to_num(self.said[:, tags])
            mean = counts @ values / total
            normal = heavy.T @ centred + penalty * np.eye(len(weight))
            weight[:, tags] = np.linalg.solve(normal, heavy.T @ (values - mean))
            rates[tags] = mean - centre @ weight[:, tags]
        return Learned(weight, rates)


def _learnable(targets: FloatArray, least: int) -> npt.NDArray[np.intp]:
    return np.flatnonzero(((targets > 0.5).sum(axis=0) >= least) & ((targets < 0.5).sum(axis=0) >= least))


def _held_out(lesson: _Lesson, fold: Bools, basis: Basis, config: StyleConfig) -> Floats:
    """[p, s] precision among the photos of a fold, from the others' answers, by penalty and share."""
    taught, judged = lesson.part(~fold), lesson.part(fold)
    asking = slice(0, MOST_ASKED)
    apart = judged.groups[asking, None] == judged.groups[None]
    scores: Floats = np.full((len(config.penalties), len(config.shares)), np.nan)
    for row, penalty in enumerate(config.penalties):
        learned = taught.regressed(penalty)
        for column, share in enumerate(config.shares):
            vectors = _blend(basis, learned, share, config).project(judged.rows)
            found = shared_precision(vectors[asking], vectors, judged.said[asking], judged.said, apart=apart)
            scores[row, column] = np.nanmean(found) if not np.isnan(found).all() else np.nan
    return np.asarray(np.nan_to_num(scores), np.float64)


def _blend(basis: Basis, learned: Learned, share: float, config: StyleConfig) -> Blend:
    return basis.blended(learned, share, dimensions=config.dimensions, most_learned=config.learned)


def _chosen(precision: Floats, found: Floats, allowed_loss: float) -> int:
    """The share that is best at tags among those that find a photo again about as well as the plain one."""
    return int(np.where(found >= found[0] - allowed_loss, precision, -np.inf).argmax())


def _folds(groups: npt.NDArray[np.integer], folds: int, seed: int) -> list[Bools]:
    """[n] of each fold; none where there are too few groups. The rows of a group stay together."""
    distinct, member = np.unique(groups, return_inverse=True)
    if len(distinct) < 2 * folds:
        return []
    number = np.random.default_rng(seed).permutation(len(distinct))[member] % folds
    return [number == fold for fold in range(folds)]
