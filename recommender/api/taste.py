"""For you: what one shopper may like, for the shop's own pages."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from recommender.api.base import ShopView, asked
from recommender.api.forms import ForYouForm
from recommender.api.schema import RED, ROMANTIC, problems, shown
from recommender.api.serializers import OfferListSerializer, product_json, tag_json
from recommender.services.taste import Offer, for_you
from recommender.shoppers import shopper_of

COOKIE = OpenApiParameter(
    "shopper", OpenApiTypes.STR, OpenApiParameter.COOKIE, description="The browser's, by which it is known."
)


class ForYou(ShopView):
    cache_control = "private, no-store"

    @extend_schema(
        operation_id="for_you",
        summary="What this shopper may like",
        tags=["taste"],
        parameters=[ForYouForm, COOKIE],
        responses={200: OfferListSerializer, **problems(400)},
        examples=shown(
            {"results": [{"product": RED, "why": {"kind": "mood", "tag": ROMANTIC, "count": 3, "like": ""}}]}
        ),
    )
    def get(self, request: Request) -> Response:
        """Of the browser or account that asks; nothing for who has not liked anything yet. The same all day,
        until something is liked, hidden or turned down."""
        wanted, now = asked(ForYouForm, request), timezone.now()
        request._request.user = get_user(
            request._request
        )  # the API's own ways of signing in have put nobody there
        shopper = shopper_of(request._request, now=now)
        offers = for_you(shopper, count=wanted["limit"], now=now) if shopper else []
        return Response({"results": [_offer_json(offer) for offer in offers]})


def _offer_json(offer: Offer) -> dict[str, Any]:
    why = offer.why
    return {
        "product": product_json(offer.card),
        "why": {
            "kind": why.kind,
            "tag": tag_json(why.tag) if why.tag else None,
            "count": why.count,
            "like": why.like,
        },
    }
