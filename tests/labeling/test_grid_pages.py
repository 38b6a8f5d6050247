"""The pages of grids: who may, what they say, and what they cost."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Tag
from tests.gridmaking import make_grid, photos
from tests.making import say

PAGES = ["/grid/", "/grid/romantic/"]


@pytest.fixture
def desk(client: Client, curator: User, tags: dict[str, Tag]) -> Client:
    client.force_login(curator)
    return client


@pytest.mark.parametrize("page", PAGES)
def test_only_curators_may(
    client: Client, outsider: User, curator: User, tags: dict[str, Tag], page: str
) -> None:
    assert client.get(page).status_code == 302
    client.force_login(outsider)
    assert client.get(page).status_code == 403
    client.force_login(curator)
    assert client.get(page).status_code == 200
    assert client.post(page).status_code == 405


def test_a_tag_that_is_not_there_is_not_found(desk: Client, tags: dict[str, Tag]) -> None:
    tags["cute"].retire(now=photos(1)[0].created_at)

    assert desk.get("/grid/nothing/").status_code == 404
    assert desk.get("/grid/cute/").status_code == 404


def test_the_list_says_what_waits_and_what_to_do_where_nothing_does(
    desk: Client, tags: dict[str, Tag]
) -> None:
    empty = desk.get("/grid/").content.decode()
    make_grid(tags["romantic"], photos(5))

    full = desk.get("/grid/").content.decode()

    assert "지금은 기다리는 묶음이 없습니다" in empty
    assert 'href="/grid/romantic/"' in full
    assert "묶음 1개" in full


def test_the_list_costs_the_same_however_many_tags_wait(desk: Client, tags: dict[str, Tag]) -> None:
    make_grid(tags["romantic"], photos(5))
    desk.get("/grid/")
    with CaptureQueriesContext(connection) as few:
        desk.get("/grid/")
    for at, slug in enumerate(["cute", "lovely", "modern"], start=1):
        make_grid(tags[slug], photos(5, first=10 * at))

    with CaptureQueriesContext(connection) as many:
        desk.get("/grid/")

    assert len(many) == len(few)


def test_examples_are_pinned_beside_the_question(
    desk: Client, second_curator: User, tags: dict[str, Tag]
) -> None:
    yes, no = photos(2)
    say(second_curator, yes, {tags["romantic"]: "yes"})
    say(second_curator, no, {tags["romantic"]: "no"})

    page = desk.get("/grid/romantic/").content.decode()

    assert f'<img src="{yes.thumbnail_url}" alt="로맨틱: 맞는 예시"' in page
    assert f'<img src="{no.thumbnail_url}" alt="로맨틱: 아닌 예시"' in page
    assert "로맨틱이 아닌 것을 고르세요" in page


def test_hostile_words_of_sellers_are_text(desk: Client, tags: dict[str, Tag]) -> None:
    [image] = photos(1)
    image.product.title = '"><script>alert(1)</script>'
    image.product.save()
    make_grid(tags["romantic"], [image])

    answer = desk.post("/api/grids/romantic/lease/", {}, content_type="application/json")
    page = desk.get("/grid/").content.decode()

    assert answer.json()["grids"][0]["tiles"][0]["title"] == image.product.title
    assert "<script>alert" not in page
