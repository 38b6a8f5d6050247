"""Sharing out one filling of the queue among the purposes, and picking for those beside the model's doubt."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import NamedTuple

from labeling.models import Reason
from training.models import Shares
from training.services.asking.demanded import pick_demanded
from training.services.asking.people import pick_disputed, room_for_people
from training.services.asking.picked import Chosen, Filling
from training.services.asking.rare import pick_rare
from training.services.asking.sellers import pick_contradicted


class Counts(NamedTuple):
    """Questions of one filling; the others go to the model's doubt. Audit photos are asked on top of it."""

    control: int
    rare: int
    people: int
    seller: int
    demand: int = 0


def counts_of(shares: Shares, count: int, *, seed: int) -> Counts:
    """Of `count` questions beside those of the audit; never more than that in all.

    In small fillings a share is met on average: the shares lie one after the other on a line of length
    `count`, and each gets as many as it covers of points one apart, the first of which is drawn by lot.
    """
    unit = max(count, 0) / max(1e-9, 1 - shares.audit)
    ends, end = [0.0], 0.0
    for share in (shares.control, shares.rare, shares.people, shares.seller, shares.demand):
        end += share * unit
        ends.append(min(end, max(count, 0)))
    start = Random(seed).random()  # noqa: S311 (a sample, not a secret)
    points = [math.floor(end + start) for end in ends]
    return Counts(*(after - before for before, after in pairwise(points)))


def shared_out(
    by_doubt: Sequence[Chosen], counts: Counts, shares: Shares, filling: Filling, *, count: int
) -> list[Chosen]:
    """At most `count` in the order to ask them: `by_doubt`, controls among them, with the other purposes'.

    A purpose that finds too little leaves its questions to the model's doubt. Controls stay as they were
    drawn: only then are they what chance would have asked. Of doubts those go that come last.
    """
    controls = [one for one in by_doubt if one.reason == Reason.CONTROL]
    picked = pick(filling, counts, shares, besides=[one.image_id for one in controls])
    doubted = [one.image_id for one in by_doubt if one.reason != Reason.CONTROL]
    left = filling.askable(doubted, besides=[one.image_id for one in picked])
    kept = {one.image_id for one in controls}
    kept.update(left[: max(0, count - len(controls) - len(picked))])
    kinds = [[one for one in by_doubt if one.image_id in kept]]
    kinds += [[one for one in picked if one.reason == reason] for reason in Reason]
    return spread(kinds, seed=filling.seed)


def spread(kinds: Iterable[Sequence[Chosen]], *, seed: int) -> list[Chosen]:
    """All of them, each kind evenly over the whole and in its own order: not ten of one kind at once."""
    chance = Random(seed)  # noqa: S311 (not a secret)
    placed: list[tuple[float, int, Chosen]] = []
    for kind in kinds:
        start = chance.random()
        placed += [((place + start) / len(kind), len(placed) + place, one) for place, one in enumerate(kind)]
    in_order = [one for *_, one in sorted(placed, key=lambda found: found[:2])]
    return [replace(one, priority=priority_of(place, len(in_order))) for place, one in enumerate(in_order)]


def priority_of(place: int, of: int) -> float:
    """Of the one at this place: those that share a queue with others are spread evenly over it."""
    return 1.0 - (place + 0.5) / of


def pick(filling: Filling, counts: Counts, shares: Shares, *, besides: Collection[int]) -> list[Chosen]:
    """What the purposes beside control and doubt want asked, each image once, and none of those `besides`."""
    people = min(counts.people, room_for_people(shares.people))
    picked = pick_disputed(filling, people, besides=besides)
    pickers = (
        (pick_rare, counts.rare),
        (pick_contradicted, counts.seller),
        (pick_demanded, counts.demand),
    )
    for picker, wanted in pickers:
        picked += picker(filling, wanted, besides=[*besides, *(one.image_id for one in picked)])
    return picked
