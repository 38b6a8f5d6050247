"""Which images tell the most about all the others: optimal design for a head of many logistic tags."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.decomposition import PCA

from ml.scoring import FloatArray

Indices = npt.NDArray[np.intp]
Single = npt.NDArray[np.float32]

POOL_CAP = 2000  # candidates weighed against each other at most
LABELED_CAP = 4000
AXES = 128  # principal axes that a head is taken to live on
PRIOR = 0.025  # precision of a weight before any answer: a tenth of an even answer's information, p(1-p)
UNSURE = 0.5  # of a tag while there is no model


@dataclass(frozen=True, eq=False)
class Known:
    """What was answered and is believed: labeled [m, d] embeddings, answered [m, t] where a tag was judged.

    said [m, t] and guessed [n, t] are the model's probabilities there and at the n candidates; with None for
    all three nothing is known of any tag, and one tag stands for all.
    """

    labeled: FloatArray
    answered: npt.NDArray[np.bool_] | None = None
    said: FloatArray | None = None
    guessed: FloatArray | None = None


@dataclass(frozen=True, eq=False)
class Telling:
    """The rows chosen [k], best first, and of each the tag's column about which it tells most."""

    rows: Indices
    columns: Indices


def most_telling(embeddings: FloatArray, count: int, known: Known, *, seed: int) -> Telling:
    """`count` of the candidates [n, d] whose labels would leave the least unknown about all of them.

    A logistic head per tag has the Fisher information of its answers, the sum of p(1-p)xx'. Each next image
    is the one whose answer most shrinks, over all tags, the mean variance of the logits of the candidates,
    where a candidate counts as much as it is in doubt itself, and each tag as much as any other. So it is
    typical, unlike those before, and doubtful; and before there is a model just the first two. It is Bayesian
    V-optimality, one step at a time: Ash, Goel, Krishnamurthy, Kakade, "Gone Fishing: Neural Active Learning
    with Fisher Embeddings" (BAIT), 2021, section 3, per tag; with an even chance everywhere it is Yu, Bi,
    Tresp, "Active learning via transductive experimental design", 2006. Memory O(tags · (candidates +
    AXES²)), independent of the number of images where those are drawn at random from more.
    """
    generator = np.random.default_rng(seed)
    pool = _sample(len(embeddings), max(POOL_CAP, count), generator)
    if not len(pool) or count <= 0:
        return Telling(np.zeros(0, np.intp), np.zeros(0, np.intp))
    seen = _sample(len(known.labeled), LABELED_CAP, generator)
    points, labeled = _on_axes(embeddings[pool], known.labeled[seen])
    design = _Design.of(points, _doubt(known.guessed, pool), labeled, _information(known, seen))
    left = np.ones(len(pool), bool)
    chosen, columns = [], []
    for _ in range(min(count, len(pool))):
        worth = design.worth()
        pick = int(np.where(left, worth.sum(axis=1), -1.0).argmax())
        left[pick] = False
        chosen.append(pick)
        columns.append(int(worth[pick].argmax()))
        design.answer(pick)
    return Telling(pool[chosen], np.array(columns, np.intp))


@dataclass(eq=False)
class _Design:
    """Where the design stands: points [n, r], their own information doubt [n, t]; of each tag the inverse
    information [t, r, r] of what is answered and what matters [t, r, r]; at each point the variance of its
    logit [n, t] and how far its answer would shrink what matters [n, t]."""

    points: Single
    doubt: Single
    inverse: Single
    matters: Single
    variance: Single
    shrinks: Single

    @classmethod
    def of(cls, points: Single, doubt: Single, labeled: Single, information: Single) -> _Design:
        tags, axes = doubt.shape[1], points.shape[1]
        inverse, matters = np.empty((2, tags, axes, axes), np.float32)
        variance, shrinks = np.empty((2, len(points), tags), np.float32)
        # A rare tag's doubt is worth as much, all candidates together, as that of one near even.
        share = doubt / np.maximum(doubt.sum(axis=0), 1e-12)
        for tag in range(tags):
            told = (labeled * information[:, tag : tag + 1]).T @ labeled
            inverse[tag] = np.linalg.inv(told + PRIOR * np.eye(axes, dtype=np.float32))
            matters[tag] = (points * share[:, tag : tag + 1]).T @ points
            towards = points @ inverse[tag]
            variance[:, tag] = (towards * points).sum(axis=1)
            shrinks[:, tag] = ((towards @ matters[tag]) * towards).sum(axis=1)
        return cls(points, doubt, inverse, matters, variance, shrinks)

    def worth(self) -> Single:
        """[n, t] by how much the answer at each point shrinks the variance that matters to each tag."""
        return np.asarray(self.doubt * self.shrinks / (1 + self.doubt * self.variance), np.float32)

    def answer(self, pick: int) -> None:
        """As if the point had been labeled: Sherman and Morrison's rank-one update, of all tags at once."""
        step = self.inverse @ self.points[pick]  # [t, r]
        gain = self.doubt[pick] / (1 + self.doubt[pick] * self.variance[pick])  # [t]
        pulled = np.einsum("tij,tj->ti", self.matters, step)
        back = np.einsum("tij,tj->ti", self.inverse, pulled)
        along, across = self.points @ step.T, self.points @ back.T  # [n, t]
        own = (step * pulled).sum(axis=1)
        self.shrinks += gain * along * (gain * own * along - 2 * across)
        self.variance -= gain * along**2
        self.inverse -= (gain[:, None] * step)[:, :, None] * step[:, None, :]
        # Rounding must not make a variance negative.
        np.maximum(self.shrinks, 0, out=self.shrinks)
        np.maximum(self.variance, 0, out=self.variance)


def _doubt(guessed: FloatArray | None, pool: Indices) -> Single:
    if guessed is None:
        return np.full((len(pool), 1), UNSURE * (1 - UNSURE), np.float32)
    return np.asarray(guessed[pool] * (1 - guessed[pool]), np.float32)


def _information(known: Known, seen: Indices) -> Single:
    """[m, t] Fisher information of what was answered: none where a tag was not asked."""
    if known.said is None:
        return np.full((len(seen), 1), UNSURE * (1 - UNSURE), np.float32)
    told = known.said[seen] * (1 - known.said[seen])
    return np.asarray(told if known.answered is None else told * known.answered[seen], np.float32)


def _on_axes(pool: FloatArray, labeled: FloatArray) -> tuple[Single, Single]:
    """Both on the principal axes of all of them, in units of the mean distance to the centre, with a one."""
    both = np.concatenate([pool, labeled]).astype(np.float32)
    both -= both.mean(axis=0)
    both /= max(1e-6, float(np.sqrt(np.square(both).sum(axis=1).mean())))
    axes = min(AXES, *both.shape) if len(both) > 1 else 0  # one photo alone lies on no axis
    placed = np.ones((len(both), axes + 1), np.float32)
    # Exact: with a randomized decomposition the choices were measurably worse.
    if axes:
        with np.errstate(invalid="ignore"):  # photos that are all the same have no axes, and none are needed
            placed[:, :axes] = PCA(axes, svd_solver="covariance_eigh").fit_transform(both)
    return placed[: len(pool)], placed[len(pool) :]


def _sample(rows: int, cap: int, generator: np.random.Generator) -> Indices:
    """All row numbers, or `cap` of them drawn without replacement where there are more."""
    if rows <= cap:
        return np.arange(rows)
    return np.sort(generator.choice(rows, cap, replace=False)).astype(np.intp)
