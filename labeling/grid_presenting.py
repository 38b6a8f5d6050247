"""What the page of grids is told: plain JSON. Never which tile is a check, nor any tile's own probability."""

from __future__ import annotations

import math
from collections import Counter
from typing import TypedDict

from catalog.models import ProductImage
from labeling.models import Grid, GridReview, GridTile, Verdict


class TileJson(TypedDict):
    id: int
    title: str
    photo: dict[str, object]


class GridJson(TypedDict):
    """`band`: of a hundred such photos the model says that so many have the tag, at least and at most."""

    id: int
    kind: str
    band: tuple[int, int]
    tiles: list[TileJson]


class MissedJson(TypedDict):
    """A check that was answered otherwise than by those before; `known` is what they said."""

    title: str
    photo: dict[str, object]
    known: bool


class RecordedJson(TypedDict):
    yes: int
    no: int
    unsure: int
    unknown: int


def grid_json(grid: Grid) -> GridJson:
    """Give it grids of `Grid.objects.for_screen()`, or every part costs a query."""
    return {
        "id": grid.pk,
        "kind": grid.kind,
        # Rounded first: .6 is not quite six tenths.
        "band": (math.floor(round(100 * grid.low, 6)), math.ceil(round(100 * grid.high, 6))),
        "tiles": [tile_json(tile) for tile in grid.tiles.all()],
    }


def tile_json(tile: GridTile) -> TileJson:
    return {"id": tile.pk, "title": tile.image.product.title, "photo": _photo(tile.image)}


def recorded_json(sitting: GridReview) -> RecordedJson:
    """What became of the tiles, checks aside."""
    verdicts = Verdict.objects.filter(review__grid_review=sitting).values_list("value", flat=True)
    said = Counter(verdicts)
    asked = GridTile.objects.filter(grid=sitting.grid_id, is_check=False).count()
    counts = said["yes"], said["no"], said["unsure"]
    return RecordedJson(yes=counts[0], no=counts[1], unsure=counts[2], unknown=asked - said.total())


def missed_json(sitting: GridReview) -> list[MissedJson]:
    missed = sitting.checks.filter(missed=True).select_related("tile__image__product").order_by("id")
    return [
        {
            "title": check.tile.image.product.title,
            "photo": _photo(check.tile.image),
            "known": bool(check.tile.known),
        }
        for check in missed
    ]


def _photo(image: ProductImage) -> dict[str, object]:
    return {"id": image.pk, "url": image.get_absolute_url(), "thumbnail": image.thumbnail_url}
