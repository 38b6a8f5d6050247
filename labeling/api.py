"""The API of the review screen. Who may: curators, that is whoever has the right to add a review."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, cast

from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.models import ProductImage, Region
from catalog.services.regions import set_region, undo_region
from catalog.services.vocabulary import search_tags
from labeling.models import QueueItem, Review
from labeling.presenting import item_json, region_json, tag_json
from labeling.serializers import AnswerSerializer, LeaseSerializer, RegionSerializer, UndoRegionSerializer
from labeling.services.flagging import record_answer, withdraw_answer
from labeling.services.leasing import lease
from labeling.services.recording import AnswerError
from labeling.services.tallying import today_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class MayReview(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.is_authenticated and request.user.has_perm("labeling.add_review"))


def _curator(request: Request) -> User:
    return cast("User", request.user)  # MayReview let nobody else in


@api_view(["POST"])
@permission_classes([MayReview])
def lease_items(request: Request) -> Response:
    """The items to answer now, in order, held for this curator."""
    wanted = LeaseSerializer(data=request.data)
    wanted.is_valid(raise_exception=True)
    curator, now = _curator(request), timezone.now()
    items = lease(curator=curator, count=wanted.validated_data["count"], now=now)
    said: dict[str, object] = {
        "items": [item_json(item) for item in items],
        "waiting": QueueItem.objects.waiting_for(curator, now=now).count(),
        "today": today_of(curator, now=now).as_json(),
    }
    if not items:  # why: of a large catalog it takes a second to find out
        said["seen"] = ProductImage.objects.seen()._asdict()
    return Response(said)


@api_view(["POST"])
@permission_classes([MayReview])
def record(request: Request) -> Response:
    """One answer; 201 the first time, 200 for a resend."""
    sent = AnswerSerializer(data=request.data)
    sent.is_valid(raise_exception=True)
    curator, now, item_id = _curator(request), timezone.now(), sent.validated_data["item"]
    try:
        answer, wrong = sent.answer(), sent.wrong()
        review, is_new = record_answer(curator=curator, item_id=item_id, answer=answer, wrong=wrong, now=now)
    except QueueItem.DoesNotExist as error:
        raise NotFound from error
    except AnswerError as error:
        raise ValidationError({"detail": str(error)}) from error
    # Not the day's figures: counting a day takes longer the longer it gets. The next lease tells them.
    body = {"client_id": str(review.client_id), "item": review.item_id}
    return Response(body, status=201 if is_new else 200)


@api_view(["POST"])
@permission_classes([MayReview])
def withdraw(request: Request, client_id: uuid.UUID) -> Response:
    """Undo: the answer is taken back, with its flag if it has one, and its item is mine again."""
    curator = _curator(request)
    get_object_or_404(Review, curator=curator, client_id=client_id, item__isnull=False)
    item = withdraw_answer(curator=curator, client_id=client_id, now=timezone.now())
    return Response({"item": item_json(item)})


@api_view(["POST", "DELETE"])
@permission_classes([MayReview])
def region(request: Request, image_id: int) -> Response:
    """Where the product is: 201 new, 200 for a resend. DELETE takes back my last box, or the one named."""
    curator, now = _curator(request), timezone.now()
    get_object_or_404(ProductImage, pk=image_id)
    if request.method == "DELETE":
        undone = UndoRegionSerializer(data=request.query_params)
        undone.is_valid(raise_exception=True)
        named = undone.validated_data["region"]
        try:
            left = undo_region(image_id=image_id, curator=curator, region_id=named, now=now)
        except Region.DoesNotExist as error:
            raise NotFound from error
        return Response({"region": region_json(left)})
    sent = RegionSerializer(data=request.data)
    sent.is_valid(raise_exception=True)
    box = sent.validated_data["box"]
    made, is_new = set_region(image_id=image_id, curator=curator, box=box, now=now)
    return Response({"region": region_json(made)}, status=201 if is_new else 200)


@api_view(["GET"])
@permission_classes([MayReview])
def tags(request: Request) -> Response:
    """Tags that the typed text may mean; Korean, initial consonants, English, synonyms and hashtags alike."""
    return Response({"tags": [tag_json(tag) for tag in search_tags(request.query_params.get("q", "")[:80])]})
