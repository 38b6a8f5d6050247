"""A page of the shop that takes too long says so, instead of waiting for ever; nothing else is cut short."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from recommender.patience import PatienceOfPages
from tests.recommender.asking import V1, assert_problem

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def busy() -> Iterator[None]:
    """Every query on products takes a minute."""

    def slowly(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if "catalog_product" in sql and sql.startswith("SELECT"):
            context["cursor"].execute("SELECT pg_sleep(60)")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(slowly):
        yield


@pytest.fixture(autouse=True)
def impatient(settings: Settings) -> None:
    settings.PAGE_QUERY_SECONDS = 0.05


def limit() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return str(cursor.fetchone()[0])


def ask(path: str, work: Callable[[], str]) -> str:
    """What a view at this address finds."""
    found = PatienceOfPages(lambda request: HttpResponse(work()))(RequestFactory().get(path))
    return found.content.decode()


@pytest.mark.parametrize("path", ["/style/", "/style/products/1/", "/style/for-you/"])
def test_the_shop_has_a_limit_for_each_query(path: str) -> None:
    assert ask(path, limit) == "50ms"


@pytest.mark.parametrize("path", ["/", "/review/", "/admin/", "/publications/"])
def test_what_is_not_the_shops_has_none(path: str) -> None:
    assert ask(path, limit) == "0"


def test_the_next_request_and_the_workers_know_of_no_limit() -> None:
    ask("/style/", limit)

    assert limit() == "0"


def test_who_asks_nothing_of_the_database_pays_nothing() -> None:
    connection.close()

    ask("/style/", lambda: "static")

    assert connection.connection is None


def test_a_page_that_takes_too_long_says_so(client: Client, busy: None) -> None:
    response = client.get("/style/products/1/")

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert "답이 너무 오래 걸립니다" in response.content.decode()
    assert limit() == "0"


def test_the_api_makes_a_problem_of_it(client: Client, busy: None) -> None:
    response = client.get(f"{V1}products/1/similar/")

    assert_problem(response, 503)
    assert response.headers["Retry-After"] == "10"


def test_another_error_stays_what_it_is() -> None:
    """A page that broke is no page that is slow."""
    middleware = PatienceOfPages(lambda request: HttpResponse())

    assert middleware.process_exception(RequestFactory().get("/style/"), ValueError("broken")) is None
