"""Answers to grids: the whole of one or nothing, each once, and each tile a review like any other."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.services.settings import value_of
from labeling.models import (
    Grid,
    GridCheck,
    GridReview,
    GridTile,
    GridWithdrawal,
    Label,
    Review,
    Verdict,
    Withdrawal,
)
from labeling.services.consensus import refresh_labels_of_many
from labeling.services.recording import AnswerError
from labeling.services.taking_back import hold_answers_of, is_taken_back_now

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SEEN_MS = 400
"""A tile that could be seen for less was not looked at: unmarked, it says nothing."""
OPEN_SECONDS = 6.0
"""A grid that was open for less was not looked at either."""


@dataclass(frozen=True)
class Marked:
    """What the browser says of one tile: "", "wrong" or "unsure", and for how long it could be seen."""

    tile_id: int
    mark: str
    dwell_ms: int


@dataclass(frozen=True)
class GridAnswer:
    """One sitting with one grid. `client_id` names it, however often it is sent.

    seconds: how long the grid was open in a tab that could be seen. Tiles that are left out were not seen.
    """

    client_id: uuid.UUID
    outcome: str
    seconds: float
    tiles: Sequence[Marked]


def record_grid(
    *, curator: User, grid_id: int, answer: GridAnswer, now: dt.datetime
) -> tuple[GridReview, bool]:
    """The sitting of this answer, and whether it is new: a resend records nothing twice.

    An unmarked tile has the answer that the question implies if it was really seen, and stays unknown if not.
    Of a photo about which this curator has told the tag outright it says nothing: that stands.
    A check becomes a GridCheck and no verdict: people judged that photo by itself, and what an unmarked
    tile implies must not wear that down. A lease that ran out costs nothing: the answer counts, as a second
    opinion if need be. Raises Grid.DoesNotExist, and AnswerError for what cannot be believed.
    """
    with transaction.atomic():
        # One answer of a person at a time: the same client id could come for two grids at once.
        hold_answers_of(curator)
        grid = Grid.objects.select_for_update(of=("self",)).get(pk=grid_id)
        known = GridReview.objects.filter(curator=curator, client_id=answer.client_id).first()
        if known is not None:
            if known.grid_id != grid_id:
                raise AnswerError(_("이 client_id는 다른 답에 쓰였습니다."))
            return known, False
        said = _said(grid, answer)
        sitting = GridReview.objects.create(
            grid=grid,
            curator=curator,
            client_id=answer.client_id,
            outcome=answer.outcome,
            seconds=answer.seconds,
            created_at=now,
        )
        images = _written(sitting, _apart_from_told(sitting, said))
        refresh_labels_of_many(image_ids=images, tag_ids=[grid.tag_id], now=now)
        if not grid.is_held_by_another(curator, now=now):
            grid.close(now=now)
    return sitting, True


def withdraw_grid(*, curator: User, client_id: uuid.UUID, now: dt.datetime) -> Grid:
    """Take a sitting back with all its reviews; its grid is the curator's again. Twice is the same as once.

    Raises GridReview.DoesNotExist for a sitting that this curator never had.
    """
    with transaction.atomic():
        hold_answers_of(curator)
        mine = GridReview.objects.select_for_update(of=("self",))
        sitting = mine.get(curator=curator, client_id=client_id)
        said = {"by": curator, "created_at": now}
        is_new = is_taken_back_now(GridWithdrawal.objects.get_or_create(said, grid_review=sitting), curator)
        by_a_manager = Withdrawal.objects.filter(review__grid_review=sitting, bulk__isnull=False)
        by_a_manager.update(bulk=None, by=curator)
        grid = Grid.objects.select_for_update(of=("self",)).get(pk=sitting.grid_id)
        if is_new:
            reviews = list(sitting.reviews.all())
            Withdrawal.objects.bulk_create(
                Withdrawal(review=review, by=curator, created_at=now) for review in reviews
            )
            images = [review.image_id for review in reviews]
            refresh_labels_of_many(image_ids=images, tag_ids=[grid.tag_id], now=now)
            grid.reopen_for(curator, now=now)
    return Grid.objects.for_screen().get(pk=grid.pk)


def _said(grid: Grid, answer: GridAnswer) -> Mapping[GridTile, tuple[str, int]]:
    """Of each tile that has an answer: the answer, and for how many milliseconds it could be seen.

    Raises AnswerError where that contradicts itself or the grid, and where nothing was said at all.
    """
    marked = {one.tile_id: one for one in answer.tiles}
    tiles = {tile.pk: tile for tile in grid.tiles.all()}
    if len(marked) < len(answer.tiles):
        raise AnswerError(_("한 사진에 답이 둘입니다."))
    if strange := sorted(set(marked) - set(tiles)):
        numbers = ", ".join(map(str, strange))
        raise AnswerError(_("이 묶음에 없는 사진입니다: %(numbers)s") % {"numbers": numbers})
    if answer.outcome == GridReview.Outcome.SKIPPED:
        if any(one.mark for one in answer.tiles):
            raise AnswerError(_("건너뛴 묶음에는 표시가 없어야 합니다."))
        return {}
    said = {
        tiles[one.tile_id]: (value, _dwell(one, answer))
        for one in answer.tiles
        if (value := _value(grid, one, answer)) is not None
    }
    if not said:
        raise AnswerError(_("아직 아무 사진도 보지 않으셨습니다. 건너뛰려면 Space를 누르세요."))
    return said


def _value(grid: Grid, one: Marked, answer: GridAnswer) -> str | None:
    yes_or_no = {True: Verdict.Value.YES.value, False: Verdict.Value.NO.value}
    if one.mark:
        return Verdict.Value.UNSURE.value if one.mark == "unsure" else yes_or_no[not grid.implied]
    is_open = answer.seconds >= value_of("grid_open_seconds")
    is_seen = is_open and _dwell(one, answer) >= value_of("grid_seen_ms")
    return yes_or_no[grid.implied] if is_seen else None


def _dwell(one: Marked, answer: GridAnswer) -> int:
    """No tile could be seen for longer than its grid was open."""
    return min(one.dwell_ms, int(1000 * answer.seconds))


def _apart_from_told(
    sitting: GridReview, said: Mapping[GridTile, tuple[str, int]]
) -> Mapping[GridTile, tuple[str, int]]:
    """Without what is merely implied of photos about which the curator has told the tag outright."""
    implied = Verdict.Value.YES if sitting.grid.implied else Verdict.Value.NO
    unmarked = {tile for tile, (value, _dwell_ms) in said.items() if value == implied and not tile.is_check}
    told = (
        Verdict.objects.standing()
        .told_outright()
        .filter(
            tag=sitting.grid.tag_id,
            review__curator=sitting.curator_id,
            review__image__in=[tile.image_id for tile in unmarked],
        )
    )
    known = set(told.values_list("review__image_id", flat=True))
    return {tile: what for tile, what in said.items() if tile not in unmarked or tile.image_id not in known}


def _written(sitting: GridReview, said: Mapping[GridTile, tuple[str, int]]) -> list[int]:
    """The images that have a review now."""
    _check(sitting, {tile: what for tile, what in said.items() if tile.is_check})
    answered = {tile: what for tile, what in said.items() if not tile.is_check}
    reviews = Review.objects.bulk_create(
        Review(
            tile=tile,
            grid_review=sitting,
            image_id=tile.image_id,
            curator_id=sitting.curator_id,
            client_id=uuid.uuid5(sitting.client_id, str(tile.pk)),
            outcome=Review.Outcome.ANSWERED,
            shown_tags=[sitting.grid.tag_id],
            model_key=sitting.grid.model_key,
            dwell_ms=dwell_ms,
            created_at=sitting.created_at,
        )
        for tile, (_value, dwell_ms) in answered.items()
    )
    Verdict.objects.bulk_create(
        Verdict(review=review, tag_id=sitting.grid.tag_id, value=value, probability=tile.probability)
        for review, (tile, (value, _dwell_ms)) in zip(reviews, answered.items(), strict=True)
    )
    return [tile.image_id for tile in answered]


def _check(sitting: GridReview, said: Mapping[GridTile, tuple[str, int]]) -> None:
    """A check is missed only where people still say what they said when it was chosen."""
    labels = Label.objects.filter(tag=sitting.grid.tag_id, image__in=[tile.image_id for tile in said])
    believed = dict(labels.values_list("image_id", "value"))
    otherwise = {True: Verdict.Value.NO, False: Verdict.Value.YES}
    GridCheck.objects.bulk_create(
        GridCheck(
            grid_review=sitting,
            tile=tile,
            value=value,
            missed=believed.get(tile.image_id) is tile.known and value == otherwise[bool(tile.known)],
            dwell_ms=dwell_ms,
        )
        for tile, (value, dwell_ms) in said.items()
    )
