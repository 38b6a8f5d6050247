"""Retired tags, lost photos and greedy people do not keep the others from working."""

from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.test import override_settings

from catalog.models import Tag
from catalog.services.photos import photo_name
from labeling.models import QueueItem
from labeling.services.leasing import lease
from tests.making import NOON, make_image
from tests.training.school import open_school, teach
from training.models import EmbeddingFailure
from training.services.choosing import refill_queue
from training.services.embedding import embed_pending
from training.services.learning import request_training, retrain_if_due

FOUR = override_settings(QUEUE_TARGET=4, AUDIT_SHARE=0.0)


@FOUR
def test_a_model_does_not_ask_about_a_tag_that_was_retired_since(curator: User, tags: dict[str, Tag]) -> None:
    teach(curator, open_school(20)[:10], tags)
    request_training(by=None, now=NOON)
    retrain_if_due(now=NOON)
    tags["cute"].retire(now=NOON)

    refill_queue(now=NOON)

    items = list(QueueItem.objects.open().for_screen())
    assert len(items) == 4
    assert all(item.suggestions.exists() for item in items)
    assert not any(one.tag == tags["cute"] for item in items for one in item.suggestions.all())


@FOUR
def test_lost_photos_are_not_chosen_again_and_again(curator: User, tags: dict[str, Tag]) -> None:
    images = [make_image(number) for number in range(18)]
    embed_pending(now=NOON, seconds=120)
    teach(curator, images[:6], tags)
    request_training(by=None, now=NOON)
    retrain_if_due(now=NOON)
    *lost, left = images[6:]
    for image in lost:
        default_storage.delete(photo_name(image.sha256, "display"))

    for _ in range(4):
        refill_queue(now=NOON)

    assert [item.image for item in QueueItem.objects.open()] == [left]
    assert set(EmbeddingFailure.objects.values_list("image", flat=True)) == {image.pk for image in lost}


@FOUR
def test_whoever_holds_everything_leaves_the_others_enough(
    curator: User, second_curator: User, tags: dict[str, Tag]
) -> None:
    open_school(20)
    embed_pending(now=NOON, seconds=120)
    refill_queue(now=NOON)
    held = lease(curator=curator, count=20, now=NOON)

    refill_queue(now=NOON)

    assert len(held) == 4
    assert len(lease(curator=second_curator, count=20, now=NOON)) == 4
