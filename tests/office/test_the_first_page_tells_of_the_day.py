"""The office's first page: each number leads to its rows, and none is counted while somebody waits."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from catalog.models import SellerTag, Tag
from config.office import dashboard as page
from config.office.health import QUEUES
from labeling.models import QueueItem, Reason
from recommender.models import Contradiction, PublishedTag, Tally
from recommender.services.tallying import tally
from tests.making import say
from tests.office.conftest import put


@pytest.fixture
def a_day(romantic: Tag, curator: User) -> None:
    now = timezone.now()
    products = [put(f"P{number}", "원피스", seller="오월의숲") for number in range(3)]
    say(curator, products[0].images.get(), {romantic: "yes"}, now=now)
    QueueItem.objects.create(image=products[1].images.get(), reason=Reason.SELLER, reason_tag=romantic)
    typed = SellerTag.objects.create(product=products[2], text="로맨틱", tag=romantic)
    Contradiction.objects.create(seller_tag=typed, said_by="people", found_at=now)
    PublishedTag.objects.create(
        product=products[0], tag=romantic, source="curated", confidence=0.9, published_at=now
    )
    tally(now=now)


def test_what_came_waits_was_said_and_is_wrong(managing: Client, a_day: None) -> None:
    response = managing.get("/admin/")
    board = response.context["dashboard"]

    assert (board.products.count, board.came.today, board.decided.today, board.verdicts_today) == (3, 3, 1, 1)
    assert [(one.reason, one.amount.count) for one in board.waiting] == [("seller", 1)]
    assert (board.published["curated"], board.published["predicted"]) == (1, 0)
    assert [(one.seller, one.count) for one in board.conflicts] == [("오월의숲", 1)]


def test_every_number_leads_to_its_rows(managing: Client, a_day: None) -> None:
    board = managing.get("/admin/").content.decode().split('id="dashboard"')[1]
    links = {part.split('"')[0].replace("&amp;", "&") for part in board.split('href="')[1:]}

    assert len(links) > 12
    for link in links:
        assert managing.get(link).status_code == 200, link


def test_the_rows_behind_a_number_are_as_many(managing: Client, a_day: None) -> None:
    today = {"created_at__gte": managing.get("/admin/").context["dashboard"].since_today}

    came = managing.get("/admin/catalog/product/", today)
    said = managing.get("/admin/labeling/review/", today)
    waits = managing.get("/admin/labeling/queueitem/?state=open&reason__exact=seller")

    assert [one.context["cl"].result_count for one in (came, said, waits)] == [3, 1, 1]


def test_more_than_anybody_reads_is_called_more(
    managing: Client, a_day: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "COUNTED_UP_TO", 0)

    assert "0 넘게" in managing.get("/admin/").content.decode()


def test_it_takes_as_many_queries_however_much_there_is(
    managing: Client, a_day: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    managing.get("/admin/")
    with CaptureQueriesContext(connection) as few:
        managing.get("/admin/")
    for number in range(10, 20):
        put(f"P{number}", "원피스")
        Tag.objects.create(
            facet=Tag.objects.get(slug="romantic").facet,
            slug=f"t{number}",
            name_ko=f"{number}",
            name_en=f"{number}",
        )

    with django_assert_num_queries(len(few.captured_queries)):
        managing.get("/admin/")


def test_a_browser_that_watches_gets_the_figures_alone(managing: Client, a_day: None) -> None:
    fragment = managing.get("/admin/", headers={"x-fragment": "1"}).content.decode()

    assert '<div id="dashboard"' in fragment
    assert "<html" not in fragment


def test_a_broker_that_is_away_is_called_away(managing: Client, db: None, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    cache.delete(QUEUES)

    assert "브로커가 대답하지 않습니다" in managing.get("/admin/").content.decode()


def test_a_broker_that_answers_tells_how_many_wait(
    managing: Client, db: None, settings: Settings, broker: str
) -> None:
    settings.CELERY_BROKER_URL = broker
    cache.delete(QUEUES)

    page = managing.get("/admin/").content.decode()

    assert "브로커가 대답하지 않습니다" not in page
    assert "작업 줄 training" in page


def test_silence_is_told(managing: Client, db: None) -> None:
    Tally.objects.create(
        day=timezone.localdate(), what="products", count=1, at=timezone.now() - dt.timedelta(hours=2)
    )

    assert "일꾼과 시계(beat)가 돌고 있는지" in managing.get("/admin/").content.decode()


def test_anybody_of_the_staff_sees_it_and_nobody_else(client: Client, outsider: User) -> None:
    client.force_login(outsider)
    assert client.get("/admin/").status_code in {302, 403}

    outsider.is_staff = True
    outsider.save()
    assert client.get("/admin/").status_code == 200
