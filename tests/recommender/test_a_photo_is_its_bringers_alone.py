"""To anybody but the browser or person that brought it, a photo does not exist."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from recommender.models import PhotoQuery
from tests.recommender.snapping import a_photo, address, bring

pytestmark = pytest.mark.django_db
READ = ["", "found/", "image/"]
WRITTEN = ["box/", "keep/", "forget/"]
BOX = {"x0": "0.1", "y0": "0.1", "x1": "0.5", "y1": "0.5"}


@pytest.fixture
def query(client: Client) -> PhotoQuery:
    return bring(client, a_photo())


@pytest.mark.parametrize("page", READ)
def test_its_bringer_sees_it_and_no_cache_keeps_it(client: Client, query: PhotoQuery, page: str) -> None:
    response = client.get(address(query, page))

    assert response.status_code in {200, 202}
    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]


@pytest.mark.parametrize("page", READ)
def test_another_browser_is_told_that_there_is_none(query: PhotoQuery, page: str) -> None:
    other = Client()
    bring(other, a_photo())

    assert other.get(address(query, page)).status_code == 404
    assert Client().get(address(query, page)).status_code == 404


@pytest.mark.parametrize("page", WRITTEN)
def test_another_browser_changes_nothing(query: PhotoQuery, page: str) -> None:
    response = Client().post(address(query, page), BOX)

    assert response.status_code == 404
    assert list(PhotoQuery.objects.values_list("pk", "round", "kept_at")) == [(query.pk, 1, None)]


def test_a_manager_is_nobody_else(query: PhotoQuery, manager: User) -> None:
    browser = Client()
    browser.force_login(manager)

    assert browser.get(address(query)).status_code == 404
    page = browser.get(f"/admin/recommender/photoquery/{query.pk}/change/")
    assert page.status_code == 200
    assert query.token not in page.content.decode()
    assert query.owner not in page.content.decode()


def test_it_stays_ones_own_after_signing_in(client: Client, query: PhotoQuery, outsider: User) -> None:
    client.post("/login/", {"username": "outsider", "password": "outsider-pass"})

    assert client.get(address(query)).status_code == 200


def test_what_one_kept_while_signed_in_is_there_on_another_device(client: Client, outsider: User) -> None:
    client.force_login(outsider)
    query = bring(client, a_photo())
    other = Client()
    other.force_login(outsider)

    client.post(address(query, "keep/"))

    assert other.get(address(query)).status_code == 200
    assert query.token in other.get("/style/photo/").content.decode()


@pytest.mark.parametrize("page", READ)
def test_looking_is_not_done_by_post(client: Client, query: PhotoQuery, page: str) -> None:
    assert client.post(address(query, page)).status_code == 405


@pytest.mark.parametrize("page", WRITTEN)
def test_changing_is_not_done_by_get(client: Client, query: PhotoQuery, page: str) -> None:
    assert client.get(address(query, page)).status_code == 405


@pytest.mark.parametrize("page", ["", "box/", "keep/", "forget/"])
def test_another_site_can_make_a_browser_do_nothing(query: PhotoQuery, client: Client, page: str) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = client.cookies
    path = address(query, page) if page else "/style/photo/"

    response = careful.post(path, BOX)

    assert response.status_code == 403
    assert PhotoQuery.objects.get().round == 1


def test_the_list_costs_the_same_however_long(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bring(client, a_photo())
    with django_assert_num_queries(2):  # the session, and the photos
        client.get("/style/photo/")
    for _ in range(4):
        bring(client, a_photo())

    with django_assert_num_queries(2):
        page = client.get("/style/photo/")

    assert page.content.decode().count("/image/") == 5
