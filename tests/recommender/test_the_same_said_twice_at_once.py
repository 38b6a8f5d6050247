"""The same, sent at once by two who know nothing of each other, is recorded once and fails for neither."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from catalog.models import Tag
from recommender.models import Event, MoodWeight, Opinion, Shopper
from recommender.services.remembering import think, turn
from tests.recommender.shelf import put
from tests.recommender.tasting import NOW, a_shopper

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vocabulary")]
PATIENCE = 10.0
Say = Callable[[Shopper], object]


def at_once(say: Say) -> tuple[object, object]:
    """What the first gets, and what another, who says it while the first is not done."""
    first, other = a_shopper(), a_shopper()

    def in_its_own_connection() -> object:
        try:
            return say(other)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            answer = say(first)
            late = pool.submit(in_its_own_connection)
            somebody_waits()
        return answer, late.result(PATIENCE)


def somebody_waits() -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits for the first")


def test_a_like() -> None:
    product, name = put("원피스"), uuid.uuid4()

    said = at_once(lambda shopper: think(shopper, product, "like", visitor="v", client_id=name, now=NOW))

    assert said == ("like", "")
    assert (Event.objects.count(), Opinion.objects.count()) == (1, 1)


def test_more_of_a_mood() -> None:
    tag, name = Tag.objects.get(slug="romantic"), uuid.uuid4()

    said = at_once(lambda shopper: turn(shopper, tag, 1, visitor="v", client_id=name, now=NOW))

    assert said == (1, 0)
    assert (Event.objects.count(), MoodWeight.objects.count()) == (1, 1)
