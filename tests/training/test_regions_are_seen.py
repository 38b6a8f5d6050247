"""The sweep notes where the products are, and looks closer where a person said so."""

import numpy as np
import pytest
from django.contrib.auth.models import User

from catalog.models import Embedding, ProductImage, Region
from catalog.services.photos import open_photo
from catalog.services.regions import set_region, undo_region
from tests.making import NOON, make_image
from training import runtime
from training.services import embedding
from training.services.embedding import embed_pending, is_anything_pending

BOX = (0.0, 0.0, 0.5, 0.5)


def vector(image: ProductImage) -> np.ndarray:
    return np.array(image.embeddings.get().vector, np.float16)


@pytest.mark.usefixtures("db")
def test_every_image_has_a_region_of_the_cnn() -> None:
    images = [make_image(number) for number in range(3)]

    embed_pending(now=NOON, seconds=120)

    seen = Region.objects.counting()
    assert {region.image_id for region in seen} == {image.pk for image in images}
    assert {(region.source, region.encoder_key) for region in seen} == {("cnn", runtime.encoder_key())}


@pytest.mark.usefixtures("db")
def test_a_photo_that_was_embedded_before_regions_were_noted_gets_one() -> None:
    images = [make_image(number) for number in range(3)]
    embed_pending(now=NOON, seconds=120)
    before = list(Embedding.objects.order_by("pk").values_list("pk", flat=True))
    expected = Region.objects.get(image=images[1]).box
    Region.objects.exclude(image=images[0]).delete()

    assert is_anything_pending(now=NOON)
    assert embed_pending(now=NOON, seconds=120) == 2

    assert Region.objects.get(image=images[1]).box == pytest.approx(expected)
    assert Region.objects.filter(source="cnn").count() == 3
    assert list(Embedding.objects.order_by("pk").values_list("pk", flat=True)) == before
    assert not is_anything_pending(now=NOON)
    assert embed_pending(now=NOON, seconds=120) == 0


def test_a_persons_region_changes_the_embedding_and_undo_brings_it_back(curator: User) -> None:
    image = make_image(1)
    embed_pending(now=NOON, seconds=120)
    before = vector(image)

    set_region(image_id=image.pk, curator=curator, box=BOX, now=NOON)
    embed_pending(now=NOON, seconds=120)
    closer = vector(image)
    undo_region(image_id=image.pk, curator=curator, region_id=None, now=NOON)
    embed_pending(now=NOON, seconds=120)

    with open_photo(image.sha256) as file:
        expected = runtime.encode_looks([runtime.look(file, BOX)]).embeddings[0]
    assert np.array_equal(closer, expected.astype(np.float16))
    assert not np.array_equal(closer, before)
    assert np.array_equal(vector(image), before)
    assert Region.objects.filter(image=image, source="cnn").count() == 1


def test_an_embedding_of_the_region_before_is_not_written(
    curator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = make_image(1)
    write = embedding._write

    def meanwhile(seen: object, key: str) -> None:
        set_region(image_id=image.pk, curator=curator, box=BOX, now=NOON)
        write(seen, key)  # type: ignore[arg-type]

    monkeypatch.setattr(embedding, "_write", meanwhile)
    embed_pending(now=NOON, seconds=120)

    assert not image.embeddings.exists()
    monkeypatch.setattr(embedding, "_write", write)
    assert embed_pending(now=NOON, seconds=120) == 1
    assert image.embeddings.exists()
