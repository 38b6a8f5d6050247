"""A sweep counts what each day brought: today again and again, a day that is over once more."""

import datetime as dt
from threading import Thread

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from catalog.models import Product, Tag
from catalog.services.locks import held
from labeling.models import Withdrawal
from recommender.models import Tally
from recommender.services.tallying import DAYS, LOCK, tally
from tests.making import say
from tests.office.conftest import put

NOW = dt.datetime(2026, 3, 2, 3, 0, tzinfo=dt.UTC)
"""Noon in Seoul."""


def counted(what: str, now: dt.datetime) -> int:
    return Tally.objects.get(day=timezone.localdate(now), what=what, of="").count


def came(external_id: str, at: dt.datetime) -> None:
    product = put(external_id, "원피스")
    Product.objects.filter(pk=product.pk).update(created_at=at)


def test_what_came_today_counts_for_today_by_the_clock_here(db: None) -> None:
    came("late", NOW.replace(day=1, hour=14, minute=59))  # a minute before midnight in Seoul
    came("early", NOW.replace(day=1, hour=15, minute=0))

    tally(now=NOW)

    assert counted("products", NOW) == 1
    assert counted("products", NOW - dt.timedelta(days=1)) == 1


def test_today_is_counted_again_and_yesterday_to_its_end(db: None) -> None:
    tally(now=NOW)
    came("evening", NOW + dt.timedelta(hours=5))
    tally(now=NOW + dt.timedelta(days=1))

    assert counted("products", NOW) == 1


def test_a_day_that_is_over_stays(db: None) -> None:
    tally(now=NOW)
    tally(now=NOW + dt.timedelta(days=1))
    came("written later", NOW)
    tally(now=NOW + dt.timedelta(days=1, minutes=5))

    assert counted("products", NOW) == 0


def test_answers_taken_back_do_not_count(curator: User, romantic: Tag) -> None:
    for number in range(2):
        review = say(curator, put(f"P{number}", "원피스").images.get(), {romantic: "yes"}, now=NOW)
    Withdrawal.objects.create(review=review, by=curator, created_at=NOW)

    tally(now=NOW)

    assert (counted("reviews", NOW), counted("verdicts", NOW)) == (1, 1)


def test_days_are_counted_back_once(db: None) -> None:
    tally(now=NOW)

    assert Tally.objects.filter(what="products").count() == DAYS


def count_and_leave() -> None:
    tally(now=NOW)
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_do_not_count_at_once() -> None:
    with held(LOCK) as ours:
        thread = Thread(target=count_and_leave)
        thread.start()
        thread.join()

    assert ours
    assert not Tally.objects.exists()
