"""The API of comparisons: who may, what is answered, and what is refused by name."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from catalog.models import ProductImage, Tag
from labeling.models import Comparison, Pair
from tests.labeling.pairs import compare, make_pair
from tests.making import make_image

LEASE = reverse("labeling:lease-pairs", args=["lovely"])
RECORD = reverse("labeling:record-comparison")


@pytest.fixture
def images(tags: dict[str, Tag]) -> list[ProductImage]:
    return [make_image(number) for number in range(6)]


@pytest.fixture
def pairs(tags: dict[str, Tag], images: list[ProductImage]) -> list[Pair]:
    return [make_pair(tags["lovely"], images[0], image) for image in images[1:]]


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


def post(client: Client, address: str, body: object) -> Any:
    return client.post(address, body, content_type="application/json")


def an_answer(pair: Pair, **fields: object) -> dict[str, object]:
    return {"client_id": str(uuid.uuid4()), "pair": pair.pk, "answer": "left", "seconds": 1.2} | fields


def undo_address(client_id: object) -> str:
    return reverse("labeling:withdraw-comparison", args=[client_id])


def test_pairs_come_with_their_photos_and_how_far_it_is(desk: Client, pairs: list[Pair]) -> None:
    said = post(desk, LEASE, {"count": 2}).json()

    assert [pair["id"] for pair in said["pairs"]] == [pairs[0].pk, pairs[1].pk]
    assert said["pairs"][0]["left"]["title"] == "상품 0"
    assert said["pairs"][0]["right"]["image"] == {
        "id": pairs[0].right_id,
        "url": pairs[0].right.get_absolute_url(),
        "thumbnail": pairs[0].right.thumbnail_url,
        "width": 32,
        "height": 32,
    }
    assert (said["waiting"], said["progress"]) == (5, {"done": 0, "about": 15})


@pytest.mark.parametrize("count", [1, 5])
def test_a_lease_takes_the_same_number_of_queries_however_many(
    desk: Client, pairs: list[Pair], count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(16):
        post(desk, LEASE, {"count": count})


def test_an_answer_is_recorded_once_however_often_it_is_sent(desk: Client, pairs: list[Pair]) -> None:
    answer = an_answer(pairs[0], answer="same")

    first, again = (post(desk, RECORD, answer) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Comparison.objects.get().answer == "same"


def test_the_acknowledgment_counts_nothing_and_the_next_lease_does(desk: Client, pairs: list[Pair]) -> None:
    answer = an_answer(pairs[0])

    reply = post(desk, RECORD, answer)

    assert reply.json() == {"client_id": answer["client_id"], "pair": pairs[0].pk}
    assert post(desk, LEASE, {"count": 1}).json()["progress"]["done"] == 1
    assert list(post(desk, undo_address(answer["client_id"]), {}).json()) == ["pair"]


def test_what_is_taken_back_is_mine_again(desk: Client, pairs: list[Pair]) -> None:
    answer = an_answer(pairs[0])
    post(desk, RECORD, answer)

    first, again = (post(desk, undo_address(answer["client_id"]), {}) for _ in range(2))

    assert first.status_code == again.status_code == 200
    assert first.json()["pair"]["id"] == pairs[0].pk
    lease = post(desk, LEASE, {"count": 1}).json()
    assert (lease["pairs"][0]["id"], lease["progress"]["done"]) == (pairs[0].pk, 0)


def test_nobody_takes_back_what_another_said(desk: Client, second_curator: User, pairs: list[Pair]) -> None:
    theirs = compare(second_curator, pairs[0], "left")

    assert post(desk, undo_address(theirs.client_id), {}).status_code == 404
    assert Comparison.objects.standing().exists()


def test_what_is_not_there(desk: Client, pairs: list[Pair]) -> None:
    gone = pairs[0].pk + 1000

    assert post(desk, RECORD, {**an_answer(pairs[0]), "pair": gone}).status_code == 404
    assert post(desk, undo_address(uuid.uuid4()), {}).status_code == 404
    assert post(desk, reverse("labeling:lease-pairs", args=["no-such-tag"]), {}).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("answer", "up"),
        ("answer", None),
        ("seconds", -1),
        ("seconds", "long"),
        ("pair", 0),
        ("pair", "x"),
        ("client_id", "mine"),
    ],
)
def test_bad_input_is_named(desk: Client, pairs: list[Pair], field: str, value: object) -> None:
    response = post(desk, RECORD, {**an_answer(pairs[0]), field: value})

    assert response.status_code == 400
    assert list(response.json()) == [field]
    assert not Comparison.objects.exists()


def test_a_client_id_means_one_answer(desk: Client, pairs: list[Pair]) -> None:
    answer = an_answer(pairs[0])
    post(desk, RECORD, answer)

    response = post(desk, RECORD, {**answer, "pair": pairs[1].pk})

    assert response.status_code == 400
    assert "client_id" in response.json()["detail"]


@pytest.mark.parametrize("count", [0, 21, "many"])
def test_a_lease_has_its_bounds(desk: Client, pairs: list[Pair], count: object) -> None:
    response = post(desk, LEASE, {"count": count})

    assert (response.status_code, list(response.json())) == (400, ["count"])


@pytest.mark.parametrize("address", [LEASE, RECORD, undo_address(uuid.UUID(int=1))])
def test_who_may_and_how(client: Client, outsider: User, curator: User, address: str) -> None:
    assert post(client, address, {}).status_code == 403
    client.force_login(outsider)
    assert post(client, address, {}).status_code == 403
    client.force_login(curator)
    assert client.get(address).status_code == 405
