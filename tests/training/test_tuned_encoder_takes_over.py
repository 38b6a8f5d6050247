"""A candidate's embeddings are built beside the old ones; promotion switches everything, or it retires."""

from pathlib import Path

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.test import override_settings

from catalog.models import Embedding, Tag
from labeling.models import AuditImage, QueueItem, Reason
from tests.making import NOON, make_image, say
from tests.training.studio import ask, make_candidate, open_studio
from training import runtime
from training.models import EmbeddingFailure, ModelVersion, TrainingRun, TunedEncoder
from training.services.choosing import refill_queue
from training.services.embedding import embed_pending, embedding_keys
from training.services.evaluating import ENOUGH_IMAGES
from training.services.learning import retrain_if_due
from training.services.running import ask_to_cancel
from training.services.serving import head_of, learning_encoder_key, serving_encoder_key
from training.services.tuning import tune_if_asked
from training.services.vectors import load_vectors

FEW = override_settings(QUEUE_TARGET=4, AUDIT_SHARE=0.0, RETRAIN_AFTER=1000)


@pytest.fixture
def candidate(curator: User, tags: dict[str, Tag], tmp_path: Path) -> TunedEncoder:
    return make_candidate(ask(curator, tags), tmp_path)


def embedded_by(key: str) -> int:
    return Embedding.objects.filter(encoder_key=key).count()


@FEW
def test_until_its_embeddings_are_built_the_old_one_serves_and_learns(candidate: TunedEncoder) -> None:
    base = runtime.encoder_key()

    run = tune_if_asked(now=NOON)

    assert run == candidate.run
    run.refresh_from_db()
    assert (run.state, run.details) == (TrainingRun.State.RUNNING, {"seen": 0, "total": 16})
    assert embedding_keys() == [base, candidate.encoder_key]
    assert serving_encoder_key() == learning_encoder_key() == base
    assert retrain_if_due(now=NOON) is None


@FEW
def test_promotion_switches_encoder_head_and_index(candidate: TunedEncoder) -> None:
    embed_pending(now=NOON, seconds=120)
    learned = retrain_if_due(now=NOON)
    tune_if_asked(now=NOON)

    assert learned is not None and learned.state == TrainingRun.State.PROMOTED
    champion = ModelVersion.objects.champion()
    assert champion is not None and champion.encoder_key == serving_encoder_key() == candidate.encoder_key
    candidate.run.refresh_from_db()
    assert candidate.run.state == TrainingRun.State.PROMOTED
    assert "+0.100" in candidate.run.said
    assert retrain_if_due(now=NOON) is None


@FEW
def test_after_the_switch_new_photos_are_seen_and_asked_about_through_it(candidate: TunedEncoder) -> None:
    embed_pending(now=NOON, seconds=120)
    retrain_if_due(now=NOON)
    before = embedded_by(runtime.encoder_key())
    runtime.tuning.tuned_encoder.cache_clear()  # as after a restart

    make_image(90)
    embed_pending(now=NOON, seconds=120)
    refill_queue(now=NOON)

    assert embedding_keys() == [candidate.encoder_key]
    assert embedded_by(candidate.encoder_key) == before + 1
    assert embedded_by(runtime.encoder_key()) == before
    [item] = QueueItem.objects.open().for_screen()
    asked = [one for one in item.suggestions.all() if one.probability is not None]
    assert asked and all(one.evidence for one in asked)


@FEW
def test_a_rejected_one_retires_and_says_why(curator: User, tags: dict[str, Tag], tmp_path: Path) -> None:
    """On the audit set the answers are what the champion says, and the candidate sees nothing."""
    candidate = make_candidate(ask(curator, tags), tmp_path, blind=True)
    champion = ModelVersion.objects.champion()
    assert champion is not None
    images = open_studio(2 * ENOUGH_IMAGES, first=40)
    vectors = load_vectors(champion.encoder_key, [image.pk for image in images]).matrix
    said = head_of(champion.model_key).logits(vectors)[:, champion.tags.index(tags["cute"].pk)]
    for image, logit in zip(images, said, strict=True):
        AuditImage.objects.create(image=image, drawn_at=NOON)
        answer = "yes" if logit > np.median(said) else "no"
        say(curator, image, {tags["cute"]: answer}, reason=Reason.AUDIT)
    embed_pending(now=NOON, seconds=120)

    learned = retrain_if_due(now=NOON)
    tune_if_asked(now=NOON)

    assert learned is not None and learned.state == TrainingRun.State.REJECTED
    candidate.refresh_from_db()
    assert candidate.retired_at == NOON
    run = candidate.run
    assert (run.state, run.said) == (TrainingRun.State.REJECTED, learned.said)
    assert embedding_keys() == [runtime.encoder_key()] == [serving_encoder_key()]
    assert ModelVersion.objects.champion() == champion


@FEW
def test_it_hears_a_cancel_however_often_its_embeddings_were_looked_at(
    curator: User, candidate: TunedEncoder
) -> None:
    tune_if_asked(now=NOON)
    tune_if_asked(now=NOON)
    ask_to_cancel(candidate.run, by=curator, now=NOON)

    tune_if_asked(now=NOON)

    candidate.refresh_from_db()
    assert candidate.run.state == TrainingRun.State.CANCELLED
    assert candidate.retired_at == NOON


def test_a_photo_that_failed_once_and_was_seen_later_does_not_hold_it_up(candidate: TunedEncoder) -> None:
    serving = serving_encoder_key()
    image_id = Embedding.objects.filter(encoder_key=serving).values_list("image", flat=True)[0]
    for key in (serving, candidate.encoder_key):
        EmbeddingFailure.objects.note(
            image_id=image_id, encoder_key=key, error=OSError("slow disk"), now=NOON
        )

    embed_pending(now=NOON + 2 * EmbeddingFailure.TRY_AGAIN_AFTER, seconds=120)

    assert learning_encoder_key() == candidate.encoder_key


def test_cancelled_while_its_embeddings_are_built_it_retires(curator: User, candidate: TunedEncoder) -> None:
    ask_to_cancel(candidate.run, by=curator, now=NOON)

    tune_if_asked(now=NOON)

    candidate.refresh_from_db()
    assert candidate.run.state == TrainingRun.State.CANCELLED
    assert candidate.retired_at == NOON
    assert embedding_keys() == [runtime.encoder_key()]
