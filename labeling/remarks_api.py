"""The API of what curators tell each other of a photo, and of what tags look like. For whoever may review."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, cast

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import patch_cache_control
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.models import ProductImage, Tag
from labeling.api import MayReview
from labeling.models import Comment
from labeling.presenting import comment_json, examples_json
from labeling.serializers import CommentSerializer
from labeling.services.commenting import record_comment, withdraw_comment
from labeling.services.examples import examples_of
from labeling.services.recording import AnswerError

if TYPE_CHECKING:
    from django.contrib.auth.models import User

EXAMPLES_KEPT = 10 * 60
"""Seconds for which a browser asks no more what a tag looks like."""
SHOWN = 3
SPARE = 1
"""The browser leaves out the product that is being judged."""


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
