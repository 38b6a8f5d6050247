"""A tag that holds, though the model saw it in the wrong place."""

import uuid

from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Tag
from labeling.models import QueueItem, Review, Verdict
from tests.making import make_image, make_item

JSON = "application/json"


def send(client: Client, item: QueueItem, verdict: dict[str, object]) -> int:
    sent = {"client_id": str(uuid.uuid4()), "item": item.pk, "outcome": "answered", "verdicts": [verdict]}
    return client.post("/api/reviews/", sent, content_type=JSON).status_code


def test_it_is_stored_with_the_verdict(client: Client, curator: User, tags: dict[str, Tag]) -> None:
    client.force_login(curator)
    item, plain = make_item(make_image(1), tags["cute"]), make_item(make_image(2), tags["cute"])

    told = send(client, item, {"tag": tags["cute"].pk, "value": "yes", "misplaced": True})
    untold = send(client, plain, {"tag": tags["cute"].pk, "value": "yes"})

    assert (told, untold) == (201, 201)
    assert [verdict.misplaced for verdict in Verdict.objects.order_by("pk")] == [True, False]


def test_what_is_not_there_cannot_be_elsewhere(client: Client, curator: User, tags: dict[str, Tag]) -> None:
    client.force_login(curator)
    item = make_item(make_image(1), tags["cute"])

    assert send(client, item, {"tag": tags["cute"].pk, "value": "no", "misplaced": True}) == 400
    assert not Review.objects.exists()
