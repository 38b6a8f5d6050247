"""Grids to be answered, and answers to them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from catalog.models import ProductImage, Tag
from labeling.models import Grid, GridTile, Label
from labeling.services.sitting import GridAnswer, Marked
from tests.making import NOON, make_image

LOOKED = 900
"""Milliseconds that are enough for a tile to have been seen."""


def make_grid(
    tag: Tag,
    images: Sequence[ProductImage],
    *,
    kind: str = "likely",
    known: Mapping[int, bool] | None = None,
    model_key: str = "m1",
) -> Grid:
    """A grid that waits; `known` says of which places, being checks, what two people have said."""
    known = known or {}
    middle = 0.85 if kind == "likely" else 0.07
    grid = Grid.objects.create(
        tag=tag, kind=kind, low=middle - 0.05, high=middle + 0.02, model_key=model_key, created_at=NOON
    )
    GridTile.objects.bulk_create(
        GridTile(
            grid=grid,
            image=image,
            position=place,
            probability=middle,
            is_check=place in known,
            known=known.get(place),
        )
        for place, image in enumerate(images)
    )
    Label.objects.bulk_create(
        (
            Label(image=image, tag=tag, yes=2 * known[place], no=2 * (not known[place]), updated_at=NOON)
            for place, image in enumerate(images)
            if place in known
        ),
        ignore_conflicts=True,
    )
    return grid


def photos(count: int, *, first: int = 0) -> list[ProductImage]:
    return [make_image(number) for number in range(first, first + count)]


def a_sitting(
    grid: Grid,
    marks: Mapping[int, str] | None = None,
    *,
    dwell: Mapping[int, int] | None = None,
    seconds: float = 9.0,
    outcome: str = "answered",
) -> GridAnswer:
    """All tiles seen, unless `dwell` says otherwise of a place; `marks` by place."""
    marks, dwell = marks or {}, dwell or {}
    tiles = [
        Marked(tile.pk, marks.get(tile.position, ""), dwell.get(tile.position, LOOKED))
        for tile in grid.tiles.all()
    ]
    return GridAnswer(uuid.uuid4(), outcome, seconds, tiles if outcome == "answered" else [])


def open_grids(tag: Tag) -> dict[str, Grid]:
    return {grid.kind: grid for grid in Grid.objects.open().filter(tag=tag)}
