"""The API of what curators say of a photo beside tags, and of what tags look like. For whoever may review."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, cast

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import patch_cache_control
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.models import ProductImage, Tag
from labeling.api import MayReview
from labeling.models import Comment, Flag, QueueItem
from labeling.presenting import comment_json, examples_json, item_json
from labeling.serializers import CommentSerializer, FlagSerializer
from labeling.services.commenting import record_comment, withdraw_comment
from labeling.services.examples import examples_of
from labeling.services.flagging import record_flag, withdraw_flag
from labeling.services.recording import AnswerError
from labeling.services.tallying import today_of

if TYPE_CHECKING:
    from django.contrib.auth.models import User

EXAMPLES_KEPT = 10 * 60
"""Seconds for which a browser asks no more what a tag looks like."""
SHOWN = 3
SPARE = 1
"""The browser leaves out the product that is being judged."""


@api_view(["POST"])
@permission_classes([MayReview])
def flag(request: Request) -> Response:
    """Something is wrong with the photo: it is skipped and kept from me; 201 new, 200 for a resend."""
    sent = FlagSerializer(data=request.data)
    sent.is_valid(raise_exception=True)
    curator, now, item_id = _curator(request), timezone.now(), sent.validated_data["item"]
    try:
        made, is_new = record_flag(curator=curator, item_id=item_id, said=sent.said(), now=now)
    except QueueItem.DoesNotExist as error:
        raise NotFound from error
    except AnswerError as error:
        raise ValidationError({"detail": str(error)}) from error
    today = today_of(curator, now=now).as_json()
    return Response({"client_id": str(made.client_id), "today": today}, status=201 if is_new else 200)


@api_view(["POST"])
@permission_classes([MayReview])
def undo_flag(request: Request, client_id: uuid.UUID) -> Response:
    """The flag is taken back, and its item is mine again."""
    curator = _curator(request)
    get_object_or_404(Flag, curator=curator, client_id=client_id)
    item = withdraw_flag(curator=curator, client_id=client_id, now=timezone.now())
    return Response({"item": item_json(item)})


@api_view(["POST"])
@permission_classes([MayReview])
def comment(request: Request) -> Response:
    """Words about a photo. 201 the first time, 200 for a resend."""
    sent = CommentSerializer(data=request.data)
    sent.is_valid(raise_exception=True)
    said = sent.validated_data
    image = get_object_or_404(ProductImage, pk=said.pop("image"))
    try:
        made, is_new = record_comment(
            curator=_curator(request), image_id=image.pk, now=timezone.now(), **said
        )
    except AnswerError as error:
        raise ValidationError({"detail": str(error)}) from error
    return Response({"comment": comment_json(made)}, status=201 if is_new else 200)


@api_view(["POST"])
@permission_classes([MayReview])
def undo_comment(request: Request, client_id: uuid.UUID) -> Response:
    """The comment is taken back; twice is the same as once."""
    curator = _curator(request)
    get_object_or_404(Comment, curator=curator, client_id=client_id)
    withdraw_comment(curator=curator, client_id=client_id, now=timezone.now())
    return Response({"client_id": str(client_id)})


@api_view(["GET"])
@permission_classes([MayReview])
def examples(request: Request, tag_id: int) -> Response:
    """What people mean by the tag, in pictures. Browsers keep it for a while, and ask once for each tag."""
    tag = get_object_or_404(Tag.objects.select_related("facet"), pk=tag_id)
    response = Response(examples_json(tag, examples_of(tag, limit=SHOWN + SPARE)))
    patch_cache_control(response, private=True, max_age=EXAMPLES_KEPT)
    return response


def _curator(request: Request) -> User:
    return cast("User", request.user)  # MayReview let nobody else in
