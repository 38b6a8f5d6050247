"""Words about a photo reach whoever sees it later, except where they would lead an audit."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Facet, Tag
from labeling.models import Comment, QueueItem, Reason
from tests.making import make_image, make_item

JSON = "application/json"
ADDRESS = "/api/comments/"


@pytest.fixture
def item(tags: dict[str, Tag]) -> QueueItem:
    return make_item(make_image(1), tags["cute"])


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


def body(item: QueueItem, text: str = "칼라가 떼어집니다") -> dict[str, Any]:
    return {"client_id": str(uuid.uuid4()), "image": item.image_id, "text": text}


def seen(client: Client, person: User) -> list[dict[str, Any]]:
    client.force_login(person)
    [held] = client.post("/api/lease/", {"count": 1}, content_type=JSON).json()["items"]
    found: list[dict[str, Any]] = held["comments"]
    return found


def test_others_read_what_was_said_by_whom_and_when(
    desk: Client, second_curator: User, item: QueueItem, curator: User
) -> None:
    answer = desk.post(ADDRESS, body(item, "<b>칼라</b>가\n떼어집니다"), content_type=JSON)

    assert answer.status_code == 201
    [comment] = seen(desk, second_curator)
    assert comment == answer.json()["comment"]
    assert (comment["curator"], comment["name"]) == (curator.pk, "curator")
    assert comment["text"] == "<b>칼라</b>가\n떼어집니다"
    assert comment["at"] == Comment.objects.get().created_at.isoformat()


def test_the_oldest_comes_first(desk: Client, curator: User, item: QueueItem) -> None:
    for text in ("먼저", "나중"):
        desk.post(ADDRESS, body(item, text), content_type=JSON)

    assert [comment["text"] for comment in seen(desk, curator)] == ["먼저", "나중"]


def test_an_audit_is_not_led_by_it(desk: Client, second_curator: User, item: QueueItem) -> None:
    QueueItem.objects.filter(pk=item.pk).update(reason=Reason.AUDIT, facet=Facet.objects.get(slug="mood"))

    answer = desk.post(ADDRESS, body(item, "귀엽네요"), content_type=JSON)

    assert answer.status_code == 201
    assert seen(desk, second_curator) == []


def test_sent_twice_it_is_said_once(desk: Client, item: QueueItem) -> None:
    sent = body(item)

    answers = [desk.post(ADDRESS, sent, content_type=JSON).status_code for _ in range(2)]
    other = desk.post(ADDRESS, sent | {"text": "다른 말"}, content_type=JSON)

    assert answers == [201, 200]
    assert (other.status_code, list(other.json())) == (400, ["detail"])
    assert Comment.objects.count() == 1


def test_taken_back_nobody_reads_it_any_more(desk: Client, curator: User, item: QueueItem) -> None:
    sent = body(item)
    desk.post(ADDRESS, sent, content_type=JSON)
    undo = f"/api/comments/{sent['client_id']}/withdraw/"

    answers = [desk.post(undo, content_type=JSON).status_code for _ in range(2)]

    assert answers == [200, 200]
    assert seen(desk, curator) == []
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "  \n "),
        ("text", "가" * 501),
        ("text", "\0"),
        ("text", None),
        ("client_id", "7"),
        ("image", 0),
    ],
)
def test_nonsense_is_refused_by_name(desk: Client, item: QueueItem, field: str, value: object) -> None:
    answer = desk.post(ADDRESS, body(item) | {field: value}, content_type=JSON)

    assert answer.status_code == 400
    assert list(answer.json()) == [field]


def test_who_may_and_how(
    client: Client, curator: User, second_curator: User, outsider: User, item: QueueItem
) -> None:
    sent = body(item)
    assert client.post(ADDRESS, sent, content_type=JSON).status_code == 403
    client.force_login(outsider)
    assert client.post(ADDRESS, sent, content_type=JSON).status_code == 403
    client.force_login(curator)
    assert client.get(ADDRESS).status_code == 405
    assert client.post(ADDRESS, sent | {"image": 99999}, content_type=JSON).status_code == 404
    client.post(ADDRESS, sent, content_type=JSON)
    client.force_login(second_curator)
    assert client.post(f"/api/comments/{sent['client_id']}/withdraw/", content_type=JSON).status_code == 404
