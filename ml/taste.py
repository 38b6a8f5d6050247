"""What somebody likes, from what they liked: interests in style space, weights of moods, and what to offer.

All arithmetic on small arrays: n liked, h hidden, t moods, c candidates, d dimensions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ml.scoring import FloatArray

Floats = npt.NDArray[np.float64]
MOST_INTERESTS = 4
ROUNDS = 10
FADED = 0.1
"""Of the weightiest interest's weight: one that has faded so far speaks no more."""
AWAY = 0.25
"""What hidden things take off an interest: the usual order of gamma in Rocchio's formula (Manning, Raghavan
and Schuetze 2008, 9.1.1: .75 for what is relevant, .15 for what is not)."""
PRIOR = 4.0
"""Likes' worth of trust in the catalog: what somebody liked once may be chance."""
HIDDEN_COUNTS = 0.5
"""A thing is hidden for many reasons; a mood is one of them."""
FARTHEST = 2.0
"""Likes alone never move a mood by more than this, in natural logarithms: about sevenfold."""
STEP = 1.0
"""What a step of more or less is worth, in natural logarithms: that of nearly three times as many likes."""
RELEVANCE = 0.7
"""Of a place in the list; the rest is for being unlike what stands above (Carbonell and Goldstein 1998)."""
EXPLORED = 0.125
"""Of the places, by lot: for what nothing speaks for yet."""


class Interests(NamedTuple):
    """centres [k, d] at unit length, the weightiest first, and the share [k] of what is liked of each."""

    centres: FloatArray
    shares: Floats


def interests(vectors: FloatArray, weights: Floats, *, most: int = MOST_INTERESTS) -> Interests:
    """[n, d] unit vectors of what was liked, with weights [n]: one interest for few, several for many.

    Whoever likes boots and lace is not offered what lies between them: several centres serve better than one
    (Pal et al. 2020, "PinnerSage"). Spherical k-means with as many as the square root of the likes, from the
    weightiest one on, each further start the farthest from those before.
    """
    count = min(most, int(np.ceil(np.sqrt(len(vectors)))))
    if not count:
        return Interests(vectors[:0], np.zeros(0))
    centres = vectors[_starts(vectors, weights, count)]
    for _ in range(ROUNDS):
        member_of = np.argmax(vectors @ centres.T, axis=1)
        sums = np.stack(
            [
                (weights[member_of == k, None] * vectors[member_of == k]).sum(axis=0)
                if (member_of == k).any()
                else centres[k]
                for k in range(count)
            ]
        )
        centres = _unit(sums)
    member_of = np.argmax(vectors @ centres.T, axis=1)
    weight = np.bincount(member_of, weights, minlength=count)
    order = np.argsort(-weight, kind="stable")
    kept = order[weight[order] >= FADED * weight.max()]
    return Interests(centres[kept].astype(np.float32), weight[kept] / weight[kept].sum())


def _starts(vectors: FloatArray, weights: Floats, count: int) -> list[int]:
    starts = [int(np.argmax(weights))]
    while len(starts) < count:
        starts.append(int(np.argmin((vectors @ vectors[starts].T).max(axis=1))))
    return starts


def pushed_away(centres: FloatArray, hidden: FloatArray, weights: Floats) -> FloatArray:
    """centres [k, d] moved away from what was hidden [h, d]: Rocchio (1971)."""
    if not len(hidden) or not len(centres):
        return centres
    mean = (weights[:, None] * hidden).sum(axis=0) / weights.sum()
    return _unit(centres - AWAY * mean)


class Said(NamedTuple):
    """moods [m, t], 0 to 1, of m products, and how much each counts [m]."""

    moods: Floats
    weights: Floats


def mood_weights(liked: Said, hidden: Said, base: Floats, steps: Floats) -> Floats:
    """[t], in natural logarithms: how much likelier a mood is among what is liked than in the catalog.

    `base` [t] are the catalog's rates. Few likes say little, so they are smoothed with PRIOR likes' worth of
    the catalog. `steps` [t], −2 to 2, are what the person said themselves; they count whole.
    """
    kept = np.clip(base, 1e-3, 1.0)
    moved = _log_ratio(liked, kept) - HIDDEN_COUNTS * _log_ratio(hidden, kept)
    return np.clip(moved, -FARTHEST, FARTHEST) + STEP * steps


def _log_ratio(said: Said, base: Floats) -> Floats:
    share = said.weights @ said.moods + PRIOR * base
    ratio: Floats = np.log(share / ((said.weights.sum() + PRIOR) * base))
    return ratio


def scored(nearness: Floats, moods: Floats, weights: Floats) -> Floats:
    """[c]: how near each lies to an interest and how dear its moods [c, t] are, with one voice each.

    Both in standard deviations among the candidates: neither scale means anything by itself.
    """
    return _standard(nearness) + _standard(moods @ weights)


def _standard(values: Floats) -> Floats:
    """Zeros where all are the same."""
    spread = float(values.std()) if len(values) else 0.0
    return (values - values.mean()) / spread if spread > 1e-9 else np.zeros(len(values))


def diversified(
    scores: Floats, vectors: FloatArray, count: int, *, likeness: Floats, shares: Floats
) -> list[int]:
    """Rows of the best `count` in turn, none too like those above it: maximal marginal relevance.

    `likeness` [c, k] to interests of which each has a share [k] of what is liked: one that has had more than
    its share so far steps back as much as a copy would, so that none crowds out the others (Steck 2018,
    "Calibrated Recommendations"). Greedy: a longer list begins with the shorter one. O(c · count · d).
    """
    if not len(scores):
        return []
    spread = float(np.ptp(scores))
    worth = RELEVANCE * ((scores - scores.min()) / spread if spread > 1e-9 else np.ones(len(scores)))
    kinds = likeness.argmax(axis=1) if len(shares) else np.zeros(len(scores), np.intp)
    had, due = np.zeros(max(1, len(shares))), shares if len(shares) else np.ones(1)
    closest = np.zeros(len(scores))
    left = np.ones(len(scores), np.bool_)
    order: list[int] = []
    for _ in range(min(count, len(scores))):
        ahead = np.clip(had - due * len(order), 0, 1)[kinds]
        best = int(np.argmax(np.where(left, worth - (1 - RELEVANCE) * (closest + ahead), -np.inf)))
        order.append(best)
        left[best] = False
        had[kinds[best]] += 1
        closest = np.maximum(closest, vectors @ vectors[best])
    return order


class Placed(NamedTuple):
    """Which row comes to a place, whether by lot, and how likely it was to come there."""

    row: int
    explored: bool
    propensity: float


def mixed(best: int, pool: int, count: int, generator: np.random.Generator) -> list[Placed]:
    """At most `count` places: of `best` in order, and with EXPLORED's chance one of the `pool` by lot.

    Epsilon-greedy for each place by itself, so that how likely each product was is known exactly: given the
    pool, and what stands above. Where the best are used up all further places are by lot; where the pool is,
    none. A longer list begins with the shorter one.
    """
    unseen = [int(row) for row in generator.permutation(pool)]
    lots = generator.random(max(count, 1))
    places: list[Placed] = []
    taken = 0
    for lot in lots[:count]:
        chance = 0.0 if not unseen else EXPLORED if taken < best else 1.0
        if lot < chance:
            places.append(Placed(unseen.pop(0), True, chance / (len(unseen) + 1)))
        elif taken < best:
            places.append(Placed(taken, False, 1 - chance))
            taken += 1
        else:
            break
    return places


def _unit(vectors: FloatArray) -> FloatArray:
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return np.asarray(vectors / lengths, np.float32)
