"""Checks among the tiles of a grid: photos about which several people agree already."""

from __future__ import annotations

from collections.abc import Collection
from random import Random

from labeling.models import Flag, Label
from labeling.services.gridding import ProposedTile
from training.services.asking.picked import Filling
from training.services.asking.tiles import said_of

LOOKED_AT = 200
"""The newest: a check that everybody knows by heart checks nothing."""


def checks_of(
    filling: Filling, tag_id: int, *, implied: bool, count: int, besides: Collection[int], chance: Random
) -> list[ProposedTile]:
    """At most `count`: first one where what the grid implies is wrong, then as they come.

    Nothing of the audit set, nor copies of it, and nothing that was flagged.
    """
    agreed = Label.objects.agreed().apart_from_audit().filter(tag=tag_id).exclude(image__in=besides)
    flagged = Flag.objects.standing().values("image")
    newest = agreed.exclude(image__in=flagged).order_by("-updated_at", "pk")
    known = dict(newest.values_list("image_id", "value")[:LOOKED_AT])
    turns = sorted(known)
    chance.shuffle(turns)
    contrary = next((image_id for image_id in turns if known[image_id] != implied), None)
    turns.sort(key=lambda image_id: image_id != contrary)  # stable: the others stay as they were drawn
    image_ids, said = said_of(filling, turns[:count])
    column = filling.version.tags.index(tag_id)
    return [
        ProposedTile(image_id, float(said[row, column]), known=known[image_id])
        for row, image_id in enumerate(image_ids)
    ]
