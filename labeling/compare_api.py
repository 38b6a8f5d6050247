"""The API of "which is more so?". Who may: curators, that is whoever has the right to add a review."""

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
from labeling.compare_presenting import pair_json
from labeling.models import Comparison, Pair
from labeling.services.comparing import (
    Choice,
    lease_pairs,
    progress_of,
    record_comparison,
    withdraw_comparison,
)
from labeling.services.recording import AnswerError

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST_HELD = 20
A_DAY = 24 * 60 * 60
LAST_ID = 2**63 - 1


class LeasePairsSerializer(serializers.Serializer[None]):
    count = serializers.IntegerField(min_value=1, max_value=MOST_HELD, default=6)


class ChoiceSerializer(serializers.Serializer[None]):
    client_id = serializers.UUIDField()
    pair = serializers.IntegerField(min_value=1, max_value=LAST_ID)
    answer = serializers.ChoiceField(choices=Comparison.Answer.choices)
    seconds = serializers.FloatField(min_value=0, max_value=A_DAY, allow_null=True, default=None)

    def choice(self) -> Choice:
        data: dict[str, Any] = self.validated_data
        return Choice(data["client_id"], data["answer"], data["seconds"])


def _curator(request: Request) -> User:
    return cast("User", request.user)  # MayReview let nobody else in


@api_view(["POST"])
@permission_classes([MayReview])
def lease(request: Request, slug: str) -> Response:
    """The pairs of the tag to answer now, in order, held for this curator."""
    tag = get_object_or_404(Tag, slug=slug)
    wanted = LeasePairsSerializer(data=request.data)
    wanted.is_valid(raise_exception=True)
    curator, now = _curator(request), timezone.now()
    pairs = lease_pairs(curator=curator, tag=tag, count=wanted.validated_data["count"], now=now)
    return Response(
        {
            "pairs": [pair_json(pair) for pair in pairs],
            "waiting": Pair.objects.waiting_for(curator, now=now).filter(tag=tag).count(),
            "progress": vars(progress_of(tag)),
        }
    )


@api_view(["POST"])
@permission_classes([MayReview])
def record(request: Request) -> Response:
    """One comparison; 201 the first time, 200 for a resend."""
    sent = ChoiceSerializer(data=request.data)
    sent.is_valid(raise_exception=True)
    curator, now, pair_id = _curator(request), timezone.now(), sent.validated_data["pair"]
    try:
        said, is_new = record_comparison(curator=curator, pair_id=pair_id, choice=sent.choice(), now=now)
    except Pair.DoesNotExist as error:
        raise NotFound from error
    except AnswerError as error:
        raise ValidationError({"detail": str(error)}) from error
    # Not the progress: to count it takes longer the more was said. The next lease tells.
    body = {"client_id": str(said.client_id), "pair": said.pair_id}
    return Response(body, status=201 if is_new else 200)


@api_view(["POST"])
@permission_classes([MayReview])
def withdraw(request: Request, client_id: uuid.UUID) -> Response:
    """Undo: the comparison is taken back, and its pair is mine again."""
    curator = _curator(request)
    get_object_or_404(Comparison, curator=curator, client_id=client_id)
    pair = withdraw_comparison(curator=curator, client_id=client_id, now=timezone.now())
    return Response({"pair": pair_json(pair)})
