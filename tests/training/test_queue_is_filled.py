"""What is asked next, with reason, suggestions and evidence; with the real encoder on drawn photos."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.test import override_settings
from django.utils import timezone

from catalog.models import Embedding, ProductImage, Tag
from catalog.sample import generate
from catalog.services.importing import import_catalog
from catalog.services.photos import photo_name
from labeling.models import AuditImage, QueueItem, Reason
from labeling.services.leasing import lease
from tests.making import NOON, make_embedding, make_image, say
from training.models import EmbeddingFailure, ModelVersion
from training.runtime import encoder_key
from training.services.choosing import refill_queue
from training.services.embedding import embed_pending, is_anything_pending
from training.services.learning import request_training, retrain_if_due
from training.services.serving import head_of

PRODUCTS = 24
SETTINGS = override_settings(QUEUE_TARGET=12, AUDIT_SHARE=0.2, CONTROL_SHARE=0.1)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("sample")
    generate(directory, products=PRODUCTS, seed=7)
    return directory


@pytest.fixture(scope="module")
def seen_before() -> dict[str, list[float]]:
    """Embeddings by hash of the photo: the encoder looks at the shop's photos once for all tests here."""
    return {}


@pytest.fixture
def shop(sample: Path, seen_before: dict[str, list[float]], db: None) -> list[ProductImage]:
    """Imported and embedded; four of its products are going to be in the audit set."""
    import_catalog(path=sample, now=NOON)
    for at, image in enumerate(ProductImage.objects.filter(position=0)):
        image.product.lot = 0.01 + at / PRODUCTS
        image.product.save()
    images = list(ProductImage.objects.all())
    for image in images:
        if image.sha256 in seen_before:
            make_embedding(image, np.array(seen_before[image.sha256]), encoder_key=encoder_key())
    embed_pending(now=NOON, seconds=120)
    seen_before |= {one.image.sha256: one.vector for one in Embedding.objects.select_related("image")}
    return images


def first_photos(shop: list[ProductImage]) -> set[int]:
    return {image.pk for image in shop if image.position == 0}


def answer_everything(curator: User) -> None:
    """Whatever is asked, by something that can be seen: the photo's number."""
    while held := lease(curator=curator, count=20, now=timezone.now()):
        for item in held:
            asked = [suggestion.tag for suggestion in item.suggestions.all()]
            verdicts = {tag: "yes" if (tag.pk + item.image_id) % 3 == 0 else "no" for tag in asked}
            single = [tag for tag in asked if tag.facet.is_single]
            say(curator, item.image, verdicts | dict.fromkeys(single, "no"), now=timezone.now())


@SETTINGS
def test_before_there_is_a_model_typical_photos_are_asked_without_numbers(
    shop: list[ProductImage], curator: User
) -> None:
    refill_queue(now=NOON)

    items = QueueItem.objects.open().exclude(reason=Reason.AUDIT)
    asked = [suggestion for item in items.for_screen() for suggestion in item.suggestions.all()]
    assert items.count() == 12
    assert set(items.values_list("reason", flat=True)) <= {Reason.START, Reason.CONTROL}
    assert {suggestion.probability for suggestion in asked} == {None}
    assert all(1 <= item.suggestions.count() <= 5 for item in items)


@SETTINGS
def test_what_the_seller_says_is_asked_first(shop: list[ProductImage]) -> None:
    refill_queue(now=NOON)

    for item in QueueItem.objects.open().exclude(reason=Reason.AUDIT).for_screen():
        meant = {said.tag for said in item.image.product.seller_tags.all() if said.tag}
        asked = {suggestion.tag for suggestion in item.suggestions.all()}
        assert len(meant & asked) >= min(len(meant), 4)


@SETTINGS
def test_audit_photos_are_asked_and_no_other_photo_of_their_product(shop: list[ProductImage]) -> None:
    refill_queue(now=NOON)

    audited = set(AuditImage.objects.values_list("image__product", flat=True))
    audit = QueueItem.objects.open().filter(reason=Reason.AUDIT)
    others = QueueItem.objects.open().exclude(reason=Reason.AUDIT)
    assert audit.count() == 3
    assert set(audit.values_list("image__product", flat=True)) <= audited
    assert not set(others.values_list("image__product", flat=True)) & audited
    assert all(
        item.suggestions.count() == item.facet.tags.count() for item in audit if item.facet is not None
    )


