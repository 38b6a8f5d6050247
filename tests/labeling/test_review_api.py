"""The API of the review screen: what it says, who may use it, and what it refuses."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Tag
from labeling.models import Label, QueueItem, Review
from tests.making import NOON, make_image, make_item

JSON = "application/json"
Pages = list[tuple[str, str]]
ENDPOINTS: Pages = [
    ("post", "/api/lease/"),
    ("post", "/api/reviews/"),
    ("post", "/api/reviews/6f1c1f8e-9d53-4a37-8d34-b1a1d1c5b001/withdraw/"),
    ("get", "/api/tags/"),
]


@pytest.fixture
def item(tags: dict[str, Tag]) -> QueueItem:
    image = make_image(1)
    image.product.seller_tags.create(text="큐트룩", tag=tags["cute"])
    return make_item(image, tags["cute"], tags["dress"], model_key="m1", reason_tag=tags["cute"])


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


def body(item: QueueItem, verdicts: dict[Tag, str]) -> dict[str, Any]:
    return {
        "client_id": str(uuid.uuid4()),
        "item": item.pk,
        "outcome": "answered",
        "verdicts": [{"tag": tag.pk, "value": value} for tag, value in verdicts.items()],
        "shown_tags": [tag.pk for tag in verdicts],
        "seconds": 1.4,
    }


def test_an_item_says_all_that_the_screen_shows(desk: Client, item: QueueItem, tags: dict[str, Tag]) -> None:
    answer = desk.post("/api/lease/", {"count": 3}, content_type=JSON).json()

    [held] = answer["items"]
    assert answer["waiting"] == 1
    assert held["image"]["url"] == f"/photos/{item.image.sha256}/display/"
    assert held["product"]["seller_tags"] == [{"text": "큐트룩", "tag": "cute"}]
    assert [photo["current"] for photo in held["product"]["photos"]] == [True]
    assert held["why"] == "모델이 ‘귀여운’인지 확신하지 못합니다"
    assert [(s["tag"]["slug"], s["said_by_seller"]) for s in held["suggestions"]] == [
        ("cute", True),
        ("dress", False),
    ]
    assert held["suggestions"][1]["tag"]["facet"]["choice"] == "single"


def test_whoever_has_nothing_to_answer_learns_how_much_was_embedded(desk: Client, item: QueueItem) -> None:
    answering = desk.post("/api/lease/", {"count": 3}, content_type=JSON).json()
    item.close(now=NOON)

    idle = desk.post("/api/lease/", {"count": 3}, content_type=JSON).json()

    assert "seen" not in answering
    assert idle["seen"] == {"done": 0, "total": 1}


def test_a_lease_takes_the_same_queries_however_much_it_holds(
    desk: Client, tags: dict[str, Tag], django_assert_num_queries: Any
) -> None:
    for number in range(12):
        make_item(make_image(number), tags["cute"], tags["street"])
    desk.post("/api/lease/", {"count": 2}, content_type=JSON)

    with CaptureQueriesContext(connection) as few:
        desk.post("/api/lease/", {"count": 3}, content_type=JSON)
    with django_assert_num_queries(len(few)):
        desk.post("/api/lease/", {"count": 12}, content_type=JSON)


def test_an_answer_is_acknowledged_and_counted(desk: Client, item: QueueItem, tags: dict[str, Tag]) -> None:
    sent = body(item, {tags["cute"]: "yes", tags["dress"]: "no"})

    first = desk.post("/api/reviews/", sent, content_type=JSON)
    again = desk.post("/api/reviews/", sent, content_type=JSON)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["client_id"] == sent["client_id"]
    today = desk.post("/api/lease/", {"count": 1}, content_type=JSON).json()["today"]
    assert today == {"reviews": 1, "verdicts": 2, "median_seconds": 1.4}
    assert Label.objects.get(tag=tags["cute"]).value is True


def test_undo_gives_the_item_back(desk: Client, item: QueueItem, tags: dict[str, Tag]) -> None:
    sent = body(item, {tags["cute"]: "yes"})
    desk.post("/api/reviews/", sent, content_type=JSON)

    answer = desk.post(f"/api/reviews/{sent['client_id']}/withdraw/", {}, content_type=JSON)

    assert answer.status_code == 200
    assert answer.json()["item"]["id"] == item.pk
    assert not Label.objects.exists()


def test_nobody_undoes_what_is_not_theirs(
    desk: Client, second_curator: User, item: QueueItem, tags: dict[str, Tag]
) -> None:
    sent = body(item, {tags["cute"]: "yes"})
    desk.post("/api/reviews/", sent, content_type=JSON)
    desk.force_login(second_curator)

    answer = desk.post(f"/api/reviews/{sent['client_id']}/withdraw/", {}, content_type=JSON)

    assert answer.status_code == 404
    assert Label.objects.get().value is True


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "7"},
        {"outcome": "maybe"},
        {"verdicts": [{"tag": 1, "value": "perhaps"}]},
        {"verdicts": [{"tag": 2**80, "value": "yes"}]},
        {"verdicts": "yes"},
        {"seconds": -1},
        {"seconds": "NaN"},
        {"item": None},
        {"shown_tags": [{}]},
    ],
    ids=str,
)
def test_nonsense_is_refused_with_a_reason(
    desk: Client, item: QueueItem, tags: dict[str, Tag], wrong: dict[str, Any]
) -> None:
    answer = desk.post("/api/reviews/", body(item, {tags["cute"]: "yes"}) | wrong, content_type=JSON)

    assert answer.status_code == 400
    assert list(answer.json()) == list(wrong)
    assert not Review.objects.exists()


def test_a_contradiction_is_refused_in_words(desk: Client, item: QueueItem, tags: dict[str, Tag]) -> None:
    answer = desk.post(
        "/api/reviews/", body(item, {tags["dress"]: "yes", tags["skirt"]: "yes"}), content_type=JSON
    )

    assert answer.status_code == 400
    assert "하나만" in answer.json()["detail"]


@pytest.mark.parametrize(
    "sent",
    [
        "[" * 100_000,
        '{"a":' * 50_000 + "1" + "}" * 50_000,
        '{"outcome": "\\ud800"}',
        '{"seconds": NaN}',
        "9" * 5000,
    ],
    ids=["never closed", "deep", "half a character", "not a number", "a number without end"],
)
def test_what_json_readers_choke_on_is_refused(desk: Client, sent: str) -> None:
    answer = desk.post("/api/reviews/", sent, content_type=JSON)

    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_an_unknown_item_is_not_found(desk: Client, item: QueueItem, tags: dict[str, Tag]) -> None:
    sent = body(item, {tags["cute"]: "yes"}) | {"item": item.pk + 1000}

    assert desk.post("/api/reviews/", sent, content_type=JSON).status_code == 404


@pytest.mark.parametrize(
    ("typed", "slug"),
    [("ㄹㅂㄹ", "lovely"), ("boho", "bohemian"), ("#로맨틱룩", "romantic"), ("Cut", "cute")],
)
def test_a_tag_is_found_however_it_is_typed(
    desk: Client, tags: dict[str, Tag], typed: str, slug: str
) -> None:
    found = desk.get("/api/tags/", {"q": typed}).json()["tags"]

    assert found[0]["slug"] == slug
    assert len(found) <= 12


def test_names_come_in_the_persons_language(desk: Client, tags: dict[str, Tag]) -> None:
    found = desk.get("/api/tags/", {"q": "lovely"}, headers={"Accept-Language": "en"}).json()["tags"]

    assert found[0]["name"] == "Lovely"
    assert found[0]["facet"]["name"] == "Mood"


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_strangers_and_outsiders_may_not(client: Client, outsider: User, method: str, path: str) -> None:
    assert getattr(client, method)(path, content_type=JSON).status_code == 403
    client.force_login(outsider)
    assert getattr(client, method)(path, content_type=JSON).status_code == 403


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_no_other_method(desk: Client, method: str, path: str) -> None:
    others = {"get", "post", "put", "patch", "delete"} - {method}

    assert {getattr(desk, other)(path, content_type=JSON).status_code for other in others} == {405}


def test_another_site_cannot_answer_for_me(curator: User, item: QueueItem, tags: dict[str, Tag]) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(curator)

    answer = strict.post("/api/reviews/", body(item, {tags["cute"]: "yes"}), content_type=JSON)

    assert answer.status_code == 403
    assert not Review.objects.exists()
