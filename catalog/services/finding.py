"""Finding products by what a manager types: a name, a number, a seller, a tag. No walk over a million."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from catalog.models import Product, SellerTag, Tag
from catalog.services.vocabulary import Names

FOUND_AT_MOST = 2_000
"""Products of each way of finding: the newest. Nobody looks through more, and a filter narrows further."""
LONGEST = 200
BIGGEST = 2**63 - 1
TRIGRAM = 3

Found = QuerySet[Any, int]
"""Ids of products, the newest first."""
ByTag = Callable[[Tag], Found]


def products_called(text: str, *by_tag: ByTag) -> list[int]:
    """The ids of products whose name has all the words, whose number or seller it is, or that carry the tag.

    `by_tag` are further ways for layers above to find what carries a tag. In two queries.
    """
    text = text.strip()[:LONGEST]
    if not text:
        return []
    named = _newest(Product.objects.filter(_has_all(text)))
    ways = [named, _newest(Product.objects.filter(_is_number(text))), _of_seller(text)]
    if tag := Names(Tag.objects.in_use()).tag_for(text):
        said = SellerTag.objects.filter(tag=tag).order_by("-product").values_list("product", flat=True)
        ways += [said[:FOUND_AT_MOST], *(way(tag)[:FOUND_AT_MOST] for way in by_tag)]
    ids: set[int] = set(ways[0].union(*ways[1:], all=True))
    return sorted(ids, reverse=True)[:FOUND_AT_MOST]


def among(products: QuerySet[Product], ids: list[int]) -> QuerySet[Product]:
    """Those of the products. As one array: thousands of parameters would take longer than the query."""
    return products.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [ids]))


def _newest(products: QuerySet[Product]) -> Found:
    return products.order_by("-pk").values_list("pk", flat=True)[:FOUND_AT_MOST]


def _has_all(text: str) -> Q:
    matched = Q()
    for word in text.split():
        matched &= _has("title", word)
    return matched


def _of_seller(text: str) -> Found:
    return _newest(Product.objects.filter(_has("seller", text)))


def _has(field: str, word: str) -> Q:
    """Three letters are found anywhere, fewer where a word begins: an index of trigrams knows no more."""
    if len(word) >= TRIGRAM:
        return Q(**{f"{field}__icontains": word})
    return Q(**{f"{field}__istartswith": word}) | Q(**{f"{field}__icontains": f" {word}"})


def _is_number(text: str) -> Q:
    """The shop's number, or how it begins; or ours."""
    by_ours = Q(pk=int(text)) if text.isascii() and text.isdecimal() and int(text) <= BIGGEST else Q()
    return Q(external_id__startswith=text) | by_ours
