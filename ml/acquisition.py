"""Which tags are in doubt."""

from __future__ import annotations

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
