"""What the wall says there is of each tag comes from a small table, and stays true within a sweep."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog.models import Product, Tag
from recommender.models import Event, PublishedTag, TableWatch, TagCount
from recommender.services.counts import carrying_any, count, counted, largest_sellers
from recommender.services.resting import LOOK_AGAIN
from tests.recommender.shelf import carry, put

pytestmark = pytest.mark.usefixtures("vocabulary")
NOW = timezone.now()


def sweep() -> bool:
    return count(now=NOW, patience=0)


def on_the_wall(client: Client) -> dict[str, int]:
    """Products by mood, as the wall says."""
    shown = client.get("/style/").context["entrance"]
    return {mosaic.tag.slug: mosaic.products for mosaic in shown.mosaics}


def test_before_the_first_count_the_wall_counts_by_itself(client: Client) -> None:
    carry(put("원피스"), "romantic")

    assert on_the_wall(client) == {"romantic": 1}


def test_the_wall_says_what_was_counted(client: Client) -> None:
    for _ in range(3):
        carry(put("원피스"), "romantic")
    sweep()

    assert on_the_wall(client) == {"romantic": 3}


def published(slug: str = "romantic") -> None:
    carry(put("치마"), slug)


def unpublished() -> None:
    PublishedTag.objects.order_by("pk")[:1].get().delete()


def deleted() -> None:
    Product.objects.order_by("pk")[:1].get().delete()


def sold_out() -> None:
    Product.objects.filter(pk__in=Product.objects.order_by("pk")[:1].values("pk")).update(in_stock=False)


def called_a_dress() -> None:
    put("원피스").__class__.objects.filter(published_tags=None).update(category="dress")


@pytest.mark.parametrize(
    ("change", "slug", "there"),
    [
        (published, "romantic", (3, 3, 0)),
        (unpublished, "romantic", (1, 1, 0)),
        (deleted, "romantic", (1, 1, 0)),
        (sold_out, "romantic", (2, 1, 0)),
        (called_a_dress, "dress", (0, 0, 1)),
    ],
    ids=["published", "unpublished", "deleted", "sold_out", "called_a_dress"],
)
def test_whatever_changes_the_next_sweep_counts_it(
    change: Callable[[], None], slug: str, there: tuple[int, int, int]
) -> None:
    for _ in range(2):
        carry(put("원피스"), "romantic")
    sweep()

    change()
    counted_anew = sweep()

    row = TagCount.objects.get(tag__slug=slug)
    assert counted_anew
    assert (row.published, row.in_stock, row.said) == there


def test_a_sweep_with_nothing_new_goes_over_no_table(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    carry(put("원피스"), "romantic")
    sweep()

    with django_assert_num_queries(4):  # the lock and its end, what was written, what was seen
        counted_anew = sweep()

    assert not counted_anew


def test_what_is_not_watched_is_no_reason_to_count() -> None:
    product = put("원피스")
    sweep()

    Event.objects.create(
        product=product, kind="view", client_id="6f1c1f8e-9d53-4a37-8d34-b1a1d1c5b001", at=NOW
    )

    assert not sweep()


def test_now_and_then_it_is_counted_whatever_postgres_says() -> None:
    sweep()

    assert count(now=NOW + LOOK_AGAIN, patience=0)


def test_counting_that_takes_long_is_not_done_all_the_time() -> None:
    sweep()
    TableWatch.objects.update(seconds=60.0)
    carry(put("원피스"), "romantic")

    at_once = count(now=NOW, patience=10)
    later = count(now=NOW + 0.9 * LOOK_AGAIN, patience=10)

    assert (at_once, later) == (False, True)


def test_reading_takes_one_query_however_much_there_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    tags = list(Tag.objects.in_use())
    for slug in ("romantic", "dress"):
        carry(put("원피스"), slug)
    sweep()

    with django_assert_num_queries(1):
        there = counted(tags)
    with CaptureQueriesContext(connection) as queries:
        any_mood = carrying_any("mood")

    assert {pk for pk, one in there.items() if one.published} == set(
        Tag.objects.filter(slug__in=["romantic", "dress"]).values_list("pk", flat=True)
    )
    assert any_mood == 1
    assert "publishedtag" not in queries.captured_queries[0]["sql"]


def test_the_api_says_what_was_counted(client: Client) -> None:
    product = put("원피스")
    carry(product, "romantic")
    carry(put("원피스"), "romantic")
    Product.objects.filter(pk=product.pk).update(in_stock=False)
    sweep()

    tags = {tag["slug"]: tag for tag in client.get("/api/v1/tags/").json()["results"]}

    assert (tags["romantic"]["products"], tags["romantic"]["in_stock"]) == (2, 1)
    assert (tags["sporty"]["products"], tags["sporty"]["in_stock"]) == (0, 0)


def test_the_sellers_with_the_most_products_come_first() -> None:
    for seller, products in (("작은집", 1), ("큰집", 3), ("", 5)):
        for _ in range(products):
            Product.objects.filter(pk=put("원피스").pk).update(seller=seller)

    sweep()

    assert largest_sellers() == ["큰집", "작은집"]
