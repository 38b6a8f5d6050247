"""Which images to ask about next, and which tags of an image: everything a curator's hour is spent on."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt
from modAL.uncertainty import classifier_entropy, classifier_margin, classifier_uncertainty
from sklearn.cluster import KMeans

from ml.scoring import ChoiceGroups, FloatArray, independent_tags

Indices = npt.NDArray[np.intp]
Measure = Literal["entropy", "margin", "least_confidence"]

POOL_CAP = 4000  # images that are clustered at most: more cost seconds and change the clusters little
CLUSTER_CAP = 500  # as in TypiClust
NEIGHBOURS = 20  # as in TypiClust
PRESELECTED = 10  # candidates per place in a batch


def typical_and_diverse(
    embeddings: FloatArray, count: int, *, seed: int, covered: FloatArray | None = None
) -> Indices:
    """Row numbers of `count` images that stand for many others and differ from each other, best first.

    TypiClust (Hacohen, Dekel, Weinshall, "Active learning on a budget", 2022), algorithm 1: as many clusters
    as images will be labeled in the end, then the most typical image of the largest clusters in which none
    is. embeddings [n, d] L2-normalised; covered [m, d], the images already labeled. Returns all rows when n
    <= count.
    """
    generator = np.random.default_rng(seed)
    pool = _sample(len(embeddings), max(POOL_CAP, count), generator)
    known = np.zeros((0, embeddings.shape[1])) if covered is None else covered
    known = known[_sample(len(known), POOL_CAP, generator)]
    points = np.concatenate([embeddings[pool], known]).astype(np.float32)
    count = min(count, len(pool))
    if count == 0:
        return pool[:0]
    clusters = KMeans(
        n_clusters=min(len(known) + count, CLUSTER_CAP, len(points)), n_init=1, random_state=seed
    ).fit_predict(points)
    return pool[_from_clusters(points, clusters, len(pool), count)]


def _from_clusters(
    points: npt.NDArray[np.float32], clusters: npt.NDArray[np.int32], candidates: int, count: int
) -> Indices:
    """The most typical candidates (the first rows), each from the largest of the least covered clusters."""
    labeled = np.bincount(clusters[candidates:], minlength=clusters.max() + 1)
    queues = {}
    for cluster in np.unique(clusters[:candidates]):
        members = np.flatnonzero(clusters == cluster)
        order = members[np.argsort(-_typicality(points[members]), kind="stable")]
        queues[int(cluster)] = [int(row) for row in order if row < candidates]
    sizes = np.bincount(clusters, minlength=len(labeled))
    chosen: list[int] = []
    while len(chosen) < count:
        # Clusters of fewer than five are odd ones out: they wait for the second round, as in TypiClust.
        cluster = min(queues, key=lambda c: (labeled[c] + (sizes[c] < 5), -sizes[c], c))
        chosen.append(queues[cluster].pop(0))
        labeled[cluster] += 1
        if not queues[cluster]:
            del queues[cluster]
    return np.array(chosen, np.intp)


def _typicality(members: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """[m] mean similarity to the nearest neighbours in the cluster."""
    similarity = members @ members.T
    nearest = min(NEIGHBOURS + 1, len(members))  # itself among them, alike for all
    return np.asarray(np.partition(similarity, -nearest, axis=1)[:, -nearest:].mean(axis=1))


class _Answered:
    """A fitted classifier to modAL: the rows it is asked about already are the probabilities."""

    def predict_proba(self, rows: FloatArray) -> FloatArray:
        return rows


def _margin_doubt(classifier: _Answered, rows: FloatArray) -> FloatArray:
    """modAL's margin shrinks with doubt; this grows."""
    return 1 - np.asarray(classifier_margin(classifier, rows))


MEASURES: dict[Measure, Callable[[_Answered, FloatArray], FloatArray]] = {
    "entropy": classifier_entropy,
    "margin": _margin_doubt,
    "least_confidence": classifier_uncertainty,
}


