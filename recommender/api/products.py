"""Similar style, tag search, and the tags themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.models import Product, Tag
from recommender.api.base import LARGEST_ID, ShopView, asked, cursor_of, place_of
from recommender.api.forms import SearchForm, SimilarForm
from recommender.api.schema import RED, ROMANTIC, problems, shown
from recommender.api.serializers import (
    SearchListSerializer,
    SimilarListSerializer,
    TagListSerializer,
    counted_json,
    product_json,
    tag_json,
)
from recommender.index.base import Where
from recommender.services.cards import cards_of
from recommender.services.counts import Counted, counted
from recommender.services.matching import PEOPLE_SAID, ranked
from recommender.services.searching import By, Query
from recommender.services.similar import similar_to
from recommender.services.wall import Vocabulary

Place = tuple[int, float | None]
"""A product's id, and how sure it is."""
NAMED = OpenApiParameter(
    "product", OpenApiTypes.STR, OpenApiParameter.PATH, description="External id, or else our own id."
)


def product_named(name: str) -> Product:
    """By its external id; else by our own. Raises Http404."""
    if "\0" in name:
        raise Http404
    product = Product.objects.filter(external_id=name).first()
    if product is None and name.isascii() and name.isdecimal() and len(name) < 20 and int(name) <= LARGEST_ID:
        product = Product.objects.filter(pk=int(name)).first()
    if product is None:
        raise Http404
    return product


class Similar(ShopView):
    @extend_schema(
        operation_id="similar",
        summary="Products of a similar style",
        tags=["products"],
        parameters=[NAMED, SimilarForm],
        responses={200: SimilarListSerializer, **problems(400, 404)},
        examples=shown({"results": [{"product": RED, "because": [ROMANTIC]}], "is_seen": True}),
    )
    def get(self, request: Request, product: str) -> Response:
        """The nearest in style, each once, without the product itself and its copies; and why."""
        wanted = asked(SimilarForm, request)
        found = product_named(product)
        vocabulary = Vocabulary.load()
        where = replace(_where(wanted), tags_all=tuple(tag.pk for tag in _picked(vocabulary, wanted)))
        similar = similar_to(found, names=vocabulary.names, where=where, count=wanted["limit"])
        results = [
            {"product": product_json(one.card), "because": [tag_json(tag) for tag in one.shared]}
            for one in similar or []
        ]
        return Response({"results": results, "is_seen": similar is not None})


class Search(ShopView):
    @extend_schema(
        operation_id="search",
        summary="Products by tags and words",
        tags=["products"],
        parameters=[SearchForm],
        responses={200: SearchListSerializer, **problems(400)},
        examples=shown(
            {
                "results": [{"product": RED, "by": "people", "confidence": 0.8}],
                "understood": [ROMANTIC],
                "perhaps": [],
                "next": "WzEsIDIuOCwgMTdd",
            }
        ),
    )
    def get(self, request: Request) -> Response:
        """What people said comes first, then the surest. `next` leads on, without gaps or repeats."""
        wanted = asked(SearchForm, request)
        vocabulary = Vocabulary.load()
        picked = _picked(vocabulary, wanted)
        query = Query.of(wanted.get("q", ""), vocabulary.names, picked=tuple(picked), where=_where(wanted))
        after = _place(wanted.get("cursor"))
        rows, rest = _page(query, vocabulary, wanted["limit"], after) if query.asks else ([], None)
        cards = cards_of([pk for pk, _ in rows], vocabulary.names)
        sure = dict(rows)
        return Response(
            {
                "results": [_found_json(product_json(card), sure[card.product.pk]) for card in cards],
                "understood": [tag_json(tag) for tag in query.tags],
                "perhaps": [] if rows else [tag_json(tag) for tag in query.suggestions],
                "next": rest,
            }
        )


def _picked(vocabulary: Vocabulary, wanted: dict[str, Any]) -> list[Tag]:
    """The tags asked for. Raises ValidationError for those that are none of ours."""
    picked, unknown = vocabulary.picked(wanted.get("tag", []))
    if unknown:
        raise ValidationError({"tag": [_("%(slug)s: 모르는 태그입니다.") % {"slug": one} for one in unknown]})
    return picked


def _where(wanted: dict[str, Any]) -> Where:
    return Where(
        price_from=wanted.get("price_from"),
        price_to=wanted.get("price_to"),
        seller=wanted.get("seller"),
        in_stock=True if wanted.get("in_stock") else None,
    )


def _place(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    sure, pk = place_of(cursor, 2)
    if not isinstance(pk, int):
        raise ValidationError({"cursor": [_("이 커서는 여기에서 준 것이 아닙니다.")]})
    return pk, sure


def _page(
    query: Query, vocabulary: Vocabulary, limit: int, after: Place | None
) -> tuple[list[Place], str | None]:
    """The next products, and the cursor after them; None at the end."""
    rows = ranked(query.node, query.where, vocabulary.names)
    if after is not None:
        pk, sure = after
        behind = Q(sure=None, pk__gt=pk)
        if sure is not None:
            behind = Q(sure__lt=sure) | Q(sure=sure, pk__gt=pk) | Q(sure=None)
        rows = rows.filter(behind)
    found = list(rows[: limit + 1])
    page = found[:limit]
    return page, cursor_of(page[-1][1], page[-1][0]) if len(found) > len(page) else None


def _found_json(product: dict[str, object], sure: float | None) -> dict[str, object]:
    if sure is None:
        return {"product": product, "by": By.SELLER.value, "confidence": None}
    by = By.PEOPLE if sure >= PEOPLE_SAID else By.MODEL
    confidence = sure - PEOPLE_SAID if by is By.PEOPLE else sure
    return {"product": product, "by": by.value, "confidence": round(confidence, 4)}


class Tags(ShopView):
    @extend_schema(
        operation_id="tags",
        summary="The vocabulary",
        tags=["tags"],
        responses={200: TagListSerializer, **problems()},
        examples=shown(
            {"results": [ROMANTIC | {"definition": {"ko": "…", "en": "…"}, "products": 128, "in_stock": 120}]}
        ),
    )
    def get(self, request: Request) -> Response:
        """All tags in use, in the order in which people read them, with how many products carry each."""
        tags = Vocabulary.load().tags
        counts = counted(tags)
        return Response({"results": [counted_json(tag, counts.get(tag.pk, Counted())) for tag in tags]})
