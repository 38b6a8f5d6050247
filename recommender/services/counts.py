"""How many products carry what: counted by a sweep when something has changed, and read from small tables."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Model, Q

from catalog.models import Facet, Product, Tag
from catalog.services.locks import held
from catalog.services.vocabulary import Names
from recommender.models import FacetCount, PublishedTag, SellerCount, TableWatch, TagCount
from recommender.services.resting import note, rests, written
from recommender.services.searching import SELLERS, kinds_said

LOCK = 5_020_241
NAME = "counts"
WATCHED = (PublishedTag, Product, Tag)
PATIENCE = 10
"""Times as long as counting took is waited before counting again: it takes a tenth of a worker at most."""


@dataclass(frozen=True)
class Counted:
    """How much there is of a tag: products that carry it, that can be bought, and that a seller calls so."""

    published: int = 0
    in_stock: int = 0
    said: int = 0

    @property
    def seen(self) -> int:
        """Products that one would see with it."""
        return self.published + self.said


def count(*, now: dt.datetime, patience: int = PATIENCE) -> bool:
    """The sweep: count anew where something was written; whether it did. By two small queries if not."""
    with held(LOCK) as ours:
        seen = written(*WATCHED)
        if not ours or rests(NAME, seen, now=now) or _is_too_soon(now, patience):
            return False
        started = time.perf_counter()
        tags = list(Tag.objects.in_use())
        found, facets, sellers = live(tags), _facets(), _sellers()
        with transaction.atomic():
            _keep_tags(found)
            _keep_facets(facets)
            _keep_sellers(sellers)
        note(NAME, seen, now=now, seconds=time.perf_counter() - started)
        return True


def counted(tags: Sequence[Tag]) -> dict[int, Counted]:
    """By tag, as it was last counted; one query. Before the first count it is counted now."""
    rows = {row.tag_id: row for row in TagCount.objects.filter(tag__in=tags)}
    if not rows:
        return live(tags)
    return {pk: Counted(row.published, row.in_stock, row.said) for pk, row in rows.items()}


def carrying_any(facet_slug: str) -> int:
    """Products that carry any tag of a facet."""
    row = FacetCount.objects.filter(facet__slug=facet_slug).first()
    if row is not None:
        return row.products
    published = PublishedTag.objects.filter(tag__facet__slug=facet_slug)
    return published.order_by().values("product").distinct().count()


def largest_sellers() -> list[str]:
    """Those with the most products, the most first; none before the first count."""
    return list(SellerCount.objects.values_list("seller", flat=True))


def live(tags: Sequence[Tag]) -> dict[int, Counted]:
    """Two queries, over all that is published and all products."""
    rows = PublishedTag.objects.filter(tag__in=tags).order_by().values_list("tag")
    in_stock = Count("pk", filter=Q(product__in_stock=True))
    published = {tag: (n, stock) for tag, n, stock in rows.annotate(n=Count("pk"), stock=in_stock)}
    said = kinds_said(Product.objects.all(), Names(tags))
    nothing = (0, 0)
    return {tag.pk: Counted(*published.get(tag.pk, nothing), said=said.get(tag.pk, 0)) for tag in tags}


def _is_too_soon(now: dt.datetime, patience: int) -> bool:
    last = TableWatch.objects.filter(name=NAME).first()
    return last is not None and last.is_recent(now=now, within=dt.timedelta(seconds=last.seconds * patience))


def _facets() -> dict[int, int]:
    rows = PublishedTag.objects.order_by().values_list("tag__facet")
    found = dict(rows.annotate(products=Count("product", distinct=True)))
    return {pk: found.get(pk, 0) for pk in Facet.objects.values_list("pk", flat=True)}


def _sellers() -> dict[str, int]:
    named = Product.objects.exclude(seller="").order_by().values_list("seller")
    return dict(named.annotate(products=Count("pk")).order_by("-products", "seller")[:SELLERS])


def _keep_tags(found: Mapping[int, Counted]) -> None:
    rows = [
        TagCount(tag_id=pk, published=one.published, in_stock=one.in_stock, said=one.said)
        for pk, one in found.items()
    ]
    _replace(TagCount, rows, by="tag", fields=["published", "in_stock", "said"])


def _keep_facets(found: Mapping[int, int]) -> None:
    rows = [FacetCount(facet_id=pk, products=products) for pk, products in found.items()]
    _replace(FacetCount, rows, by="facet", fields=["products"])


def _keep_sellers(found: Mapping[str, int]) -> None:
    rows = [SellerCount(seller=seller, products=products) for seller, products in found.items()]
    _replace(SellerCount, rows, by="seller", fields=["products"])


def _replace(model: type[Model], rows: Collection[Model], *, by: str, fields: list[str]) -> None:
    column = model._meta.get_field(by).attname  # type: ignore[union-attr]
    kept = [getattr(row, column) for row in rows]
    objects = model._default_manager
    objects.exclude(**{f"{column}__in": kept}).delete()
    objects.bulk_create(rows, update_conflicts=True, unique_fields=[by], update_fields=fields)
