"""The API of the page of grids: what it says, who may use it, and what it refuses."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Tag
from labeling.models import Grid, GridReview, Label, QueueItem, Review
from tests.gridmaking import make_grid, photos
from tests.making import NOON, make_item

JSON = "application/json"
ENDPOINTS = [
    "/api/grids/romantic/lease/",
    "/api/grids/reviews/",
    "/api/grids/reviews/6f1c1f8e-9d53-4a37-8d34-b1a1d1c5b001/withdraw/",
    "/api/grids/1/singly/",
]


@pytest.fixture
def grid(tags: dict[str, Tag]) -> Grid:
    return make_grid(tags["romantic"], photos(4), known={0: False})


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


def body(grid: Grid, **marks: str) -> dict[str, Any]:
    """`_1="wrong"` marks the tile at place 1."""
    return {
        "client_id": str(uuid.uuid4()),
        "grid": grid.pk,
        "outcome": "answered",
        "seconds": 8.5,
        "tiles": [
            {"tile": tile.pk, "mark": marks.get(f"_{tile.position}", ""), "dwell_ms": 700}
            for tile in grid.tiles.all()
        ],
    }


def post(client: Client, path: str, sent: object) -> Any:
    return client.post(f"/api/grids/{path}", sent, content_type=JSON)


def test_a_grid_says_all_that_the_page_shows_and_no_more(desk: Client, grid: Grid) -> None:
    answer = post(desk, "romantic/lease/", {"count": 2}).json()

    [held] = answer["grids"]
    assert (answer["waiting"], answer["may_grid"]) == (1, True)
    assert (held["id"], held["kind"], held["band"]) == (grid.pk, "likely", [80, 87])
    tile = grid.tiles.first()
    assert tile is not None
    assert held["tiles"][0] == {
        "id": tile.pk,
        "title": tile.image.product.title,
        "photo": {
            "id": tile.image_id,
            "url": f"/photos/{tile.image.sha256}/display/",
            "thumbnail": f"/photos/{tile.image.sha256}/thumb/",
        },
    }  # neither a probability nor which one is a check


def test_a_lease_takes_the_same_queries_however_many_tiles(desk: Client, tags: dict[str, Tag]) -> None:
    make_grid(tags["romantic"], photos(2))
    make_grid(tags["cute"], photos(24, first=50))
    post(desk, "romantic/lease/", {})

    with CaptureQueriesContext(connection) as few:
        post(desk, "romantic/lease/", {})
    with CaptureQueriesContext(connection) as many:
        post(desk, "cute/lease/", {})

    assert len(many) == len(few)


def test_an_answer_is_acknowledged_with_what_became_of_it(desk: Client, grid: Grid) -> None:
    sent = body(grid, _2="wrong", _3="unsure")

    first, again = post(desk, "reviews/", sent), post(desk, "reviews/", sent)

    assert (first.status_code, again.status_code) == (201, 200)
    for answer in (first.json(), again.json()):
        assert answer["client_id"] == sent["client_id"]
        assert answer["recorded"] == {"yes": 1, "no": 1, "unsure": 1, "unknown": 0}
        [missed] = answer["missed"]
        assert missed["known"] is False
        assert missed["photo"]["id"] == grid.tiles.get(position=0).image_id
        assert "today" not in answer  # it takes longer the more was done; the next lease tells
    assert Label.objects.count() == 4  # and what is known of the check


def test_undo_gives_the_grid_back(desk: Client, grid: Grid) -> None:
    sent = body(grid)
    post(desk, "reviews/", sent)

    answer = post(desk, f"reviews/{sent['client_id']}/withdraw/", {})

    assert answer.status_code == 200
    assert answer.json()["grid"]["id"] == grid.pk
    assert Label.objects.get().image == grid.tiles.get(position=0).image  # the check, as before


def test_nobody_undoes_what_is_not_theirs(desk: Client, second_curator: User, grid: Grid) -> None:
    sent = body(grid)
    post(desk, "reviews/", sent)
    desk.force_login(second_curator)

    answer = post(desk, f"reviews/{sent['client_id']}/withdraw/", {})

    assert answer.status_code == 404
    assert Label.objects.count() == 4


def test_a_tiles_answer_is_not_taken_back_as_if_it_were_an_items(desk: Client, grid: Grid) -> None:
    post(desk, "reviews/", body(grid))
    review = Review.objects.earliest("pk")

    answer = desk.post(f"/api/reviews/{review.client_id}/withdraw/", {}, content_type=JSON)

    assert answer.status_code == 404


def test_marked_tiles_can_be_judged_one_by_one(desk: Client, curator: User, grid: Grid) -> None:
    post(desk, "romantic/lease/", {})
    tiles = list(grid.tiles.values_list("pk", flat=True))

    first = post(desk, f"{grid.pk}/singly/", {"tiles": tiles})
    again = post(desk, f"{grid.pk}/singly/", {"tiles": tiles})

    assert first.json() == again.json() == {"waiting": 3}  # the check needs no further opinion
    items = desk.post("/api/lease/", {"count": 5}, content_type=JSON).json()["items"]
    assert {item["image"]["id"] for item in items} == set(
        grid.tiles.filter(is_check=False).values_list("image_id", flat=True)
    )
    assert [[one["tag"]["slug"] for one in item["suggestions"]] for item in items] == [["romantic"]] * 3


def test_what_another_holds_in_the_queue_stays_theirs(
    desk: Client, second_curator: User, grid: Grid, tags: dict[str, Tag]
) -> None:
    post(desk, "romantic/lease/", {})
    theirs = make_item(grid.tiles.get(position=1).image, tags["cute"])
    QueueItem.objects.filter(pk=theirs.pk).update(
        leased_by=second_curator, leased_until=QueueItem.lease_end(NOON.replace(year=2100))
    )

    answer = post(desk, f"{grid.pk}/singly/", {"tiles": list(grid.tiles.values_list("pk", flat=True))})

    assert answer.json() == {"waiting": 2}


def test_a_grid_of_somebody_else_is_not_asked_one_by_one(
    desk: Client, second_curator: User, grid: Grid
) -> None:
    post(desk, "romantic/lease/", {})
    desk.force_login(second_curator)

    answer = post(desk, f"{grid.pk}/singly/", {"tiles": [grid.tiles.earliest("pk").pk]})

    assert answer.status_code == 404
    assert not QueueItem.objects.exists()


def test_whoever_missed_many_checks_gets_none(desk: Client, grid: Grid, tags: dict[str, Tag]) -> None:
    lost = make_grid(tags["romantic"], photos(6, first=50), known=dict.fromkeys(range(6), False))
    assert post(desk, "reviews/", body(lost)).json()["may_grid"] is False

    answer = post(desk, "romantic/lease/", {}).json()

    assert (answer["grids"], answer["may_grid"]) == ([], False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "7"},
        {"grid": None},
        {"grid": 2**80},
        {"outcome": "maybe"},
        {"seconds": -1},
        {"seconds": None},
        {"tiles": [{"tile": 1, "mark": "right"}]},
        {"tiles": [{"tile": 1, "dwell_ms": -5}]},
        {"tiles": "all"},
        {"tiles": [{"tile": 1}] * 101},
    ],
    ids=lambda wrong: str(wrong)[:40],
)
def test_nonsense_is_refused_with_a_reason(desk: Client, grid: Grid, wrong: dict[str, Any]) -> None:
    answer = post(desk, "reviews/", body(grid) | wrong)

    assert answer.status_code == 400
    assert list(answer.json()) == list(wrong)
    assert not GridReview.objects.exists()


def test_a_contradiction_is_refused_in_words(desk: Client, grid: Grid, tags: dict[str, Tag]) -> None:
    other = make_grid(tags["cute"], photos(1, first=50))

    answer = post(desk, "reviews/", body(grid) | {"tiles": body(other)["tiles"]})

    assert answer.status_code == 400
    assert "이 묶음에 없는 사진" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "sent"),
    [("nothing/lease/", {}), ("999999/singly/", {"tiles": [1]})],
)
def test_what_is_not_there_is_not_found(desk: Client, grid: Grid, path: str, sent: object) -> None:
    assert post(desk, path, sent).status_code == 404
    assert post(desk, "reviews/", body(grid) | {"grid": grid.pk + 1000}).status_code == 404


@pytest.mark.parametrize("path", ENDPOINTS)
def test_strangers_and_outsiders_may_not(client: Client, outsider: User, path: str) -> None:
    assert client.post(path, content_type=JSON).status_code == 403
    client.force_login(outsider)
    assert client.post(path, content_type=JSON).status_code == 403


@pytest.mark.parametrize("path", ENDPOINTS)
def test_no_other_method(desk: Client, path: str) -> None:
    others = ["get", "put", "patch", "delete"]

    assert {getattr(desk, other)(path, content_type=JSON).status_code for other in others} == {405}
