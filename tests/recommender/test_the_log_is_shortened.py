"""The log of changes is made shorter, and whoever follows it still has in the end what the shop has."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from catalog.models import Product
from recommender.api.base import cursor_of
from recommender.models import Publication, PublicationChange, PublishedTag
from recommender.services import compacting
from recommender.services.compacting import floor, shorten
from recommender.services.exporting import version
from recommender.services.publishing import publish
from tests.recommender.asking import V1, assert_problem, bearing, make_token
from tests.recommender.shelf import NOW, put, say

pytestmark = pytest.mark.usefixtures("vocabulary")
DAY = dt.timedelta(days=1)
LATER = NOW + 200 * DAY
"""When all that is done here has come of age."""
Copy = dict[tuple[str, str], str]


@pytest.fixture
def reader(manager: User) -> Client:
    return bearing(make_token(manager, "read")[1])


def follow(reader: Client, copy: Copy, since: str = "", *, pages: int = 99) -> str:
    """Apply what is new to the copy, a few changes at a time; where to go on."""
    for _ in range(pages):
        asked = {"limit": 2} | ({"since": since} if since else {})
        response = reader.get(f"{V1}published-tags/", asked)
        assert response.status_code == 200, response.content
        said = response.json()
        for change in said["results"]:
            if change["now"] is None:
                copy.pop((change["product"], change["tag"]), None)
            else:
                copy[change["product"], change["tag"]] = change["now"]["source"]
        since = said["next"]
        if not said["more"]:
            break
    return since


def the_shop() -> Copy:
    rows = PublishedTag.objects.values_list("product__external_id", "tag__slug", "source")
    return {(product, tag): source for product, tag, source in rows}


def day(number: int) -> None:
    """A publication of that day."""
    publish(now=NOW + number * DAY)


def history() -> list[Product]:
    """Days on which tags come, change their confidence, go and come back."""
    products = [put(f"{number}") for number in range(4)]
    for product in products:
        say(product, "romantic", yes=2)
        say(product, "floral", yes=1)
    day(0)
    for number, product in enumerate(products):
        say(product, "romantic", yes=3 + number)  # surer
    day(1)
    say(products[0], "romantic", no=9)
    say(products[1], "floral", no=9)
    day(2)
    say(products[0], "romantic", yes=30, no=1)
    products[3].delete()
    day(3)
    return products


def test_what_was_overtaken_goes_and_a_new_copy_is_the_shop(reader: Client) -> None:
    history()
    before = PublicationChange.objects.count()

    gone = shorten(now=LATER)

    copy: Copy = {}
    follow(reader, copy)
    assert copy == the_shop()
    assert gone > 0
    assert PublicationChange.objects.count() == before - gone
    pairs = PublicationChange.objects.values_list("external_id", "tag")
    assert len(pairs) == len(set(pairs))


def test_a_copy_that_was_up_to_date_goes_on(reader: Client) -> None:
    products = history()
    copy: Copy = {}
    since = follow(reader, copy)

    shorten(now=LATER)
    say(products[2], "floral", no=9)
    publish(now=LATER)
    follow(reader, copy, since)

    assert copy == the_shop()


def test_who_missed_a_removal_that_is_not_told_any_more_begins_anew(reader: Client) -> None:
    products = history()
    copy: Copy = {}
    since = follow(reader, copy, pages=2)
    say(products[2], "romantic", no=20)  # something newer, so that no removal is the newest change
    say(products[0], "floral", yes=9)
    day(4)

    shorten(now=LATER)
    said = assert_problem(reader.get(f"{V1}published-tags/", {"since": since}), 410)

    assert said["title"] == "Gone"
    copy = {}
    follow(reader, copy)
    assert copy == the_shop()


def test_who_begins_afterwards_gets_through_however_slowly(reader: Client) -> None:
    """The oldest changes have lower ids than the removals that were taken out."""
    history()
    say(put("다섯째"), "romantic", yes=1)
    day(4)
    shorten(now=LATER)
    copy: Copy = {}

    since = follow(reader, copy, pages=1)
    assert floor() > 0
    follow(reader, copy, since)

    assert copy == the_shop()


def test_who_is_in_the_middle_while_more_is_taken_out_begins_anew(reader: Client) -> None:
    products = history()
    say(put("다섯째"), "romantic", yes=1)
    day(4)
    shorten(now=NOW + 95 * DAY)
    since = follow(reader, {}, pages=1)
    say(products[1], "romantic", no=20)
    publish(now=LATER)
    say(products[2], "floral", yes=20)
    publish(now=LATER + DAY)

    shorten(now=LATER + 200 * DAY)

    assert_problem(reader.get(f"{V1}published-tags/", {"since": since}), 410)


def test_a_cursor_of_before_there_were_floors_is_understood(reader: Client) -> None:
    history()
    newest = PublicationChange.objects.newest_id()

    said = reader.get(f"{V1}published-tags/", {"since": cursor_of(newest)})

    assert said.status_code == 200
    assert said.json()["results"] == []


def test_what_is_young_is_left_alone(settings: Settings) -> None:
    history()
    before = PublicationChange.objects.count()

    gone = shorten(now=NOW + (settings.CHANGES_DAYS - 1) * DAY)

    assert gone == 0
    assert PublicationChange.objects.count() == before


def test_shortened_twice_nothing_more_goes() -> None:
    history()
    shorten(now=LATER)
    before = list(PublicationChange.objects.values_list("pk", flat=True))

    again = shorten(now=LATER)

    assert again == 0
    assert list(PublicationChange.objects.values_list("pk", flat=True)) == before


def test_little_by_little_is_the_same_as_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """By ranges of three ids, and day by day."""
    products = history()
    monkeypatch.setattr(compacting, "RANGE", 3)
    for number in range(90, 96):
        shorten(now=NOW + number * DAY)
    say(products[1], "romantic", no=20)
    say(products[2], "floral", yes=20)
    publish(now=LATER)
    shorten(now=LATER)
    shorten(now=LATER + 200 * DAY)

    pairs = PublicationChange.objects.values_list("external_id", "tag")
    left = {(one.external_id, one.tag.slug) for one in PublicationChange.objects.exclude(to_source="")}
    assert len(pairs) == len(set(pairs))
    assert left == set(the_shop())


def test_the_newest_change_stays_so_that_exports_are_told_apart() -> None:
    product = put("하나")
    say(product, "romantic", yes=1)
    day(0)
    say(product, "romantic", no=9)
    day(1)
    before = version()

    shorten(now=LATER)

    assert version() == before
    assert PublicationChange.objects.get().kind == "removed"


def test_the_page_of_an_old_publication_says_so(client: Client, manager: User) -> None:
    history()
    client.force_login(manager)
    old = Publication.objects.order_by("pk").first()
    assert old is not None

    pages = []
    for age in (1, 400):
        Publication.objects.update(published_at=timezone.now() - age * DAY)
        pages.append(client.get(reverse("publishing:publication", args=[old.pk])).content.decode())

    assert ["더 남아 있지 않습니다" in page for page in pages] == [False, True]


def test_only_what_is_new_is_gone_over() -> None:
    history()
    shorten(now=LATER)

    with connection.execute_wrapper(_no_deletes):
        shorten(now=LATER)


def _no_deletes(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
    assert "DELETE" not in sql
    return execute(sql, params, many, context)
