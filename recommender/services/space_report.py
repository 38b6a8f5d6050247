"""What a manager is told of a style space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.core.paginator import Page, Paginator

from catalog.models import ProductImage
from recommender.models import FrozenQuery, StyleSpace

PER_PAGE = 20


@dataclass(frozen=True)
class Figure:
    """How good both spaces are at one kind of query, from 0 to 1, and the 95 % interval of the difference."""

    kind: FrozenQuery.Kind
    queries: int
    before: float
    after: float
    low: float
    high: float
    worse: bool


@dataclass(frozen=True)
class Place:
    """A photo among the ten, and whether it is there on this side alone."""

    photo: ProductImage
    moved: bool


@dataclass(frozen=True)
class Change:
    """A query's photo, the ten before and the ten after, and how many of them are new."""

    query: ProductImage
    before: list[Place]
    after: list[Place]

    @property
    def moved(self) -> int:
        return sum(place.moved for place in self.after)


@dataclass(frozen=True)
class SpaceReport:
    space: StyleSpace
    figures: list[Figure]
    changes: list[Change]
    """Those with the most that is new first."""


def spaces_page(number: str) -> Page[StyleSpace]:
    return Paginator(StyleSpace.objects.light().select_related("decided_by"), PER_PAGE).get_page(number)


def space_report(space: StyleSpace) -> SpaceReport:
    """By one query for all pictures; those that are gone are left out."""
    kept: list[dict[str, object]] = list(space.comparison)
    ids = {pk for row in kept for pk in [row["query"], *_ids(row, "before"), *_ids(row, "after")]}
    photos = ProductImage.objects.select_related("product").in_bulk(sorted(int(str(pk)) for pk in ids))
    changes = [_change(row, photos) for row in kept if row["query"] in photos]
    changes.sort(key=lambda change: -change.moved)
    figures = [
        Figure(kind=kind, **space.figures[kind.value])
        for kind in FrozenQuery.Kind
        if kind.value in space.figures
    ]
    return SpaceReport(space, figures, changes)


def _ids(row: dict[str, object], side: str) -> list[int]:
    return [int(pk) for pk in cast("list[int]", row[side])]


def _change(row: dict[str, object], photos: dict[int, ProductImage]) -> Change:
    before, after = _ids(row, "before"), _ids(row, "after")
    return Change(
        photos[int(str(row["query"]))],
        [Place(photos[pk], pk not in after) for pk in before if pk in photos],
        [Place(photos[pk], pk not in before) for pk in after if pk in photos],
    )
