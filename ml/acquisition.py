"""Which tags of an image to ask a person about: what the answer is expected to tell over what it costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.scoring import ChoiceGroups, FloatArray, independent_tags

Floats = npt.NDArray[np.float64]

LEAST_USUAL = 0.01  # nats: a tag that is sure everywhere is not worth everything where it is a little less so
SHRINK = 4


@dataclass(frozen=True)
class Costs:
    """Seconds of a person's time: photo once for each image, judge for each tag, press for each key.

    A row's answer is a key where it is a yes; one more key says no to the rest and is part of the photo's.
    """

    photo: float
    judge: float
    press: float


# A glance of 1.35 s and keys of 0.28 s are the keystroke-level model's (Card, Moran and Newell 1980, M and
# K); a second for each tag is what yes-or-no labels of images took (Bearman et al. 2016, section 4).
REVIEW = Costs(photo=1.35 + 0.28, judge=1.0, press=0.28)
TILE = Costs(photo=0.0, judge=1.0, press=0.28)  # of a grid by tag: nothing to wait for, one question for all


def worth_asking(
    probabilities: FloatArray,
    choice_groups: ChoiceGroups,
    *,
    count: int = 5,
    agreement: FloatArray | None = None,
    askable: npt.NDArray[np.bool_] | None = None,
    costs: Costs = REVIEW,
) -> list[list[int]]:
    """For each of n images the columns of at most `count` tags to ask about, the most worth it first.

    probabilities [n, t]; agreement [t] as for `information`; askable [t]: which tags may be asked. What an
    answer tells is relative to what is usual for the tag over these images: a rare tag is worth as much as
    one that is often near even. Tags are added while they raise what the image tells per second, or do not
    lower it; one at least, where any may be asked.
    """
    told = information(probabilities, choice_groups, agreement)
    told /= _usual(told, choice_groups)
    likely = np.asarray(probabilities, np.float64)
    spent = costs.judge + costs.press * likely
    columns = np.arange(told.shape[1]) if askable is None else np.flatnonzero(askable)
    return [
        columns[
            _best(
                told[row, columns], spent[row, columns], likely[row, columns], photo=costs.photo, count=count
            )
        ].tolist()
        for row in range(len(told))
    ]


def information(
    probabilities: FloatArray, choice_groups: ChoiceGroups, agreement: FloatArray | None = None
) -> Floats:
    """[n, t] nats that a person's answer about each tag is expected to tell of what holds.

    With p the probability of a yes, the answer's entropy less what a person's own wavering puts into it:
    H(p) - H(e), never below nought (mutual information through a noisy channel; the two terms of BALD,
    Houlsby et al. 2011). agreement [t] is the share of pairs of people who say the same of an image, NaN
    where that is not known, which takes nothing off; e is the error rate behind it (`error_rate`). An option
    of a choice tells what is still open after the likelier ones were asked (chain rule of entropy).
    """
    exact = np.clip(np.asarray(probabilities, np.float64), 1e-9, 1 - 1e-9)
    known = np.ones(exact.shape[1]) if agreement is None else np.nan_to_num(agreement, nan=1.0)
    wavering = binary_entropy(error_rate(known))
    told = np.maximum(0.0, binary_entropy(exact) - wavering)
    for group in choice_groups:
        columns = np.array(group)
        order = columns[np.argsort(-exact[:, columns], axis=1, kind="stable")]
        likely = np.take_along_axis(exact, order, axis=1)
        open_still = np.maximum(1e-9, 1 - np.cumsum(likely, axis=1) + likely)  # before each option
        share = np.minimum(likely / open_still, 1.0)
        tells = open_still * np.maximum(0.0, binary_entropy(share) - wavering[order])
        np.put_along_axis(told, order, tells, axis=1)
    return told


def error_rate(agreement: FloatArray) -> Floats:
    """How often a person errs on a tag of which two say the same with the probability `agreement`.

    Both right or both wrong: a = (1 - e)² + e², for people who err alike and apart from each other (the
    symmetric case of Dawid and Skene 1979). Half where they agree no more than chance would have it.
    """
    return np.asarray((1 - np.sqrt(np.clip(2 * np.asarray(agreement, np.float64) - 1, 0, 1))) / 2)


def binary_entropy(probabilities: FloatArray) -> Floats:
    """H(p) in nats; nought where p is 0 or 1."""
    p = np.clip(np.asarray(probabilities, np.float64), 1e-12, 1 - 1e-12)
    return np.asarray(-p * np.log(p) - (1 - p) * np.log1p(-p))


def _usual(told: Floats, choice_groups: ChoiceGroups) -> Floats:
    """[t] mean over the images of what each tag, or the whole of its choice, would tell.

    As if `SHRINK` images more had been as usual for every tag: of one image alone nothing is known of that.
    """
    tags = told.shape[1]
    if not told.size:
        return np.ones(tags)
    facets = [[tag] for tag in independent_tags(choice_groups, tags)] + [list(one) for one in choice_groups]
    means = np.array([told[:, columns].sum(axis=1).mean() for columns in facets])
    means = (len(told) * means + SHRINK * means.mean()) / (len(told) + SHRINK)
    usual = np.ones(tags)
    for columns, mean in zip(facets, means, strict=True):
        usual[columns] = max(mean, LEAST_USUAL)
    return usual


def _best(told: Floats, spent: Floats, likely: FloatArray, *, photo: float, count: int) -> list[int]:
    """Of one image: sorted by worth per second, the likelier first of equals, as far as it pays."""
    chosen: list[int] = []
    gained, seconds = 0.0, photo
    for tag in np.lexsort((-likely, -told / spent))[:count].tolist():
        if chosen and told[tag] * seconds < gained * spent[tag]:
            break
        chosen.append(tag)
        gained, seconds = gained + float(told[tag]), seconds + float(spent[tag])
    return chosen
