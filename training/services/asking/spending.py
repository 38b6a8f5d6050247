"""Sharing out one filling of the queue among the purposes, and picking for those beside the model's doubt."""

from __future__ import annotations

import math
from collections.abc import Collection
from itertools import pairwise
from random import Random
from typing import NamedTuple

from training.models import Shares
from training.services.asking.people import pick_disputed, room_for_people
from training.services.asking.picked import Filling, Picked
from training.services.asking.rare import pick_rare
from training.services.asking.sellers import pick_contradicted


class Counts(NamedTuple):
    """Questions of one filling; the others go to the model's doubt. Audit photos are asked on top of it."""

    control: int
    rare: int
    people: int
    seller: int


def counts_of(shares: Shares, count: int, *, seed: int) -> Counts:
    """Of `count` questions beside those of the audit; never more than that in all.

    In small fillings a share is met on average: the shares lie one after the other on a line of length
    `count`, and each gets as many as it covers of points one apart, the first of which is drawn by lot.
    """
    unit = max(count, 0) / max(1e-9, 1 - shares.audit)
    ends, end = [0.0], 0.0
    for share in (shares.control, shares.rare, shares.people, shares.seller):
        end += share * unit
        ends.append(min(end, max(count, 0)))
    start = Random(seed).random()  # noqa: S311 (a sample, not a secret)
    points = [math.floor(end + start) for end in ends]
    return Counts(*(after - before for before, after in pairwise(points)))


def pick(filling: Filling, counts: Counts, shares: Shares, *, besides: Collection[int]) -> list[Picked]:
    """What the purposes beside control and doubt want asked, each image once, and none of those `besides`.

    A purpose that finds too little leaves its questions to the model's doubt. People go first: what is
    disputed has been seen, and is no candidate of the others.
    """
    people = min(counts.people, room_for_people(shares.people))
    picked = pick_disputed(filling, people, besides=besides)
    for picker, wanted in ((pick_rare, counts.rare), (pick_contradicted, counts.seller)):
        picked += picker(filling, wanted, besides=[*besides, *(one.image_id for one in picked)])
    return picked
