"""Back to an older model: from that moment it answers, and what the newer one asked is not asked any more."""

import numpy as np
from django.contrib.auth.models import User
from django.test import Client

from labeling.models import QueueItem, Reason
from labeling.services.queueing import Question, enqueue
from tests.making import NOON, make_image
from tests.training.school import vector
from training.models import ModelVersion
from training.services.choosing import refill_queue
from training.services.serving import champion_head


def test_it_answers_at_once(client: Client, manager: User, versions: list[ModelVersion]) -> None:
    old, new = versions
    photo = vector(200)[None].astype(np.float32)
    serving = champion_head()
    assert serving is not None and serving[0] == new
    said_by_new = serving[1].probabilities(photo)
    client.force_login(manager)

    client.post(f"/models/{old.pk}/promote/")

    serving = champion_head()
    assert serving is not None and serving[0] == old
    assert not np.array_equal(serving[1].probabilities(photo), said_by_new)
    assert old.promotions.latest("pk").previous == new
    assert old.promotions.latest("pk").by == manager


def test_what_the_newer_one_asked_is_taken_back(versions: list[ModelVersion]) -> None:
    old, new = versions
    enqueue([Question(make_image(200).pk, Reason.DOUBT, 0.5, model_key=new.model_key)])

    old.promote(now=NOON, reason="back")
    refill_queue(now=NOON)

    assert not QueueItem.objects.open().filter(model_key=new.model_key).exists()
