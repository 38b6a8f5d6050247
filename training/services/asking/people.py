"""People's doubt: what curators disagree about, or were unsure of, is asked of somebody else."""

from __future__ import annotations

import math
from collections.abc import Collection
from random import Random

from catalog.services.settings import value_of
from labeling.models import QueueItem, Reason
from labeling.services.disputes import disputed_cells
from training.services.asking.picked import Chosen, Filling, in_turns

LOOKED_AT = 1000


def pick_disputed(filling: Filling, count: int, *, besides: Collection[int]) -> list[Chosen]:
    """At most `count` photos, of each disputed tag in turn."""
    if count <= 0:
        return []
    cells = disputed_cells(limit=LOOKED_AT, now=filling.now)
    free = set(filling.askable(list(dict(cells)), besides=besides, again=True))
    tags = sorted({tag_id for _, tag_id in cells})
    Random(filling.seed).shuffle(tags)  # noqa: S311 (not a secret); who is first today is not first tomorrow
    turn = {tag_id: at for at, tag_id in enumerate(tags)}
    picked: dict[int, Chosen] = {}
    for image_id, tag_id in in_turns(sorted(cells, key=lambda cell: turn[cell[1]]), lambda cell: cell[1]):
        if image_id in free:
            picked.setdefault(image_id, Chosen(image_id, Reason.DISAGREEMENT, tag_id))
    return list(picked.values())[:count]


def room_for_people(share: float) -> int:
    """How many more may wait: what those who are at work have all judged must not fill up the queue."""
    waiting = QueueItem.objects.open().filter(reason=Reason.DISAGREEMENT).count()
    target: int = value_of("queue_target")
    return max(0, math.ceil(share * target) - waiting)
