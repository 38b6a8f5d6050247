"""A person's week: what was done stands, a day off leaves no mark, and nobody sees another's."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from catalog.models import Tag
from labeling.models import Preference, Review
from labeling.services.recording import withdraw_review
from labeling.services.tallying import week_of
from tests.making import NOON, make_image, say

DAY = dt.timedelta(days=1)
SHAMING = re.compile(r"끊|놓쳤|잃|실패|부족|못했|missed|lost|broken|behind|fail", re.I)


@pytest.fixture
def a_week(curator: User, tags: dict[str, Tag]) -> None:
    """Two photos today, one three days ago, one eight days ago."""
    for number, ago in enumerate([0, 0, 3, 8]):
        say(curator, make_image(number), {tags["cute"]: "yes"}, now=NOON - ago * DAY)


def test_seven_days_today_last(a_week: None, curator: User) -> None:
    week = week_of(curator, now=NOON)

    assert [day.count for day in week.days] == [0, 0, 0, 1, 0, 0, 2]
    assert [day.share for day in week.days] == [0, 0, 0, 0.5, 0, 0, 1]
    assert week.days[-1].date == timezone.localtime(NOON).date()
    assert week.active == 2


def test_days_are_those_of_the_curators_clock(curator: User, tags: dict[str, Tag]) -> None:
    """Half past midnight in Seoul is still yesterday in London."""
    late = timezone.localtime(NOON).replace(hour=0, minute=30)
    say(curator, make_image(1), {tags["cute"]: "yes"}, now=late)

    assert week_of(curator, now=NOON).days[-1].count == 1


def test_what_was_taken_back_and_what_others_did_is_not_mine(
    a_week: None, curator: User, second_curator: User
) -> None:
    latest = Review.objects.latest("created_at")
    withdraw_review(curator=curator, client_id=latest.client_id, now=NOON)

    assert week_of(curator, now=NOON).days[-1].count == 1
    assert week_of(second_curator, now=NOON).active == 0


def test_it_takes_two_queries(a_week: None, curator: User, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        week_of(curator, now=NOON)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_goal_that_was_not_reached_is_no_reproach(
    client: Client, curator: User, tags: dict[str, Tag], language: str
) -> None:
    Preference.objects.create(user=curator, daily_goal=50, language=language)
    say(curator, make_image(1), {tags["cute"]: "yes"}, now=timezone.now())
    client.force_login(curator)

    page = client.get("/").text

    day = page[page.index('id="day"') : page.index("</main>")]
    assert 'max="50" value="1"' in day
    assert not SHAMING.search(re.sub(r"<[^>]+>", " ", day))


def test_without_a_goal_there_is_no_bar(client: Client, curator: User, tags: dict[str, Tag]) -> None:
    say(curator, make_image(1), {tags["cute"]: "yes"}, now=timezone.now())
    client.force_login(curator)

    assert "<progress" not in client.get("/").text.split('id="day"')[1]
