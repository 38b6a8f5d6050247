"""A curator says where the product is, and takes it back; the embedding follows."""

import datetime as dt

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client

from catalog.models import Embedding, ProductImage, Region, Tag
from catalog.services.regions import curated_boxes, note_seen
from tests.making import NOON, make_embedding, make_image, make_item

JSON = "application/json"
BOX = [0.1, 0.2, 0.7, 0.9]


@pytest.fixture
def image(db: None) -> ProductImage:
    image = make_image(1)
    make_embedding(image, np.ones(4, np.float32))
    note_seen({image.pk: (0.0, 0.0, 0.5, 0.5)}, encoder_key="e1", now=NOON)
    return image


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


def address(image: ProductImage) -> str:
    return f"/api/images/{image.pk}/region/"


def test_a_persons_region_counts_before_a_cnns(
    desk: Client, image: ProductImage, tags: dict[str, Tag]
) -> None:
    make_item(image, tags["cute"])

    answer = desk.post(address(image), {"box": BOX}, content_type=JSON)
    note_seen({image.pk: (0.0, 0.0, 1.0, 1.0)}, encoder_key="e2", now=NOON + dt.timedelta(days=1))

    assert answer.status_code == 201
    [item] = desk.post("/api/lease/", {"count": 1}, content_type=JSON).json()["items"]
    assert item["region"] == answer.json()["region"]
    assert (item["region"]["box"], item["region"]["source"]) == (BOX, "curator")
    assert curated_boxes([image.pk]) == {image.pk: tuple(BOX)}


def test_the_embedding_is_to_be_made_anew_once(desk: Client, image: ProductImage) -> None:
    desk.post(address(image), {"box": BOX}, content_type=JSON)
    assert not Embedding.objects.exists()
    make_embedding(image, np.ones(4, np.float32))

    again = desk.post(address(image), {"box": BOX}, content_type=JSON)

    assert again.status_code == 200
    assert Embedding.objects.count() == 1
    assert Region.objects.filter(source="curator").count() == 1


def test_undo_gives_back_what_was_there_before(desk: Client, image: ProductImage) -> None:
    first = desk.post(address(image), {"box": BOX}, content_type=JSON).json()["region"]
    last = desk.post(address(image), {"box": [0, 0, 1, 0.5]}, content_type=JSON).json()["region"]
    make_embedding(image, np.ones(4, np.float32))

    named = f"{address(image)}?region={last['id']}"
    undone, twice = desk.delete(named), desk.delete(named)

    assert undone.json() == twice.json() == {"region": first}
    assert not Embedding.objects.exists()
    assert desk.delete(address(image)).json()["region"]["source"] == "cnn"
    assert desk.delete(address(image)).status_code == 404
    assert Region.objects.count() == 3


def test_nobody_undoes_anothers_region(desk: Client, second_curator: User, image: ProductImage) -> None:
    made = desk.post(address(image), {"box": BOX}, content_type=JSON).json()["region"]
    desk.force_login(second_curator)

    assert desk.delete(address(image)).status_code == 404
    assert desk.delete(f"{address(image)}?region={made['id']}").status_code == 404
    assert curated_boxes([image.pk]) == {image.pk: tuple(BOX)}


@pytest.mark.parametrize(
    "box",
    [None, "all", BOX[:3], [0.7, 0.2, 0.1, 0.9], [0, 0, 0.01, 1], [-1, 0, 1, 1], [0, 0, "NaN", 1]],
    ids=str,
)
def test_nonsense_is_refused(desk: Client, image: ProductImage, box: object) -> None:
    answer = desk.post(address(image), {"box": box}, content_type=JSON)

    assert answer.status_code == 400
    assert list(answer.json()) == ["box"]
    assert Embedding.objects.exists()


def test_an_edge_a_hair_outside_is_the_border(desk: Client, image: ProductImage) -> None:
    answer = desk.post(address(image), {"box": [-0.004, 0, 1.003, 1]}, content_type=JSON)

    assert answer.json()["region"]["box"] == [0, 0, 1, 1]


def test_who_may_and_how(client: Client, curator: User, outsider: User, image: ProductImage) -> None:
    assert client.post(address(image), {"box": BOX}, content_type=JSON).status_code == 403
    client.force_login(outsider)
    assert client.post(address(image), {"box": BOX}, content_type=JSON).status_code == 403
    assert client.delete(address(image)).status_code == 403
    client.force_login(curator)
    assert client.get(address(image)).status_code == 405
    assert client.post("/api/images/99999/region/", {"box": BOX}, content_type=JSON).status_code == 404


def test_the_database_holds_what_a_region_is(image: ProductImage, curator: User) -> None:
    good = {"image": image, "x0": 0.0, "y0": 0.0, "x1": 1.0, "y1": 1.0, "created_at": NOON}
    for wrong in (
        {"source": "curator", "by": curator, "x1": 0.0},
        {"source": "curator", "by": curator, "y1": 1.2},
        {"source": "curator"},
        {"source": "cnn", "by": curator, "encoder_key": "e9"},
        {"source": "cnn", "encoder_key": "e1"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Region.objects.create(**good | wrong)
