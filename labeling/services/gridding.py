"""Grids that wait: put there by the layer above, held for one curator at a time."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import connection, transaction

from catalog.models import ProductImage, Tag
from labeling.models import AuditImage, Grid, GridTile
from labeling.services.attention import attention_of
from labeling.services.auditing import wait_for_the_draw
from labeling.services.flagging import kept_out

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from labeling.models.grid import GridQuerySet

LOCK = 5_010_102
"""With a curator's number behind it: of those who hold grids."""
MOSAIC = 4


@dataclass(frozen=True)
class ProposedTile:
    """A photo and the tag's probability; of a check also what people said of it before."""

    image_id: int
    probability: float
    known: bool | None = None


@dataclass(frozen=True)
class ProposedGrid:
    """The tiles in the order in which they are shown, their probabilities (checks aside) in one band."""

    tag_id: int
    kind: str
    low: float
    high: float
    model_key: str
    tiles: Sequence[ProposedTile]


@dataclass(frozen=True)
class GridsWaiting:
    """One tag's grids that wait for a curator, and the first photos of the next one."""

    tag: Tag
    count: int
    likely: int
    unlikely: int
    photos: list[ProductImage]


def grids_waiting(curator: User, now: dt.datetime) -> list[GridsWaiting]:
    """By tag, in the order in which people read tags; in a constant number of queries.

    Nothing for whoever missed too many checks lately: single review is kinder to them, and to the labels.
    """
    if not attention_of(curator, now=now).may_grid:
        return []
    grids = Grid.objects.answerable_by(curator).waiting_for(curator, now=now)
    counts: dict[int, Counter[str]] = {}
    first: dict[int, int] = {}
    for pk, tag_id, kind in grids.order_by("kind", "id").values_list("pk", "tag_id", "kind"):
        counts.setdefault(tag_id, Counter())[kind] += 1
        first.setdefault(tag_id, pk)
    shown: dict[int, list[ProductImage]] = {}
    tiles = GridTile.objects.filter(grid__in=first.values(), position__lt=MOSAIC)
    for tile in tiles.select_related("image").order_by("position"):
        shown.setdefault(tile.grid_id, []).append(tile.image)
    return [
        GridsWaiting(
            tag,
            counts[tag.pk].total(),
            counts[tag.pk][Grid.Kind.LIKELY],
            counts[tag.pk][Grid.Kind.UNLIKELY],
            shown.get(first[tag.pk], []),
        )
        for tag in Tag.objects.in_use().filter(pk__in=counts)
    ]


def lease_grids(*, curator: User, tag: Tag, count: int, now: dt.datetime) -> list[Grid]:
    """What the curator may answer of the tag now: held ones are renewed, free ones added up to `count`.

    No two curators get the same grid: free rows are locked, and rows that another has locked are passed over.
    Two tabs of one person wait for each other, or they would hold twice as many.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, curator.pk])
        grids = Grid.objects.answerable_by(curator).filter(tag=tag)
        held = grids.held_by(curator, now=now).select_for_update(of=("self",))
        mine = list(held.values_list("pk", flat=True))[:count]
        free = grids.assigned_to(curator).free(now=now).filter(tag__retired_at=None)
        found = free.order_by("kind", "id").select_for_update(skip_locked=True, of=("self",))
        mine += found.values_list("pk", flat=True)[: count - len(mine)]
        Grid.objects.filter(pk__in=mine).update(leased_by=curator, leased_until=Grid.lease_end(now))
    by_id = {grid.pk: grid for grid in Grid.objects.filter(pk__in=mine).for_screen()}
    return [by_id[pk] for pk in mine]


@transaction.atomic
def put_grids(grids: Sequence[ProposedGrid], *, now: dt.datetime) -> int:
    """Have them wait, without what is audited by now; how many."""
    wait_for_the_draw()
    grids = _apart_from_audit(grids)
    made = Grid.objects.bulk_create(
        Grid(
            tag_id=grid.tag_id,
            kind=grid.kind,
            low=grid.low,
            high=grid.high,
            model_key=grid.model_key,
            created_at=now,
        )
        for grid in grids
    )
    GridTile.objects.bulk_create(
        GridTile(
            grid=grid,
            image_id=tile.image_id,
            position=position,
            probability=tile.probability,
            is_check=tile.known is not None,
            known=tile.known,
        )
        for grid, proposed in zip(made, grids, strict=True)
        for position, tile in enumerate(proposed.tiles)
    )
    return len(made)


def _apart_from_audit(grids: Sequence[ProposedGrid]) -> list[ProposedGrid]:
    """Where nothing but checks would be left there is no grid."""
    audited = AuditImage.objects.found_in({tile.image_id for grid in grids for tile in grid.tiles})
    left = (
        replace(grid, tiles=[tile for tile in grid.tiles if tile.image_id not in audited]) for grid in grids
    )
    return [grid for grid in left if any(tile.known is None for tile in grid.tiles)]


def discard_outdated_grids(*, model_key: str, now: dt.datetime) -> int:
    """Ask the free grids of other models no more; how many. What a curator holds is left alone."""
    return _discard(Grid.objects.outdated(model_key), now=now)


def discard_flagged_grids(*, now: dt.datetime) -> int:
    """Ask the free grids no more that show a photo which flags keep from everybody; how many."""
    away = kept_out()
    return _discard(Grid.objects.showing(away), now=now) if away else 0


@transaction.atomic
def _discard(grids: GridQuerySet, *, now: dt.datetime) -> int:
    """Those that nobody ever held leave no trace: a busy day has hundreds of models."""
    # Rows are locked first, so that one which is being leased this moment is passed over.
    locked = grids.free(now=now).select_for_update(skip_locked=True, of=("self",))
    found = dict(locked.values_list("pk", "leased_until"))
    seen = [pk for pk, leased_until in found.items() if leased_until is not None]
    Grid.objects.filter(pk__in=found.keys() - set(seen)).delete()
    Grid.objects.filter(pk__in=seen).update(closed_at=now)
    return len(found)