@SETTINGS
def test_the_champions_evidence_adds_up_to_what_it_says(shop: list[ProductImage], curator: User) -> None:
    refill_queue(now=timezone.now())
    answer_everything(curator)
    request_training(by=None, now=timezone.now())
    retrain_if_due(now=timezone.now())

    refill_queue(now=timezone.now())

    champion = ModelVersion.objects.champion()
    assert champion is not None
    head = head_of(champion.model_key)
    items = list(QueueItem.objects.open().exclude(reason=Reason.AUDIT).for_screen())
    assert items
    for item in items:
        assert item.model_key == champion.model_key
        suggested = [one for one in item.suggestions.all() if one.tag_id in champion.tags]
        assert suggested
        vector = np.array(item.image.embeddings.get().vector, np.float32)
        logits = head.logits(vector[None])[0]
        for suggestion in suggested:
            column = champion.tags.index(suggestion.tag_id)
            total = sum(float(np.sum(view["cells"])) for view in suggestion.evidence) + float(
                head.bias[column]
            )
            assert total == pytest.approx(
                float(logits[column]), abs=0.02
            )  # the stored vector has half precision
            assert suggestion.probability is not None and 0 <= suggestion.probability <= 1


@SETTINGS
def test_of_a_tag_that_nobody_said_yes_to_nothing_is_claimed_but_it_is_asked(
    shop: list[ProductImage], curator: User
) -> None:
    vocabulary = list(Tag.objects.in_use())
    cute = next(tag for tag in vocabulary if tag.slug == "cute")
    for image in shop[-6:]:
        say(curator, image, {cute: "yes" if image.pk % 2 else "no"}, now=NOON)
    request_training(by=None, now=NOON)
    retrain_if_due(now=NOON)

    refill_queue(now=NOON)

    items = QueueItem.objects.open().exclude(reason=Reason.AUDIT).for_screen()
    asked = [(one.tag, one.probability, one.evidence) for item in items for one in item.suggestions.all()]
    unknown = {tag for tag, probability, evidence in asked if probability is None and not evidence}
    assert {tag for tag, probability, _ in asked if probability is not None} == {cute}
    assert cute not in unknown
    assert len(unknown) > len(vocabulary) / 3  # by turns


@SETTINGS
def test_a_new_champion_replaces_what_the_old_one_asked_but_not_what_is_held(
    shop: list[ProductImage], curator: User, second_curator: User
) -> None:
    now = timezone.now()
    refill_queue(now=now)
    held = [item.pk for item in lease(curator=second_curator, count=2, now=now)]
    for image in shop[-4:]:
        say(curator, image, {Tag.objects.get(slug="cute"): "yes"}, now=now)
    request_training(by=None, now=now)
    retrain_if_due(now=now)

    refill_queue(now=now)

    champion = ModelVersion.objects.champion()
    assert champion is not None
    left = QueueItem.objects.open().outdated(champion.model_key)
    assert set(left.values_list("pk", flat=True)) <= set(held)
    assert [item.pk for item in lease(curator=second_curator, count=2, now=now)] == held


@SETTINGS
def test_a_full_queue_is_left_alone(shop: list[ProductImage]) -> None:
    refill_queue(now=NOON)
    before = set(QueueItem.objects.values_list("pk", flat=True))

    assert refill_queue(now=NOON) == 0
    assert set(QueueItem.objects.values_list("pk", flat=True)) == before


@SETTINGS
def test_nothing_is_asked_twice_and_the_queue_runs_dry_quietly(
    shop: list[ProductImage], curator: User
) -> None:
    while refill_queue(now=timezone.now()):
        answer_everything(curator)

    reviewed = curator.reviews.exclude(item__reason=Reason.AUDIT).values_list("image", flat=True)
    assert len(reviewed) == len(set(reviewed))
    assert set(reviewed) | set(AuditImage.objects.values_list("image", flat=True)) >= first_photos(shop)
    assert not QueueItem.objects.open().exists()


def test_a_lost_photo_does_not_hold_up_the_others(db: None) -> None:
    lost, fine = make_image(1), make_image(2)
    default_storage.delete(photo_name(lost.sha256, "display"))

    tried = embed_pending(now=NOON)

    assert tried == 2
    assert [embedding.image for embedding in Embedding.objects.all()] == [fine]
    assert EmbeddingFailure.objects.get().image == lost
    assert not is_anything_pending(now=timezone.now())
    assert is_anything_pending(now=timezone.now() + dt.timedelta(hours=1))


def test_embedding_again_changes_nothing(db: None) -> None:
    make_image(1)
    embed_pending(now=NOON)
    before = Embedding.objects.get().created_at

    assert embed_pending(now=NOON) == 0
    assert Embedding.objects.get().created_at == before
