"""Who follows the log of changes has in the end what the shop has: nothing missed, nothing too much."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from catalog.models import Product, Tag
from recommender.models import Publication, PublicationChange, PublishedTag
from recommender.services import publishing
from recommender.services.publishing import publish
from tests.recommender.asking import V1, assert_problem, bearing, make_token
from tests.recommender.shelf import NOW, at, crown, put, say

pytestmark = pytest.mark.usefixtures("vocabulary")
LATER = NOW + dt.timedelta(minutes=1)
Copy = dict[tuple[str, str], str]


@pytest.fixture
def reader(manager: User) -> Client:
    return bearing(make_token(manager, "read")[1])


def follow(reader: Client, copy: Copy, since: str = "") -> str:
    """Apply all that is new to the copy, as a shop does; where to go on."""
    more = True
    while more:
        said = reader.get(f"{V1}published-tags/", {"limit": 2} | ({"since": since} if since else {})).json()
        for change in said["results"]:
            if change["now"] is None:
                del copy[change["product"], change["tag"]]
            else:
                copy[change["product"], change["tag"]] = change["now"]["source"]
        since, more = said["next"], said["more"]
    return since


def the_shop() -> Copy:
    rows = PublishedTag.objects.values_list("product__external_id", "tag__slug", "source")
    return {(product, tag): source for product, tag, source in rows}


def whys() -> list[str]:
    return list(PublicationChange.objects.order_by("pk").values_list("why", flat=True))


def test_a_copy_that_follows_is_the_shop(reader: Client) -> None:
    products = [put(f"{number}") for number in range(4)]
    copy: Copy = {}
    for product in products:
        say(product, "romantic", yes=2)
        say(product, "floral", yes=1)
    publish(now=NOW)
    since = follow(reader, copy)
    assert copy == the_shop()

    say(products[0], "romantic", no=3)
    say(products[1], "sporty", yes=1)
    products[2].delete()
    publish(now=LATER)
    since = follow(reader, copy, since)

    assert copy == the_shop()
    assert len(copy) == 6
    assert follow(reader, copy, since) == since


def test_a_product_that_comes_back_is_told_of_once_more(reader: Client) -> None:
    gone = put("원피스")
    say(gone, "romantic", yes=1)
    publish(now=NOW)
    name = gone.external_id
    gone.delete()
    publish(now=LATER)
    again = put("원피스")
    Product.objects.filter(pk=again.pk).update(external_id=name)
    say(again, "romantic", yes=1)
    publish(now=LATER + dt.timedelta(minutes=1))
    copy: Copy = {}

    follow(reader, copy)

    assert copy == the_shop()
    assert whys() == ["people", "gone", "people"]


def test_each_change_says_why() -> None:
    crown({"romantic": 0, "sporty": 1, "cute": 2}, "first")
    product, other = put("원피스", at(a0=1)), put("모자", at(a1=1))
    publish(now=NOW)
    assert whys() == ["sure", "sure"]

    say(product, "romantic", no=1)
    say(other, "sporty", yes=1)
    publish(now=LATER)
    assert sorted(whys()[2:]) == ["denied", "people"]

    say(other, "sporty", yes=3)
    publish(now=LATER)
    assert whys()[4:] == ["labels"]


def test_another_model_is_a_reason() -> None:
    crown({"romantic": 0, "sporty": 1}, "first")
    put("원피스", at(a0=1))
    put("모자", at(a1=1))
    publish(now=NOW)

    crown({"romantic": 0, "sporty": 5}, "second")
    publish(now=LATER)

    changes = PublicationChange.objects.order_by("pk")[2:]
    assert {(change.tag.slug, change.kind, change.why) for change in changes} == {
        ("romantic", "changed", "model"),
        ("sporty", "removed", "model"),
    }


def test_a_tag_out_of_use_is_a_reason() -> None:
    say(put(), "romantic", yes=1)
    publish(now=NOW)
    Tag.objects.filter(slug="romantic").update(retired_at=NOW)

    publish(now=LATER)

    assert whys() == ["people", "retired"]


def test_a_sweep_that_is_cut_off_is_gone_on_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "CHUNK", 2)
    for number in range(4):
        say(put(f"{number}"), "romantic", yes=1)
    whole = publishing.Sweep.bring_in_line

    def cut_off(sweep: publishing.Sweep, products: tuple[int, int]) -> None:
        if products[0] > 0:
            raise KeyboardInterrupt
        whole(sweep, products)

    monkeypatch.setattr(publishing.Sweep, "bring_in_line", cut_off)
    with pytest.raises(KeyboardInterrupt):
        publish(now=NOW)
    monkeypatch.setattr(publishing.Sweep, "bring_in_line", whole)
    publication = publish(now=LATER)

    assert Publication.objects.get() == publication
    assert publication is not None
    assert (publication.added, publication.changes.count()) == (4, 4)


def test_news_wait_for_the_schedule_and_a_promotion_does_not(settings: Settings) -> None:
    settings.PUBLISH_SECONDS = 3600
    say(put(), "romantic", yes=1)
    publish(now=NOW)
    say(put(), "romantic", yes=1)

    too_soon = publish(now=LATER)
    crown({"romantic": 0})
    promoted = publish(now=LATER)
    say(put(), "romantic", yes=1)
    in_time = publish(now=LATER + dt.timedelta(hours=1))

    assert too_soon is None
    assert promoted is not None
    assert in_time is not None


@pytest.mark.parametrize("cursor", ["x", "W10", "WzIsIDFd", "WzEsIC0xXQ", "%00", "🙂", "WzEsIDFlOTld"])
def test_a_cursor_that_is_none_is_a_problem(reader: Client, cursor: str) -> None:
    assert_problem(reader.get(f"{V1}published-tags/", {"since": cursor}), 400)
