"""Home and the review screen: who sees what."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from catalog.models import Tag
from labeling.models import Reason
from labeling.services.tallying import today_of
from tests.making import make_image, make_item, say


def test_home_says_what_waits_and_why(client: Client, curator: User, tags: dict[str, Tag]) -> None:
    for number in range(3):
        make_item(make_image(number), tags["cute"])
    client.force_login(curator)

    page = client.get("/")

    [queue] = page.context["queues"]
    assert page.status_code == 200
    assert (queue.reason, queue.count, len(queue.photos)) == ("doubt", 3, 3)
    assert str(Reason.DOUBT.label) in page.content.decode()


def test_home_takes_the_same_queries_however_much_waits(
    client: Client, curator: User, tags: dict[str, Tag], django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make_item(make_image(number), tags["cute"])
    client.force_login(curator)

    with django_assert_max_num_queries(18):
        client.get("/")


def test_home_of_an_outsider_shows_no_queue(client: Client, outsider: User, tags: dict[str, Tag]) -> None:
    make_item(make_image(1), tags["cute"])
    client.force_login(outsider)

    page = client.get("/")

    assert page.status_code == 200
    assert page.context["queues"] == []


def test_strangers_are_asked_to_log_in(client: Client, db: None) -> None:
    assert client.get("/").headers["Location"].startswith("/login/")
    assert client.get("/review/").headers["Location"].startswith("/login/")


@pytest.mark.parametrize(("who", "status"), [("curator", 200), ("manager", 200), ("outsider", 403)])
def test_the_review_screen_is_for_curators(
    client: Client, request: pytest.FixtureRequest, who: str, status: int
) -> None:
    client.force_login(request.getfixturevalue(who))

    assert client.get("/review/").status_code == status
    assert client.post("/review/").status_code == 405


def test_my_day_counts_what_stands_since_midnight(curator: User, tags: dict[str, Tag]) -> None:
    now = timezone.localtime().replace(hour=15)
    say(curator, make_image(1), {tags["cute"]: "yes", tags["street"]: "no"}, now=now)
    say(curator, make_image(2), {tags["cute"]: "yes"}, now=now - dt.timedelta(days=1))

    today = today_of(curator, now=now)

    assert (today.reviews, today.verdicts, today.median_seconds) == (1, 2, 1.5)
    assert today_of(curator, now=now + dt.timedelta(days=1)).median_seconds is None
