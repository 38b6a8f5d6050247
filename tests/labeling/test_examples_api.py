"""What a tag looks like, for the screen: asked once for each tag."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Tag
from tests.making import make_image, say


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


def address(tag: Tag) -> str:
    return f"/api/tags/{tag.pk}/examples/"


def test_it_says_what_the_tag_means_and_shows_photos(
    desk: Client, curator: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    yes, torn = make_image(1), make_image(2)
    say(curator, yes, {tags["cute"]: "yes"})
    say(curator, torn, {tags["cute"]: "yes"})
    say(second_curator, torn, {tags["cute"]: "no"})

    answer = desk.get(address(tags["cute"]))

    said = answer.json()
    assert said["tag"]["definition"] == tags["cute"].definition
    assert [photo["url"] for photo in said["yes"]] == [yes.get_absolute_url()]
    assert said["no"] == []
    assert [photo["product"] for photo in said["borderline"]] == [torn.product_id]
    assert "private" in answer.headers["Cache-Control"]
    assert "max-age=600" in answer.headers["Cache-Control"]


def test_nobody_said_anything_yet(desk: Client, tags: dict[str, Tag]) -> None:
    said = desk.get(address(tags["cute"])).json()

    assert (said["yes"], said["no"], said["borderline"]) == ([], [], [])


def test_it_takes_the_same_queries_however_many_there_are(
    desk: Client, curator: User, tags: dict[str, Tag], django_assert_num_queries: Any
) -> None:
    for number in range(6):
        say(curator, make_image(number), {tags["cute"]: ["yes", "no"][number % 2]})

    with django_assert_num_queries(9):  # session, person, rights (2), the tag, what was chosen, three kinds
        desk.get(address(tags["cute"]))


def test_who_may_and_how(client: Client, curator: User, outsider: User, tags: dict[str, Tag]) -> None:
    assert client.get(address(tags["cute"])).status_code == 403
    client.force_login(outsider)
    assert client.get(address(tags["cute"])).status_code == 403
    client.force_login(curator)
    assert client.post(address(tags["cute"])).status_code == 405
    assert client.get("/api/tags/99999/examples/").status_code == 404
