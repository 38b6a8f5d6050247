"""From verdicts to a champion, and what happens when a training is killed."""

import numpy as np
import psycopg
from django.contrib.auth.models import User
from django.db import connection
from django.test import override_settings
from psycopg.conninfo import make_conninfo

from catalog.models import Embedding, Tag
from labeling.models import Reason
from labeling.services.recording import withdraw_review
from tests.making import ENCODER, NOON, make_image, say
from tests.training.school import is_cute, open_school, teach, vector
from training.models import ModelVersion, Promotion, TrainingRun
from training.services.learning import (
    ATTEMPTS,
    request_training,
    retrain_if_due,
    reviews_not_learned_from,
)
from training.services.locks import Lock
from training.services.serving import champion_head, serving_encoder_key

EVERY_TEN = override_settings(RETRAIN_AFTER=10)


@EVERY_TEN
def test_enough_reviews_make_a_champion_that_has_learned(curator: User, tags: dict[str, Tag]) -> None:
    images = open_school(20)
    teach(curator, images[:10], tags)

    run = retrain_if_due(now=NOON)

    champion = champion_head()
    assert run is not None and champion is not None
    assert run.state == TrainingRun.State.PROMOTED
    version, head = champion
    unseen = np.stack([vector(number) for number in range(10, 20)]).astype(np.float32)
    unseen /= np.linalg.norm(unseen, axis=1, keepdims=True)
    cute = head.probabilities(unseen)[:, version.tags.index(tags["cute"].pk)]
    assert [bool(p > 0.5) for p in cute] == [is_cute(number) for number in range(10, 20)]
    assert Promotion.objects.get().version == version


@EVERY_TEN
def test_too_few_reviews_train_nothing(curator: User, tags: dict[str, Tag]) -> None:
    teach(curator, open_school(9), tags)

    assert retrain_if_due(now=NOON) is None
    assert reviews_not_learned_from() == 9


@EVERY_TEN
def test_audit_skipped_and_withdrawn_answers_do_not_count(curator: User, tags: dict[str, Tag]) -> None:
    images = open_school(3)
    say(curator, images[0], {tags["cute"]: "yes"}, reason=Reason.AUDIT)
    mistake = say(curator, images[1], {tags["cute"]: "yes"})
    withdraw_review(curator=curator, client_id=mistake.client_id, now=NOON)
    teach(curator, images[2:], tags)

    assert reviews_not_learned_from() == 1


@EVERY_TEN
def test_nothing_new_trains_nothing_new(curator: User, tags: dict[str, Tag]) -> None:
    teach(curator, open_school(10), tags)
    retrain_if_due(now=NOON)

    assert retrain_if_due(now=NOON) is None
    assert ModelVersion.objects.count() == 1


def test_the_same_snapshot_and_seed_give_the_same_bytes(curator: User, tags: dict[str, Tag]) -> None:
    teach(curator, open_school(10), tags)
    run = request_training(by=None, now=NOON)
    assert run is not None
    TrainingRun.objects.create(snapshot=run.snapshot, created_at=NOON)

    retrain_if_due(now=NOON)
    retrain_if_due(now=NOON)

    first, second = ModelVersion.objects.order_by("pk")
    assert bytes(first.head) == bytes(second.head)
    assert first.model_key != second.model_key


def test_a_person_asks_for_a_training(curator: User, manager: User, tags: dict[str, Tag]) -> None:
    teach(curator, open_school(4), tags)
    request_training(by=manager, now=NOON)

    run = retrain_if_due(now=NOON)

    assert run is not None
    assert (run.requested_by, run.version.is_champion) == (manager, True)
    assert run.version.promotions.get().by == manager


def test_a_killed_training_leaves_the_champion_and_is_run_again(curator: User, tags: dict[str, Tag]) -> None:
    images = open_school(12)
    teach(curator, images[:6], tags)
    request_training(by=None, now=NOON)
    retrain_if_due(now=NOON)
    champion = ModelVersion.objects.champion()
    teach(curator, images[6:], tags)
    killed = request_training(by=None, now=NOON)
    assert killed is not None and killed.claim(now=NOON)  # and then its process died

    run = retrain_if_due(now=NOON)

    killed.refresh_from_db()
    assert killed.state == TrainingRun.State.FAILED
    assert run is not None and run.snapshot == killed.snapshot
    assert run.state == TrainingRun.State.PROMOTED
    assert ModelVersion.objects.champion() != champion


def test_a_training_that_kills_its_process_is_not_run_for_ever(curator: User, tags: dict[str, Tag]) -> None:
    teach(curator, open_school(6), tags)
    run = request_training(by=None, now=NOON)
    assert run is not None
    for _ in range(ATTEMPTS - 1):
        run.claim(now=NOON)
        run.finish(TrainingRun.State.FAILED, "", now=NOON)
        run = TrainingRun.objects.create(snapshot=run.snapshot, created_at=NOON)
    run.claim(now=NOON)  # and then its process died for the last time

    assert retrain_if_due(now=NOON) is None
    assert not TrainingRun.objects.unfinished().exists()


def test_two_workers_never_train_at_once(curator: User, tags: dict[str, Tag]) -> None:
    teach(curator, open_school(4), tags)
    request_training(by=None, now=NOON)
    names = ("dbname", "user", "password", "host", "port")
    address = {name: value for name, value in connection.get_connection_params().items() if name in names}

    with psycopg.connect(make_conninfo(**address)) as another_worker:
        another_worker.execute("SELECT pg_advisory_lock(%s)", [Lock.TRAINING])
        meanwhile = retrain_if_due(now=NOON)
        another_worker.execute("SELECT pg_advisory_unlock(%s)", [Lock.TRAINING])  # a closed one ends later
    afterwards = retrain_if_due(now=NOON)

    assert meanwhile is None
    assert afterwards is not None


def test_a_snapshot_whose_vectors_are_gone_fails_in_words(curator: User, tags: dict[str, Tag]) -> None:
    teach(curator, open_school(4), tags)
    run = request_training(by=None, now=NOON)
    Embedding.objects.all().delete()

    retrain_if_due(now=NOON)

    assert run is not None
    run.refresh_from_db()
    assert run.state == TrainingRun.State.FAILED
    assert "4" in run.said
    assert ModelVersion.objects.champion() is None


def test_the_serving_encoder_is_the_champions(curator: User, tags: dict[str, Tag]) -> None:
    assert serving_encoder_key() == ""
    images = open_school(4)
    assert serving_encoder_key() == ENCODER

    teach(curator, images, tags)
    request_training(by=None, now=NOON)
    retrain_if_due(now=NOON)
    Embedding.objects.update(encoder_key="another")

    assert serving_encoder_key() == ENCODER
    assert make_image(90).embeddings.count() == 0