def cell_uncertainty(
    probabilities: FloatArray, choice_groups: ChoiceGroups, *, measure: Measure = "entropy"
) -> npt.NDArray[np.float32]:
    """[n, t] probabilities to [n, t] doubt about each tag.

    The measure is modAL's, of [1 - p, p] for an independent tag, and of the whole choice for the tags of a
    group, which share it. Entropies are in nats, the others in 0..1.
    """
    doubt = np.zeros(probabilities.shape, np.float32)
    ask, exact = MEASURES[measure], np.asarray(probabilities, np.float64)
    for group in choice_groups:
        doubt[:, list(group)] = ask(_Answered(), exact[:, list(group)])[:, None]
    for tag in independent_tags(choice_groups, exact.shape[1]):
        doubt[:, tag] = ask(_Answered(), np.stack([1 - exact[:, tag], exact[:, tag]], axis=1))
    return doubt


def uncertainty(
    probabilities: FloatArray, choice_groups: ChoiceGroups, *, measure: Measure = "entropy"
) -> npt.NDArray[np.float32]:
    """[n, t] probabilities to [n] doubt about each image: the mean over its facets and independent tags."""
    return over_facets(cell_uncertainty(probabilities, choice_groups, measure=measure), choice_groups)


def over_facets(doubt: FloatArray, choice_groups: ChoiceGroups) -> npt.NDArray[np.float32]:
    """[n, t] doubt about each tag to its mean [n]; the tags of a choice count once."""
    tags = [group[0] for group in choice_groups] + independent_tags(choice_groups, doubt.shape[1])
    if not tags:
        return np.zeros(len(doubt), np.float32)
    return np.asarray(doubt[:, tags].mean(axis=1), np.float32)


def diverse_subset(embeddings: FloatArray, scores: FloatArray, count: int, *, seed: int) -> Indices:
    """Row numbers of `count` images with high scores that differ from each other, in the order chosen.

    The best tenfold is preselected; then each next image is drawn with chances proportional to its score
    times its squared distance to those already chosen. In the spirit of BADGE (Ash et al. 2020), whose
    k-means++ draws in gradient space weigh doubt and difference in the same way. embeddings [n, d], scores
    [n] not negative.
    """
    generator = np.random.default_rng(seed)
    count = min(count, len(embeddings))
    best = np.argsort(-scores, kind="stable")[: count * PRESELECTED]
    points, worth = np.asarray(embeddings[best], np.float64), np.asarray(scores[best], np.float64)
    distance = np.full(len(best), 1.0)
    chosen: list[int] = []
    for _ in range(count):
        chances = worth * distance
        chances[chosen] = 0.0
        if chances.sum() <= 0:  # all that is left is a copy of what was chosen, or of no doubt
            chances = np.ones(len(best))
            chances[chosen] = 0.0
        pick = int(generator.choice(len(best), p=chances / chances.sum()))
        distance = np.minimum(distance if chosen else np.inf, ((points - points[pick]) ** 2).sum(axis=1))
        chosen.append(pick)
    return np.asarray(best[chosen], np.intp)


def worth_asking(probabilities: FloatArray, choice_groups: ChoiceGroups, count: int = 5) -> list[int]:
    """The columns of at most `count` tags to ask a person about, given [t] probabilities of one image.

    Likely tags and doubtful ones, best first. A choice group sends its best option when it is sure of it
    (likelier than all others together), and up to three when it is not.
    """
    candidates: list[tuple[float, int]] = []
    for group in choice_groups:
        options = sorted(group, key=lambda tag: -probabilities[tag])
        for tag in options[: 1 if probabilities[options[0]] > 0.5 else 3]:
            candidates.append((_worth(float(probabilities[tag])), tag))
    for tag in independent_tags(choice_groups, len(probabilities)):
        candidates.append((_worth(float(probabilities[tag])), tag))
    return [tag for _worth_of_it, tag in sorted(candidates, key=lambda pair: (-pair[0], pair[1]))[:count]]


def _worth(probability: float) -> float:
    """Probability plus doubt in nats: an even chance weighs about as much as near certainty."""
    p = min(max(probability, 1e-9), 1 - 1e-9)
    return p - p * math.log(p) - (1 - p) * math.log(1 - p)


def _sample(rows: int, cap: int, generator: np.random.Generator) -> Indices:
    """All row numbers, or `cap` of them drawn without replacement where there are more."""
    if rows <= cap:
        return np.arange(rows)
    return np.sort(generator.choice(rows, cap, replace=False)).astype(np.intp)
