"""Who said what and when, as lines: grids first, then reviews in the order in which they were given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from catalog.models import Tag
from labeling.models import Grid, GridReview, GridTile, Review

if TYPE_CHECKING:
    from labeling.services.archive.writing import Wanted

BATCH = 500
Called = Callable[[int | None], str]


def grid_lines(wanted: Wanted, called: Called) -> Iterator[dict[str, object]]:
    """Each grid that anybody answered, with its tiles of these products."""
    tiles = wanted.of(GridTile.objects.select_related("image__product"), "image__product")
    sittings = GridReview.objects.select_related("withdrawal").prefetch_related("checks__tile").order_by("pk")
    after = 0
    while True:
        answered = Grid.objects.filter(pk__gt=after, reviews__isnull=False).distinct().order_by("pk")
        grids = answered.select_related("tag").prefetch_related(
            Prefetch("tiles", tiles), Prefetch("reviews", sittings)
        )
        batch = list(grids[:BATCH])
        if not batch:
            return
        for grid in batch:
            yield {
                "grid": grid.pk,
                "tag": grid.tag.slug,
                "kind": grid.kind,
                "low": grid.low,
                "high": grid.high,
                "model_key": grid.model_key,
                "created_at": grid.created_at.isoformat(),
                "tiles": [_tile(tile) for tile in grid.tiles.all()],
                "sittings": [_sitting(sitting, called) for sitting in grid.reviews.all()],
            }
        after = batch[-1].pk


def _tile(tile: GridTile) -> dict[str, object]:
    return {
        "external_id": tile.image.product.external_id,
        "sha256": tile.image.sha256,
        "position": tile.position,
        "probability": tile.probability,
        "is_check": tile.is_check,
        "known": tile.known,
    }


def _sitting(sitting: GridReview, called: Called) -> dict[str, object]:
    checks = [
        {"position": c.tile.position, "value": c.value, "missed": c.missed, "dwell_ms": c.dwell_ms}
        for c in sitting.checks.all()
    ]
    return {
        "sitting": sitting.pk,
        "person": called(sitting.curator_id),
        "client_id": str(sitting.client_id),
        "outcome": sitting.outcome,
        "seconds": sitting.seconds,
        "created_at": sitting.created_at.isoformat(),
        "withdrawn": _withdrawn(sitting, called),
        "checks": checks,
    }


def review_lines(wanted: Wanted, called: Called) -> Iterator[dict[str, object]]:
    """Every review, taken back or not, with its verdicts."""
    slugs = dict(Tag.objects.values_list("pk", "slug"))
    reviews = wanted.of(Review.objects.order_by("pk"), "image__product").select_related(
        "image__product", "withdrawal", "item__facet", "item__reason_tag", "tile"
    )
    after = 0
    while True:
        batch = list(reviews.filter(pk__gt=after).prefetch_related("verdicts")[:BATCH])
        if not batch:
            return
        for review in batch:
            yield _review(review, called, slugs)
        after = batch[-1].pk


def _review(review: Review, called: Called, slugs: dict[int, str]) -> dict[str, object]:
    said = [
        {"tag": slugs[v.tag_id], "value": v.value, "probability": v.probability, "misplaced": v.misplaced}
        for v in review.verdicts.all()
    ]
    line: dict[str, object] = {
        "person": called(review.curator_id),
        "client_id": str(review.client_id),
        "outcome": review.outcome,
        "external_id": review.image.product.external_id,
        "sha256": review.image.sha256,
        "shown_tags": [slugs[tag] for tag in review.shown_tags if tag in slugs],
        "model_key": review.model_key,
        "seconds": review.seconds,
        "created_at": review.created_at.isoformat(),
        "withdrawn": _withdrawn(review, called),
        "verdicts": said,
    }
    if review.tile is not None:
        tile = {"grid": review.tile.grid_id, "position": review.tile.position}
        return line | {"tile": tile, "sitting": review.grid_review_id, "dwell_ms": review.dwell_ms}
    return line | {"item": _item(review)}


def _item(review: Review) -> dict[str, object]:
    item = review.item
    if item is None:
        return {}
    return {
        "item": item.pk,
        "reason": item.reason,
        "reason_tag": item.reason_tag.slug if item.reason_tag else None,
        "facet": item.facet.slug if item.facet else None,
        "priority": item.priority,
        "model_key": item.model_key,
        "created_at": item.created_at.isoformat(),
        "closed_at": _moment(item.closed_at),
    }


def _withdrawn(row: Any, called: Called) -> dict[str, object] | None:
    withdrawal = getattr(row, "withdrawal", None)
    if withdrawal is None:
        return None
    return {"by": called(withdrawal.by_id), "at": withdrawal.created_at.isoformat()}


def _moment(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
