"""Search by a photo: brought by one request, answered by a worker, looked up by another."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import Throttled
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from recommender.api.access import MayBringPhotos, token_of
from recommender.api.base import ShopView
from recommender.api.forms import PhotoUpload
from recommender.api.schema import RED, ROMANTIC, problems, shown
from recommender.api.serializers import PhotoSearchSerializer, product_json, tag_json
from recommender.models import PhotoQuery
from recommender.photo_calls import have_it_answered
from recommender.services import photo_search
from recommender.services.clients import household_of
from recommender.services.photo_limits import seconds_to_wait
from recommender.services.photo_showing import shown as answer_of

EXAMPLE = {
    "state": "done",
    "box": [0.1, 0.05, 0.9, 0.98],
    "moods": [{"tag": ROMANTIC, "probability": 0.81}],
    "results": [{"product": RED, "because": [ROMANTIC]}],
}
KEY = OpenApiParameter("key", OpenApiTypes.STR, OpenApiParameter.PATH, description="From `Location`.")


class PhotoSearch(ShopView):
    permission_classes = [MayBringPhotos]
    parser_classes = [MultiPartParser]
    cache_control = "no-store"

    @extend_schema(
        operation_id="photo_search",
        summary="Bring a photo",
        tags=["photos"],
        request={"multipart/form-data": PhotoUpload},
        responses={202: PhotoSearchSerializer, **problems(400, 413, 415, 503)},
        examples=shown({"state": "waiting", "box": None, "moods": [], "results": []}),
    )
    def post(self, request: Request) -> Response:
        """202, and `Location` says where the answer will be. The photo is forgotten after an hour."""
        if words := photo_search.too_long(int(request.META.get("CONTENT_LENGTH") or 0)):
            raise photo_search.PhotoError(words, status=413)
        sent = PhotoUpload(data=request.data)
        sent.is_valid(raise_exception=True)
        owner, now = _owner(request), timezone.now()
        if wait := seconds_to_wait("photo", owner=owner, household=household_of(request), now=now):
            raise Throttled(wait)
        content = sent.validated_data["photo"].read()
        query = photo_search.accept(content=content, owner=owner, account=None, now=now)
        have_it_answered()
        place = reverse("api:photo_found", args=[query.token])
        return Response(_json(query), status=202, headers={"Location": place, "Cache-Control": "no-store"})


class PhotoFound(ShopView):
    permission_classes = [MayBringPhotos]
    cache_control = "no-store"

    @extend_schema(
        operation_id="photo_found",
        summary="What a photo shows",
        tags=["photos"],
        parameters=[KEY],
        responses={200: PhotoSearchSerializer, **problems(404)},
        examples=shown(EXAMPLE),
    )
    def get(self, request: Request, key: str) -> Response:
        """`waiting` for a moment, then `done`; only with the token that brought it."""
        return Response(_json(_mine(request, key)))

    @extend_schema(
        operation_id="photo_forget",
        summary="Forget a photo at once",
        tags=["photos"],
        parameters=[KEY],
        responses={204: None, **problems(404)},
    )
    def delete(self, request: Request, key: str) -> HttpResponse:
        """With all that was found by it."""
        photo_search.forget(_mine(request, key))
        return Response(status=204)


def _owner(request: Request) -> str:
    """Of the token's photos. A browser's owners are hashes of random text, which this never is."""
    token = token_of(request)
    return hashlib.sha256(f"api token {token.pk if token else ''}".encode()).hexdigest()


def _mine(request: Request, key: str) -> PhotoQuery:
    mine = PhotoQuery.objects.of(_owner(request), None, now=timezone.now())
    query = None if "\0" in key else mine.filter(token=key).first()
    if query is None:
        raise Http404
    return query


def _json(query: PhotoQuery) -> dict[str, object]:
    said = answer_of(query)
    moods = said.moods if said else []
    return {
        "state": query.state,
        "box": said.box if said else query.box,
        "moods": [{"tag": tag_json(mood.tag), "probability": mood.probability} for mood in moods],
        "results": [
            {"product": product_json(one.card), "because": [tag_json(tag) for tag in one.shared]}
            for one in (said.similar if said else [])
        ],
    }
