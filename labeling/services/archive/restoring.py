"""Who said what elsewhere becomes reviews, verdicts and withdrawals here, each once, in their order."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from labeling.models import (
    Grid,
    GridCheck,
    GridReview,
    GridTile,
    GridWithdrawal,
    QueueItem,
    Reason,
    Review,
    Verdict,
    Withdrawal,
)
from labeling.services.archive.numbers import Numbers
from labeling.services.archive.people import People
from labeling.services.archive.places import Places
from labeling.services.archive.reading import (
    Line,
    LineError,
    choice,
    field,
    moment,
    number,
    objects,
    text,
    unique,
)
from labeling.services.consensus import bring_in_line

_VALUES = list(Verdict.Value.values)
_LONGEST_INT = 2**31 - 1


class Restoring:
    """Lines of one archive: what its items, grids and sittings are called here is kept on disk."""

    def __init__(self) -> None:
        self._people, self._numbers = People(), Numbers()

    @transaction.atomic
    def grids(self, lines: list[Line]) -> None:
        """Raises LineError."""
        tiles = [tile for line in lines for tile in objects(line, "tiles")]
        places = Places(tiles)
        for line in lines:
            sittings = objects(line, "sittings")
            grid, placed = self._known_grid(sittings), {}
            if grid is None:
                grid = _grid(line, places)
                placed = _tiles(grid, line, places)
            else:
                placed = {tile.position: tile for tile in grid.tiles.all()}
            for position, tile in placed.items():
                self._numbers.note(f"tile {line.get('grid')} {position}", tile.pk)
            for sitting in sittings:
                self._sitting(grid, sitting, placed)

    def _known_grid(self, sittings: list[Line]) -> Grid | None:
        """Where an import was cut off after it."""
        for sitting in sittings:
            person, client_id = self._people.named(sitting.get("person")), unique(sitting, "client_id")
            known = GridReview.objects.filter(curator=person, client_id=client_id).first()
            if known is not None:
                return known.grid
        return None

    def _sitting(self, grid: Grid, line: Line, tiles: dict[int, GridTile]) -> None:
        sitting, is_new = GridReview.objects.get_or_create(
            curator_id=self._people.named(line.get("person")),
            client_id=unique(line, "client_id"),
            defaults={
                "grid": grid,
                "outcome": choice(line, "outcome", list(GridReview.Outcome.values)),
                "seconds": number(line, "seconds", 0, 1e9) or 0.0,
                "created_at": moment(line, "created_at"),
            },
        )
        self._numbers.note(f"sitting {line.get('sitting')}", sitting.pk)
        if not is_new:
            return
        GridCheck.objects.bulk_create(
            GridCheck(
                grid_review=sitting,
                tile=tiles[_whole(check, "position")],
                value=choice(check, "value", list(GridCheck.Value.values)),
                missed=field(check, "missed", bool),
                dwell_ms=_whole(check, "dwell_ms"),
            )
            for check in objects(line, "checks")
            if _whole(check, "position") in tiles
        )
        if (gone := self._withdrawn(line)) is not None:
            GridWithdrawal.objects.create(grid_review=sitting, **gone)

    @transaction.atomic
    def reviews(self, lines: list[Line]) -> None:
        """With their labels. Raises LineError."""
        places = Places(lines)
        images, tags = set(), set()
        for line in lines:
            image = places.image(line)
            if image is None:
                continue
            verdicts = objects(line, "verdicts")
            asked = {places.tag(verdict) for verdict in verdicts}
            if self._review(line, image, places) is not None:
                images.add(image)
                tags |= asked
        bring_in_line(image_ids=images, tag_ids=tags, now=timezone.now())

    def _review(self, line: Line, image: int, places: Places) -> Review | None:
        """None for one that is here already."""
        person, client_id = self._people.named(line.get("person")), unique(line, "client_id")
        known = Review.objects.filter(curator=person, client_id=client_id).first()
        if known is not None:
            if known.item_id is not None:
                self._numbers.note(f"item {_item_of(line).get('item')}", known.item_id)
            return None
        review = Review.objects.create(
            image_id=image,
            curator_id=person,
            client_id=client_id,
            outcome=choice(line, "outcome", list(Review.Outcome.values)),
            shown_tags=places.tags(field(line, "shown_tags", list, default=[])),
            model_key=text(line, "model_key", 64),
            seconds=number(line, "seconds", 0, 1e9),
            created_at=moment(line, "created_at"),
            **self._question(line, image, places),
        )
        Verdict.objects.bulk_create(_verdict(review, said, places) for said in objects(line, "verdicts"))
        if (gone := self._withdrawn(line)) is not None:
            Withdrawal.objects.create(review=review, **gone)
        return review

    def _question(self, line: Line, image: int, places: Places) -> dict[str, Any]:
        """What it answers: an item of the queue, made at its first answer, or a tile."""
        if line.get("tile") is None:
            return {"item_id": self._item(_item_of(line), image, places, line)}
        tile = field(line, "tile", dict)
        tile_id = self._numbers.of(f"tile {tile.get('grid')} {tile.get('position')}")
        sitting_id = self._numbers.of(f"sitting {line.get('sitting')}")
        if tile_id is None or sitting_id is None:
            raise LineError("it answers a tile that is not among the grids")
        return {"tile_id": tile_id, "grid_review_id": sitting_id, "dwell_ms": _whole(line, "dwell_ms")}

    def _item(self, item: Line, image: int, places: Places, line: Line) -> int:
        name = f"item {item.get('item')}"
        if (known := self._numbers.of(name)) is not None:
            return known
        made = QueueItem.objects.create(
            image_id=image,
            reason=choice(item, "reason", list(Reason.values)),
            reason_tag_id=None if item.get("reason_tag") is None else places.tag(item, "reason_tag"),
            facet_id=None if item.get("facet") is None else places.facet(item, "facet"),
            priority=number(item, "priority", -1e9, 1e9) or 0.0,
            model_key=text(item, "model_key", 64),
            # Asked anew there, perhaps; here it was answered.
            closed_at=moment(item, "closed_at") if item.get("closed_at") else moment(line, "created_at"),
        )
        QueueItem.objects.filter(pk=made.pk).update(created_at=moment(item, "created_at"))
        self._numbers.note(name, made.pk)
        return made.pk

    def _withdrawn(self, line: Line) -> dict[str, Any] | None:
        if line.get("withdrawn") is None:
            return None
        gone = field(line, "withdrawn", dict)
        return {"by_id": self._people.named(gone.get("by")), "created_at": moment(gone, "at")}


def _item_of(line: Line) -> Line:
    return field(line, "item", dict)


def _verdict(review: Review, said: Line, places: Places) -> Verdict:
    value = choice(said, "value", _VALUES)
    return Verdict(
        review=review,
        tag_id=places.tag(said),
        value=value,
        probability=number(said, "probability", 0, 1),
        misplaced=field(said, "misplaced", bool, default=False) and value == "yes",
    )


def _grid(line: Line, places: Places) -> Grid:
    low, high = number(line, "low", 0, 1), number(line, "high", 0, 1)
    if low is None or high is None or low > high:
        raise LineError("“low” and “high” are no band")
    at = moment(line, "created_at")
    return Grid.objects.create(
        tag_id=places.tag(line),
        kind=choice(line, "kind", list(Grid.Kind.values)),
        low=low,
        high=high,
        model_key=text(line, "model_key", 64),
        created_at=at,
        closed_at=at,
    )


def _tiles(grid: Grid, line: Line, places: Places) -> dict[int, GridTile]:
    """By position, those whose photos are here."""
    made: dict[int, GridTile] = {}
    images: set[int] = set()
    for tile in objects(line, "tiles"):
        image, position = places.image(tile), _whole(tile, "position")
        if image is None or image in images or position in made:
            continue
        images.add(image)
        is_check, known = field(tile, "is_check", bool), tile.get("known")
        if (known is not None) != is_check or not isinstance(known, bool | None):
            raise LineError("of a check, and of nothing else, the answer is known")
        probability = number(tile, "probability", 0, 1)
        made[position] = GridTile(
            grid=grid,
            image_id=image,
            position=position,
            probability=0.0 if probability is None else probability,
            is_check=is_check,
            known=known,
        )
    GridTile.objects.bulk_create(made.values())
    return made


def _whole(line: Line, key: str) -> int:
    value = field(line, key, int)
    if not 0 <= value <= _LONGEST_INT:
        raise LineError(f"“{key}” is out of range")
    return value
