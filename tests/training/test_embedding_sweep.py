"""The sweep decodes, infers and writes at once; what comes out is what photo after photo would give."""

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from catalog.models import Embedding, ProductImage
from catalog.services.photos import open_photo, photo_name
from tests.making import NOON, make_image
from training import runtime
from training.models import EmbeddingFailure
from training.services import embedding
from training.services.embedding import embed_pending, is_anything_pending
from training.services.locks import Lock

IMAGES = 11


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several batches are on their way at once although there are few photos."""
    monkeypatch.setattr(embedding, "BATCH", 2)


@pytest.fixture
def images(db: None) -> list[ProductImage]:
    return [make_image(number) for number in range(IMAGES)]


def alone(image: ProductImage) -> np.ndarray:
    with open_photo(image.sha256) as file:
        vector: np.ndarray = runtime.encode_looks([runtime.look(file)]).embeddings[0]
        return vector


def test_each_photo_gets_its_own_embedding(images: list[ProductImage]) -> None:
    assert embed_pending(now=NOON, seconds=120) == IMAGES

    for image in images:
        stored = np.array(image.embeddings.get().vector, np.float32)
        assert np.array_equal(stored, alone(image).astype(np.float16))
    assert embed_pending(now=NOON, seconds=120) == 0


def test_broken_photos_are_noted_and_hold_up_nobody(images: list[ProductImage]) -> None:
    broken, lost = images[3], images[4]  # of different batches
    with open_photo(broken.sha256) as file:
        half = file.read()[:400]
    for image in (broken, lost):
        default_storage.delete(photo_name(image.sha256, "display"))
    default_storage.save(photo_name(broken.sha256, "display"), ContentFile(half))

    tried = embed_pending(now=NOON, seconds=120)

    assert tried == IMAGES
    assert {failure.image for failure in EmbeddingFailure.objects.all()} == {broken, lost}
    assert Embedding.objects.count() == IMAGES - 2
    assert not is_anything_pending(now=timezone.now())
    assert is_anything_pending(now=timezone.now() + dt.timedelta(hours=1))


def test_what_no_photo_is_to_blame_for_is_heard_of(images: list[ProductImage]) -> None:
    images[6].sha256 = "../../../../elsewhere"
    images[6].save()

    with pytest.raises(SuspiciousFileOperation):
        embed_pending(now=NOON, seconds=120)

    assert not EmbeddingFailure.objects.exists()
    images[6].delete()
    embed_pending(now=NOON, seconds=120)
    assert Embedding.objects.count() == IMAGES - 1


def test_a_sweep_without_time_leaves_everything_to_the_next(images: list[ProductImage]) -> None:
    assert embed_pending(now=NOON, seconds=0) == 0
    assert is_anything_pending(now=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_never_run_at_once(elsewhere: None) -> None:
    make_image(1)

    assert embed_pending(now=NOON, seconds=120) == 0
    assert is_anything_pending(now=NOON)


@pytest.fixture
def elsewhere(transactional_db: None) -> Iterator[None]:
    """Another process is sweeping."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [Lock.EMBEDDING])
            yield
    finally:
        other.close()
