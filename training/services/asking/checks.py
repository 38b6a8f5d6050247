"""Checks among the tiles of a grid: photos whose answer is known already."""

from __future__ import annotations

from collections.abc import Collection
from random import Random

from labeling.models import Flag, GridTile, Label
from labeling.models.label import LabelQuerySet
from labeling.services.gridding import ProposedTile
from training.services.asking.picked import Filling
from training.services.asking.tiles import SHOWN_AGAIN, said_of

LOOKED_AT = 200
"""The newest: a check that everybody knows by heart checks nothing."""
SURE = 0.9
"""Where a model that says so, and one person, are as good as two people."""


def checks_of(
    filling: Filling, tag_id: int, *, implied: bool, count: int, besides: Collection[int], chance: Random
) -> list[ProposedTile]:
    """At most `count`: first one where what the grid implies is wrong, then as they come.

    Photos about which several people agree; where too few were judged twice, also those about which one
    person, who looked at the photo alone, and the model agree clearly. Nothing of the audit set, nor copies
    of it, nothing that was flagged, and nothing that was a check of the tag today.
    """
    flagged = Flag.objects.speaking().values("image")
    lately = GridTile.objects.taken(since=filling.now - SHOWN_AGAIN).filter(grid__tag=tag_id, is_check=True)
    labels = Label.objects.apart_from_audit().filter(tag=tag_id).exclude(image__in=besides)
    labels = labels.exclude(image__in=flagged).exclude(image__in=lately.values("image"))
    known = _newest(labels.agreed())
    if len(known) < count:
        known |= _shared(filling, tag_id, _newest(labels.told_singly()))
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


def _newest(labels: LabelQuerySet) -> dict[int, bool]:
    """By image, whether the tag holds."""
    newest = labels.order_by("-updated_at", "pk")
    return {image_id: bool(value) for image_id, value in newest.values_list("image_id", "value")[:LOOKED_AT]}


def _shared(filling: Filling, tag_id: int, told: dict[int, bool]) -> dict[int, bool]:
    """Those of which the model is as sure as the person."""
    image_ids, said = said_of(filling, list(told))
    column = filling.version.tags.index(tag_id)
    sure = {
        image_id: said[row, column] if told[image_id] else 1 - said[row, column]
        for row, image_id in enumerate(image_ids)
    }
    return {image_id: told[image_id] for image_id in image_ids if sure[image_id] >= SURE}
