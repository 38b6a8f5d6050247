"""The API of the page of grids. Who may: curators, that is whoever has the right to add a review."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, cast

from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.models import Tag
from labeling.api import MayReview
from labeling.grid_presenting import grid_json, missed_json, recorded_json
from labeling.models import Grid, GridReview
from labeling.services.attention import attention_of
from labeling.services.gridding import lease_grids
from labeling.services.recording import AnswerError
from labeling.services.singly import ask_singly
from labeling.services.sitting import GridAnswer, Marked, record_grid, withdraw_grid
from labeling.services.tallying import today_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_HELD = 3
MOST_TILES = 100
A_DAY = 24 * 60 * 60
LAST_ID = 2**63 - 1


class LeaseGridsSerializer(serializers.Serializer[None]):
    count = serializers.IntegerField(min_value=1, max_value=MOST_HELD, default=2)


class MarkedSerializer(serializers.Serializer[None]):
    tile = serializers.IntegerField(min_value=1, max_value=LAST_ID)
    mark = serializers.ChoiceField(choices=["", "wrong", "unsure"], default="")
    dwell_ms = serializers.IntegerField(min_value=0, max_value=1000 * A_DAY, default=0)


class GridAnswerSerializer(serializers.Serializer[None]):
    client_id = serializers.UUIDField()
    grid = serializers.IntegerField(min_value=1, max_value=LAST_ID)
    outcome = serializers.ChoiceField(choices=GridReview.Outcome.choices)
    seconds = serializers.FloatField(min_value=0, max_value=A_DAY)
    tiles = serializers.ListField(child=MarkedSerializer(), max_length=MOST_TILES, default=list)

    def answer(self) -> GridAnswer:
        data: dict[str, Any] = self.validated_data
        return GridAnswer(
            client_id=data["client_id"],
            outcome=data["outcome"],
            seconds=data["seconds"],
            tiles=[Marked(one["tile"], one["mark"], one["dwell_ms"]) for one in data["tiles"]],
        )


class SinglySerializer(serializers.Serializer[None]):
    tiles = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LAST_ID), min_length=1, max_length=MOST_TILES
    )


def _curator(request: Request) -> User:
    return cast("User", request.user)  # MayReview let nobody else in


@api_view(["POST"])
@permission_classes([MayReview])
def lease(request: Request, slug: str) -> Response:
    """The tag's grids to answer now, in order, held for this curator; none where single review is better."""
    tag = get_object_or_404(Tag.objects.in_use(), slug=slug)
    wanted = LeaseGridsSerializer(data=request.data)
    wanted.is_valid(raise_exception=True)
    curator, now = _curator(request), timezone.now()
    may_grid = attention_of(curator, now=now).may_grid
    count = wanted.validated_data["count"]
    grids = lease_grids(curator=curator, tag=tag, count=count, now=now) if may_grid else []
    return Response(
        {
            "grids": [grid_json(grid) for grid in grids],
            "waiting": Grid.objects.answerable_by(curator).waiting_for(curator, now=now).of(tag).count(),
            "may_grid": may_grid,
            "today": today_of(curator, now=now).as_json(),
        }
    )


@api_view(["POST"])
@permission_classes([MayReview])
def record(request: Request) -> Response:
    """One grid's answers; 201 the first time, 200 for a resend."""
    sent = GridAnswerSerializer(data=request.data)
    sent.is_valid(raise_exception=True)
    curator, now, grid_id = _curator(request), timezone.now(), sent.validated_data["grid"]
    try:
        sitting, is_new = record_grid(curator=curator, grid_id=grid_id, answer=sent.answer(), now=now)
    except Grid.DoesNotExist as error:
        raise NotFound from error
    except AnswerError as error:
        raise ValidationError({"detail": str(error)}) from error
    body = {
        "client_id": str(sitting.client_id),
        "grid": sitting.grid_id,
        "recorded": recorded_json(sitting),
        "missed": missed_json(sitting),
        "may_grid": attention_of(curator, now=now).may_grid,
    }
    return Response(body, status=201 if is_new else 200)


@api_view(["POST"])
@permission_classes([MayReview])
def withdraw(request: Request, client_id: uuid.UUID) -> Response:
    """Undo: the whole sitting is taken back, and its grid is mine again."""
    curator, now = _curator(request), timezone.now()
    get_object_or_404(GridReview, curator=curator, client_id=client_id)
    grid = withdraw_grid(curator=curator, client_id=client_id, now=now)
    return Response({"grid": grid_json(grid), "today": today_of(curator, now=now).as_json()})


@api_view(["POST"])
@permission_classes([MayReview])
def singly(request: Request, grid_id: int) -> Response:
    """These tiles are asked one by one: how many wait for me in single review."""
    curator, now = _curator(request), timezone.now()
    grid = get_object_or_404(Grid.objects.seen_by(curator), pk=grid_id)
    sent = SinglySerializer(data=request.data)
    sent.is_valid(raise_exception=True)
    held = ask_singly(curator=curator, grid=grid, tile_ids=sent.validated_data["tiles"], now=now)
    return Response({"waiting": held})
