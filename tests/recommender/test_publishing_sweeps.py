"""Publishing again changes nothing, costs little, and never fights with itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection, connections
from pytest_django import DjangoAssertNumQueries

from catalog.models import Tag
from labeling.models import Label
from recommender.models import Publication, PublishedTag
from recommender.services import publishing
from recommender.services.publishing import publish
from recommender.tasks import publish_tags
from tests.recommender.shelf import NOW, at, carried, crown, put, say

pytestmark = pytest.mark.usefixtures("vocabulary")
LATER = NOW + dt.timedelta(minutes=1)


def test_a_sweep_with_nothing_new_goes_over_no_table_and_writes_nothing(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    say(put(), "romantic", yes=1)
    publish(now=NOW)

    with django_assert_max_num_queries(4) as queries:
        assert publish(now=LATER) is None

    assert not [one for one in queries.captured_queries if '"labeling_label"' in one["sql"]]
    assert Publication.objects.count() == 1


def test_a_product_that_is_described_anew_is_swept_again() -> None:
    """A version may read titles and seller tags."""
    product = put("원피스", at(a0=1))
    publish(now=NOW)
    product.title = "프릴 원피스"
    product.save()

    assert publish(now=LATER) is not None
    assert publish(now=LATER) is None


def test_an_empty_shop_is_swept_once() -> None:
    Tag.objects.all().delete()

    assert publish(now=NOW) is not None
    assert publish(now=LATER) is None


def test_news_that_changes_nothing_in_the_shop_writes_no_tag() -> None:
    crown({"romantic": 0})
    put("원피스", at(a0=1))
    publish(now=NOW)
    before = list(PublishedTag.objects.values())
    say(put("모자"), "sporty", no=1)

    publication = publish(now=LATER)

    assert publication is not None
    assert (publication.added, publication.changed, publication.removed) == (0, 0, 0)
    assert list(PublishedTag.objects.values()) == before


def test_a_verdict_that_is_taken_back_takes_its_tag_back() -> None:
    product = put()
    say(product, "romantic", yes=1)
    publish(now=NOW)
    Label.objects.all().delete()

    publish(now=LATER)

    assert carried(product) == {}


def test_a_label_that_changes_without_a_newer_date_is_noticed() -> None:
    product = put()
    say(product, "romantic", yes=1)
    publish(now=NOW)
    say(product, "romantic", no=1)

    publish(now=LATER)

    assert carried(product) == {}


def test_the_same_tag_keeps_the_date_from_which_the_shop_has_it() -> None:
    product = put()
    say(product, "romantic", yes=1)
    publish(now=NOW)
    say(product, "romantic", yes=2)

    publish(now=LATER)

    assert product.published_tags.get().published_at == NOW


def test_chunks_leave_no_product_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "CHUNK", 2)
    products = [put(f"{number}") for number in range(5)]
    for product in products:
        say(product, "romantic", yes=1)

    publication = publish(now=NOW)

    assert publication is not None
    assert publication.added == 5
    assert all(carried(product) == {"romantic": "curated"} for product in products)


def test_the_task_publishes() -> None:
    product = put()
    say(product, "romantic", yes=1)

    publish_tags()

    assert carried(product) == {"romantic": "curated"}


@pytest.fixture
def other_sweep(db: None) -> Iterator[None]:
    """Another process in the middle of its sweep, on a connection of its own."""
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [publishing.LOCK])
    try:
        yield
    finally:
        other.close()


@pytest.mark.usefixtures("other_sweep")
def test_two_sweeps_do_not_fight() -> None:
    product = put()
    say(product, "romantic", yes=1)

    assert publish(now=NOW) is None
    assert carried(product) == {}


@pytest.mark.django_db(transaction=True)
def test_the_lock_is_given_back() -> None:
    say(put(), "romantic", yes=1)

    publish(now=NOW)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert cursor.fetchone() == (0,)
