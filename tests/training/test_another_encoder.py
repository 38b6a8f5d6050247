"""The settings name another encoder than the champion's: nothing breaks; it takes over when it is ready."""

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.test import override_settings

from catalog.models import Tag
from labeling.models import AuditImage, QueueItem, Reason
from tests.making import ENCODER, NOON, say
from tests.training.school import is_cute, open_school, teach
from training import runtime
from training.models import ModelVersion, TrainingRun
from training.services.choosing import refill_queue
from training.services.embedding import embed_pending
from training.services.evaluating import ENOUGH_IMAGES
from training.services.learning import request_training, retrain_if_due
from training.services.serving import champion_head, serving_encoder_key

FEW = override_settings(QUEUE_TARGET=6, AUDIT_SHARE=0.0, RETRAIN_AFTER=1000)


@pytest.fixture
def old_champion(curator: User, tags: dict[str, Tag]) -> ModelVersion:
    """Taught on the test encoder's vectors, of 32 numbers; the settings' have 1,280."""
    teach(curator, open_school(20)[:10], tags)
    request_training(by=None, now=NOON)
    retrain_if_due(now=NOON)
    champion = ModelVersion.objects.champion()
    assert champion is not None and champion.encoder_key == ENCODER != runtime.encoder_key()
    return champion


@FEW
def test_what_the_champion_says_comes_from_its_own_encoder(
    old_champion: ModelVersion, tags: dict[str, Tag]
) -> None:
    refill_queue(now=NOON)

    served = champion_head()
    items = list(QueueItem.objects.open().for_screen())
    assert served is not None and items
    for item in items:
        vector = np.array(item.image.embeddings.get(encoder_key=ENCODER).vector, np.float32)[None]
        said = served[1].probabilities(vector)[0, old_champion.tags.index(tags["cute"].pk)]
        suggestion = next(one for one in item.suggestions.all() if one.tag_id == tags["cute"].pk)
        assert suggestion.probability == pytest.approx(float(said), abs=1e-3)
        assert suggestion.evidence == []


@FEW
def test_it_takes_over_when_it_has_seen_as_much(old_champion: ModelVersion) -> None:
    before = retrain_if_due(now=NOON)
    embed_pending(now=NOON, seconds=120)

    run = retrain_if_due(now=NOON)

    assert before is None
    assert run is not None and run.version.encoder_key == runtime.encoder_key() == serving_encoder_key()
    assert retrain_if_due(now=NOON) is None
    refill_queue(now=NOON)
    asked = QueueItem.objects.open().for_screen()
    assert {item.model_key for item in asked} == {run.version.model_key}
    assert all(
        one.evidence for item in asked for one in item.suggestions.all() if one.probability is not None
    )


@FEW
def test_each_is_measured_through_its_own_encoder(
    curator: User, tags: dict[str, Tag], old_champion: ModelVersion
) -> None:
    for number, image in enumerate(open_school(ENOUGH_IMAGES, first=40), start=40):
        AuditImage.objects.create(image=image, drawn_at=NOON)
        say(curator, image, {tags["cute"]: "yes" if is_cute(number) else "no"}, reason=Reason.AUDIT)
    embed_pending(now=NOON, seconds=120)

    run = retrain_if_due(now=NOON)

    # Photos of noise mean nothing to a real encoder, but all to the test's.
    assert run is not None and run.state == TrainingRun.State.REJECTED
    assert run.details["before"] == "1.000"
    assert ModelVersion.objects.champion() == old_champion
