"""Which tags are in doubt, and which of an image to ask a person about."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from modAL.uncertainty import classifier_entropy

from ml.scoring import ChoiceGroups, FloatArray, independent_tags


class _Answered:
    """A fitted classifier to modAL: the rows it is asked about already are the probabilities."""

    def predict_proba(self, rows: FloatArray) -> FloatArray:
        return rows


def cell_uncertainty(probabilities: FloatArray, choice_groups: ChoiceGroups) -> npt.NDArray[np.float32]:
    """[n, t] probabilities to [n, t] doubt about each tag, in nats.

    modAL's entropy, of [1 - p, p] for an independent tag, and of the whole choice for the tags of a group,
    which share it.
    """
    doubt = np.zeros(probabilities.shape, np.float32)
    exact = np.asarray(probabilities, np.float64)
    for group in choice_groups:
        doubt[:, list(group)] = classifier_entropy(_Answered(), exact[:, list(group)])[:, None]
    for tag in independent_tags(choice_groups, exact.shape[1]):
        doubt[:, tag] = classifier_entropy(_Answered(), np.stack([1 - exact[:, tag], exact[:, tag]], axis=1))
    return doubt


def over_facets(doubt: FloatArray, choice_groups: ChoiceGroups) -> npt.NDArray[np.float32]:
    """[n, t] doubt about each tag to its mean [n]; the tags of a choice count once."""
    tags = [group[0] for group in choice_groups] + independent_tags(choice_groups, doubt.shape[1])
    if not tags:
        return np.zeros(len(doubt), np.float32)
    return np.asarray(doubt[:, tags].mean(axis=1), np.float32)


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
