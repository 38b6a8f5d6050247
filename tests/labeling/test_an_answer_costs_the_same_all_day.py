"""What the acknowledgment waits for does not grow with the day, nor with what was asked."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Tag
from tests.making import make_image, make_item

JSON = "application/json"
MOST_QUERIES = 20
"""Of which three open and end the transaction or find out who asks."""


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


def answer(desk: Client, number: int, tags: list[Tag]) -> int:
    item = make_item(make_image(number), *tags)
    sent = {
        "client_id": str(uuid.uuid4()),
        "item": item.pk,
        "outcome": "answered",
        "verdicts": [{"tag": tag.pk, "value": "no"} for tag in tags],
        "shown_tags": [tag.pk for tag in tags],
        "seconds": 1.4,
    }
    with CaptureQueriesContext(connection) as queries:
        assert desk.post("/api/reviews/", sent, content_type=JSON).status_code == 201
    return len(queries)


def test_the_hundredth_answer_costs_what_the_first_did(desk: Client, tags: dict[str, Tag]) -> None:
    first = answer(desk, 0, [tags["cute"]])
    for number in range(1, 12):
        last = answer(desk, number, [tags["cute"]])

    assert first == last <= MOST_QUERIES


def test_five_tags_cost_what_one_does(desk: Client, tags: dict[str, Tag]) -> None:
    one = answer(desk, 0, [tags["cute"]])
    five = answer(desk, 1, [tags[slug] for slug in ("cute", "lovely", "romantic", "dress", "skirt")])

    assert one == five


def test_the_acknowledgment_names_the_answer(
    desk: Client, tags: dict[str, Tag], django_assert_max_num_queries: Any
) -> None:
    item, client_id = make_item(make_image(1), tags["cute"]), str(uuid.uuid4())
    sent = {"client_id": client_id, "item": item.pk, "outcome": "skipped"}

    with django_assert_max_num_queries(MOST_QUERIES):
        reply = desk.post("/api/reviews/", sent, content_type=JSON)

    assert reply.json() == {"client_id": client_id, "item": item.pk}
