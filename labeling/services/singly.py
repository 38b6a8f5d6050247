"""Tiles of a grid that are better judged one by one: questions of the queue, held for whoever marked them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction

from labeling.models import Grid, QueueItem, Reason
from labeling.services.flagging import kept_out
from labeling.services.queueing import Proposed, Question, enqueue

if TYPE_CHECKING:
    from django.contrib.auth.models import User

FIRST = 1.0
"""Before everything that the model chose."""


@transaction.atomic
def ask_singly(*, curator: User, grid: Grid, tile_ids: Collection[int], now: dt.datetime) -> int:
    """How many of these tiles' photos the curator holds now in single review; twice is the same as once.

    A photo that waits in the queue already is held for them as it is, unless another has it. Checks are left
    out: what several people said of them needs no further opinion. So are photos that flags keep from
    everybody, or from this curator.
    """
    tiles = list(grid.tiles.filter(pk__in=tile_ids, is_check=False).unflagged_by(curator))
    away = kept_out([tile.image_id for tile in tiles])
    tiles = [tile for tile in tiles if tile.image_id not in away]
    enqueue(
        [
            Question(
                tile.image_id,
                Reason.DOUBT,
                FIRST,
                reason_tag_id=grid.tag_id,
                model_key=grid.model_key,
                suggestions=[Proposed(grid.tag_id, tile.probability)],
            )
            for tile in tiles
        ]
    )
    waiting = QueueItem.objects.waiting_for(curator, now=now).filter(
        image__in=[tile.image_id for tile in tiles], facet=None
    )
    mine = list(waiting.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True))
    return QueueItem.objects.filter(pk__in=mine).update(
        leased_by=curator, leased_until=QueueItem.lease_end(now), priority=FIRST
    )
