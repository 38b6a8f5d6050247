"""The sweep that finds which photos are the same picture."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.db import transaction
from PIL import Image

from catalog.models import DuplicateGroup, Embedding, Fingerprint, ProductImage
from catalog.services.photos import open_photo
from training import runtime
from training.runtime import Print
from training.services.locks import Lock, held
from training.services.serving import serving_encoder_key
from training.services.vectors import Vectors, load_vectors

logger = logging.getLogger(__name__)
BATCH = 32
SECONDS = 20.0
NEIGHBOURS = 6
"""Photos that the encoder finds nearest, looked at for each new one."""
MATES = 50
"""Photos of one bucket whose hashes are compared: plain grounds fill some buckets with thousands."""


def group_duplicates(*, now: dt.datetime, seconds: float = SECONDS) -> int:
    """Compare photos that are new with all others, for about `seconds`; how many. One sweep at a time.

    A batch is compared and written in one transaction, and each photo once: of two copies the one that is
    compared later finds the other.
    """
    with held(Lock.GROUPING) as ours:
        if not ours:
            return 0
        key, compared, until = serving_encoder_key(), 0, time.monotonic() + seconds
        while time.monotonic() < until:
            batch = list(ProductImage.objects.awaiting_comparison(key)[:BATCH])
            if not batch:
                break
            with transaction.atomic():
                _compare(batch, key, now)
            compared += len(batch)
        if compared:
            groups = DuplicateGroup.objects.count()
            logger.info("compared %d photos, %d pictures have copies", compared, groups)
        return compared


def is_anything_new() -> bool:
    return ProductImage.objects.awaiting_comparison(serving_encoder_key()).exists()


def _compare(batch: Sequence[ProductImage], key: str, now: dt.datetime) -> None:
    prints = {image.pk: found for image in batch if (found := _print_of(image.sha256)) is not None}
    Fingerprint.objects.bulk_create(_fingerprint(image, prints.get(image.pk), now) for image in batch)
    vectors = load_vectors(key, prints)
    pairs: list[tuple[int, int]] = []
    for image_id, vector in zip(vectors.image_ids.tolist(), vectors.matrix, strict=True):
        pairs += _copies(image_id, prints[image_id], vector, key)
    for images in runtime.connected(pairs):
        _join(images, now)


def _fingerprint(image: ProductImage, found: Print | None, now: dt.datetime) -> Fingerprint:
    if found is None:
        return Fingerprint(image=image, compared_at=now)
    buckets = runtime.bands(found.hash)
    return Fingerprint(
        image=image, signed_hash=Fingerprint.signed(found.hash), buckets=buckets, compared_at=now
    )


def _copies(image_id: int, mine: Print, vector: runtime.FloatArray, key: str) -> Iterable[tuple[int, int]]:
    """Of the compared photos those that are the same picture as this one."""
    candidates = _near(vector, key) | _of_alike_hash(mine.hash)
    candidates.discard(image_id)
    others = Fingerprint.objects.filter(image__in=candidates).exclude(signed_hash=None)
    hashes = dict(others.values_list("image", "image__sha256"))
    known = load_vectors(key, hashes)
    for other_id, cosine in _with_cosines(known, vector):
        other = _print_of(hashes[other_id])
        if other is not None and runtime.is_same_picture(mine, other, cosine=cosine):
            yield image_id, other_id


def _near(vector: runtime.FloatArray, key: str) -> set[int]:
    nearest = Embedding.objects.nearest_to(vector, key)
    return set(nearest.values_list("image", flat=True)[: NEIGHBOURS + 1])  # itself is among them


def _of_alike_hash(hash_: int) -> set[int]:
    """Photos whose hash is near to this one, or to its mirror image's."""
    buckets = runtime.bands(hash_) + runtime.bands(runtime.mirrored(hash_))
    mates = Fingerprint.objects.sharing_a_bucket(buckets).order_by("-image")[:MATES]
    return {
        mate.pk
        for mate in mates
        if mate.hash is not None and runtime.distance(mate.hash, hash_) <= runtime.ALIKE_BITS
    }


def _with_cosines(known: Vectors, vector: runtime.FloatArray) -> Iterable[tuple[int, float]]:
    if not len(known.image_ids):
        return []
    return zip(known.image_ids.tolist(), (known.matrix @ vector).tolist(), strict=True)


def _print_of(sha256: str) -> Print | None:
    """None where the photo is lost or broken."""
    try:
        return _read_print(sha256)
    except OSError:  # Pillow's and the storage's errors alike
        return None


@lru_cache(maxsize=256)
def _read_print(sha256: str) -> Print:
    """A photo never changes, and one that was compared is often asked for again, by its copies."""
    with open_photo(sha256, "thumb") as file:
        return runtime.print_of(Image.open(file, formats=["JPEG"]))


def _join(images: Sequence[int], now: dt.datetime) -> None:
    """Bring these photos into one group: that of any of them, the oldest if there are several."""
    members = Fingerprint.objects.select_for_update().filter(image__in=images)
    groups = list(DuplicateGroup.objects.filter(fingerprints__in=list(members)).distinct().order_by("pk"))
    group = groups[0] if groups else DuplicateGroup.objects.create(created_at=now)
    group.absorb(groups[1:])
    Fingerprint.objects.filter(image__in=images).update(group=group)
