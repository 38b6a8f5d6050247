"""Which photo is more so: pairs that wait, of tags that divide people, and grades from what was said."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Sequence
from random import Random

import numpy as np
from django.db.models import Max

from labeling.models import Comparison, Pair
from labeling.services import grading, pairing
from labeling.services.grading import Compared, Graded
from labeling.services.pairing import Candidate
from training import runtime
from training.runtime.grading import LEFT, RIGHT, SAME, Scale, fit_scale, next_pairs, shares_of_yes
from training.services.locks import Lock, held

logger = logging.getLogger(__name__)
AHEAD = 24
"""Pairs of a tag that wait; filled up again at half of it, when the answers tell more of what to ask."""
TAGS = 8
"""Tags compared at a time, the most divided first: a curator's hour is better spent on a few."""
TRY_AGAIN = dt.timedelta(minutes=5)
"""Where nothing more is to be asked it is not looked for at every beat."""
SAID = {
    Comparison.Answer.LEFT.value: LEFT,
    Comparison.Answer.RIGHT.value: RIGHT,
    Comparison.Answer.SAME.value: SAME,
}
_enough: dict[int, dt.datetime] = {}
"""By tag, when there was nothing more to ask. Lost with the process, and then found anew."""


def compare(*, now: dt.datetime) -> None:
    """Bring the grades in line with what was said, then have pairs wait where they would tell more."""
    with held(Lock.COMPARING) as ours, runtime.on_one_core():
        if ours:
            grade_compared(now=now)
            fill_pairs(now=now)


def grade_compared(*, now: dt.datetime) -> int:
    """Derive the grades of every tag whose comparisons or labels are newer; how many tags there were."""
    tags = grading.tags_to_grade()
    for tag_id in tags:
        grading.write_grades(tag_id, _grades(tag_id), now=now)
    return len(tags)


def fill_pairs(*, now: dt.datetime) -> int:
    """Have pairs wait for the tags that divide people the most; how many are new."""
    pairing.discard_pairs(now=now)
    ahead = pairing.pairs_ahead()
    seed = Pair.objects.aggregate(newest=Max("pk"))["newest"] or 0
    added = 0
    for divided in pairing.divided_tags()[:TAGS]:
        tag_id = divided.tag.pk
        tried = _enough.get(tag_id)
        if ahead[tag_id] > AHEAD // 2 or (tried is not None and now < tried + TRY_AGAIN):
            continue
        twos = _pairs(tag_id, AHEAD - ahead[tag_id], seed=seed)
        added += pairing.put_pairs(tag_id, twos, seed=seed + tag_id, now=now)
        if not twos:
            _enough[tag_id] = now
    if added:
        logger.info("%d pairs to compare", added)
    return added


def _grades(tag_id: int) -> list[Graded]:
    said = grading.comparisons_of(tag_id)
    images = sorted({image for one in said for image in (one.left, one.right)})
    if not images:
        return []
    scale = _scale(images, said)
    people = grading.people_said(tag_id, images)
    yes, no = np.array([people.get(image, (0, 0)) for image in images], np.int64).T
    shares = shares_of_yes(scale, yes, no)
    counts = Counter(image for one in said for image in (one.left, one.right))
    return [
        Graded(
            image_id=image,
            score=float(scale.score[row]),
            low=float(scale.low[row]),
            high=float(scale.high[row]),
            share=None if np.isnan(shares[row]) else float(shares[row]),
            comparisons=counts[image],
        )
        for row, image in enumerate(images)
    ]


def _pairs(tag_id: int, count: int, *, seed: int) -> list[pairing.Two]:
    """The most telling pairs; of equally telling ones, as all are at first, chance takes one."""
    candidates = pairing.photos_to_compare(tag_id)
    if not any(one.room for one in candidates):
        return []
    Random(seed).shuffle(candidates)  # noqa: S311 (not a secret)
    images = [one.image_id for one in candidates]
    row = {image: at for at, image in enumerate(images)}
    said = [one for one in grading.comparisons_of(tag_id) if {one.left, one.right} <= row.keys()]
    asked = [(row[one], row[two]) for one, two in pairing.pairs_asked(tag_id) if {one, two} <= row.keys()]
    pairs = next_pairs(_scale(images, said), count=count, room=_room(candidates), asked=asked)
    return [(images[one], images[other]) for one, other in pairs]


def _room(candidates: Sequence[Candidate]) -> np.ndarray:
    return np.array([one.room for one in candidates], np.int64)


def _scale(images: Sequence[int], said: Sequence[Compared]) -> Scale:
    row = {image: at for at, image in enumerate(images)}
    return fit_scale(
        np.array([row[one.left] for one in said], np.int64),
        np.array([row[one.right] for one in said], np.int64),
        np.array([SAID[one.answer] for one in said], np.float64),
        count=len(images),
    )
