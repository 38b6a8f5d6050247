"""The sweep finds copies among new photos, writes them down as groups, and does it once."""

from __future__ import annotations

import hashlib
import io

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from catalog.models import DuplicateGroup, Fingerprint, Product, ProductImage
from catalog.sample import generate
from catalog.services import grouping
from catalog.services.decoding import decode
from catalog.services.photos import keep, photo_name
from tests.making import ENCODER, NOON, make_embedding
from training.services.duplicates import group_duplicates, is_anything_new

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Image.Image]:
    """Drawn photos of different things."""
    directory = tmp_path_factory.mktemp("drawn")
    generate(directory, products=6, seed=3)
    files = sorted(directory.rglob("*.jpg"))
    return [Image.open(file).convert("RGB") for file in files]


def put(picture: Image.Image, vector: np.ndarray, *, quality: int = 90) -> ProductImage:
    """A product of its own with this photo, embedded."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    sha256 = hashlib.sha256(out.getvalue()).hexdigest()
    decoded = decode(out.getvalue())
    keep(sha256, "display", decoded.display)
    keep(sha256, "thumb", decoded.thumb)
    product = Product.objects.create(external_id=f"P{Product.objects.count()}", lot=0.99)
    image = ProductImage.objects.create(
        product=product, sha256=sha256, width=decoded.size[0], height=decoded.size[1]
    )
    make_embedding(image, vector, encoder_key=ENCODER)
    return image


def direction(number: int, *, noise: float = 0.0) -> np.ndarray:
    vector = 0.3 * np.ones(16)
    vector[number % 16] += 1
    return np.asarray(vector + noise * np.random.default_rng(number).normal(size=16))


def cropped(picture: Image.Image) -> Image.Image:
    width, height = picture.size
    return picture.crop((width // 10, height // 12, width, height))


def groups() -> list[set[int]]:
    return [set(group.fingerprints.values_list("image", flat=True)) for group in DuplicateGroup.objects.all()]


def test_copies_fall_into_one_group_and_others_into_none(pictures: list[Image.Image]) -> None:
    picture, *others = pictures[:4]
    copies = [
        put(picture, direction(0)),
        put(ImageOps.mirror(picture), direction(0, noise=0.02), quality=60),
        put(cropped(picture), direction(0, noise=0.05)),
    ]
    strangers = [put(other, direction(0, noise=0.1 + at / 10)) for at, other in enumerate(others)]

    assert group_duplicates(now=NOON) == 6

    assert groups() == [{image.pk for image in copies}]
    assert Fingerprint.objects.filter(image__in=strangers, group=None).count() == 3


def test_only_what_is_new_is_compared(pictures: list[Image.Image]) -> None:
    first = put(pictures[0], direction(0))
    group_duplicates(now=NOON)

    assert group_duplicates(now=NOON) == 0
    assert not is_anything_new()

    again = put(pictures[0], direction(0), quality=50)

    assert is_anything_new()
    assert group_duplicates(now=NOON) == 1
    assert groups() == [{first.pk, again.pk}]


def test_a_copy_that_links_two_groups_makes_them_one(pictures: list[Image.Image]) -> None:
    picture = pictures[0]
    images = [put(picture, direction(0), quality=quality) for quality in (90, 80, 70, 60)]
    for pair in (images[:2], images[2:]):
        group = DuplicateGroup.objects.create(created_at=NOON)
        for image in pair:
            Fingerprint.objects.create(image=image, signed_hash=1, group=group, compared_at=NOON)
    link = put(picture, direction(0), quality=50)

    group_duplicates(now=NOON)

    assert groups() == [{image.pk for image in [*images, link]}]


def test_copies_that_the_encoder_does_not_list_are_found_by_their_hash(pictures: list[Image.Image]) -> None:
    copy = put(pictures[0], direction(0))
    for at in range(12):
        put(pictures[1 + at % 4], direction(0, noise=0.001 * (at + 1)), quality=95 - at)
    again = put(pictures[0], direction(0) + 0.9 * direction(1), quality=50)

    group_duplicates(now=NOON)

    assert {copy.pk, again.pk} in groups()


def test_what_the_encoder_has_not_seen_waits(pictures: list[Image.Image]) -> None:
    put(pictures[0], direction(0))
    unseen = put(pictures[1], direction(1))
    unseen.embeddings.all().delete()

    assert group_duplicates(now=NOON) == 1


def test_a_lost_photo_is_nobodys_copy_and_holds_up_nobody(pictures: list[Image.Image]) -> None:
    lost = put(pictures[4], direction(0), quality=71)
    default_storage.delete(photo_name(lost.sha256, "thumb"))
    put(pictures[4], direction(0), quality=72)

    assert group_duplicates(now=NOON) == 2
    assert Fingerprint.objects.get(image=lost).hash is None
    assert groups() == []
    assert not is_anything_new()


def test_a_photo_that_is_deleted_leaves_its_copies(pictures: list[Image.Image]) -> None:
    images = [put(pictures[0], direction(0), quality=quality) for quality in (90, 80, 70)]
    group_duplicates(now=NOON)

    images[0].product.delete()

    assert groups() == [{image.pk for image in images[1:]}]


def test_what_a_person_took_apart_stays_apart(pictures: list[Image.Image], manager: User) -> None:
    wrong, right, also = (put(pictures[0], direction(0), quality=quality) for quality in (90, 80, 70))
    group_duplicates(now=NOON)

    grouping.take_out([wrong.pk], by=manager, now=NOON)
    DuplicateGroup.objects.all().delete()
    Fingerprint.objects.all().delete()
    group_duplicates(now=NOON)

    assert groups() == [{right.pk, also.pk}]


def test_a_copy_of_two_that_were_taken_apart_joins_one_of_them(
    pictures: list[Image.Image], manager: User
) -> None:
    one, other = (put(pictures[0], direction(0), quality=quality) for quality in (90, 80))
    group_duplicates(now=NOON)
    grouping.dissolve(DuplicateGroup.objects.get(), by=manager, now=NOON)
    link = put(pictures[0], direction(0), quality=50)

    group_duplicates(now=NOON)

    [group] = groups()
    assert link.pk in group and len(group & {one.pk, other.pk}) == 1
