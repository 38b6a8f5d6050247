"""What a split left open has a share of its own: the audit and the others are asked as before."""

import numpy as np
import pytest
from django.contrib.auth.models import User

from catalog.models import Tag
from catalog.services.vocabulary_acts import Names
from catalog.services.vocabulary_file import STARTER, load_vocabulary
from labeling.models import QueueItem, Reason
from labeling.services.revocabulary import Actor, split
from tests.making import ENCODER, NOON, make_embedding, make_image, say
from training.services.choosing import refill_queue

PARTS = [Names("소녀", "Girlish", "girlish"), Names("동심", "Childlike", "childlike")]


@pytest.fixture
def cute(db: None) -> Tag:
    load_vocabulary(path=STARTER)
    return Tag.objects.get(slug="cute")


def counted() -> dict[str, int]:
    reasons = list(QueueItem.objects.open().values_list("reason", flat=True))
    return {reason: reasons.count(reason) for reason in set(reasons)}


def test_the_audit_and_the_others_are_asked_as_before(
    curator: User, manager: User, cute: Tag, settings: object
) -> None:
    settings.QUEUE_TARGET = 20  # type: ignore[attr-defined]
    for number in range(70):
        image = make_image(number, lot=0.01 if number >= 60 else 0.9)
        make_embedding(image, np.random.default_rng(number).normal(size=8), encoder_key=ENCODER)
        if number < 30:
            say(curator, image, {cute: "yes"})
    split(cute.pk, PARTS, seen={cute.pk: cute.version}, actor=Actor(by=manager, now=NOON))

    refill_queue(now=NOON)

    asked = counted()
    assert asked[Reason.VOCABULARY] == 10
    assert asked[Reason.AUDIT] > 0
    assert sum(asked.values()) - asked[Reason.VOCABULARY] - asked[Reason.AUDIT] == 20
    assert refill_queue(now=NOON) == 0
    assert counted() == asked
