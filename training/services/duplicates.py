"""The sweep that finds which photos are the same picture."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from django.db import transaction
from PIL import Image

from catalog.models import DuplicateGroup, Embedding, Fingerprint, ProductImage
from catalog.services.grouping import join
from catalog.services.photos import open_photo
from training import runtime
from training.runtime import ALIKE_BITS, LEAST_COSINE, Original, Print
from training.services.locks import Lock, held
from training.services.serving import serving_encoder_key

logger = logging.getLogger(__name__)
BATCH = 32
SECONDS = 20.0
NEIGHBOURS = 6
"""Photos that the encoder finds nearest, looked at for each new one."""
MATES = 50
"""Photos of the nearest hashes that are looked at: one picture may stand for thousands of products."""
AT_ONCE = 1024
"""Photos that are listed in one go: to find the first that is new takes longer the more are not."""


def group_duplicates(*, now: dt.datetime, seconds: float = SECONDS) -> int:
    """Compare photos that are new with all others, for about `seconds`; how many. One sweep at a time.

    A batch is compared and written in one transaction, and each photo once: of two copies the one that is
    compared later finds the other.
    """
    with held(Lock.GROUPING) as ours:
        if not ours:
            return 0
        key, compared, until = serving_encoder_key(), 0, time.monotonic() + seconds
        for batch in _batches(key, until):
            with runtime.on_one_core(), transaction.atomic():
                _compare(batch, key, now)
            compared += len(batch)
        if compared:
            groups = DuplicateGroup.objects.count()
            logger.info("compared %d photos, %d pictures have copies", compared, groups)
        return compared


def _batches(key: str, until: float) -> Iterator[list[ProductImage]]:
    while listed := list(ProductImage.objects.awaiting_comparison(key)[:AT_ONCE]):
        for start in range(0, len(listed), BATCH):
            if time.monotonic() >= until:
                return
            yield listed[start : start + BATCH]


def is_anything_new() -> bool:
    return ProductImage.objects.awaiting_comparison(serving_encoder_key()).exists()


def _compare(batch: Sequence[ProductImage], key: str, now: dt.datetime) -> None:
    prints = {image.pk: found for image in batch if (found := _print_of(image.sha256)) is not None}
    Fingerprint.objects.bulk_create(
        (_fingerprint(image, prints.get(image.pk), now) for image in batch), ignore_conflicts=True
    )
    proposed = _proposed(prints, key)
    others = Fingerprint.objects.exclude(signed_hash=None).filter(
        image__in={other for known in proposed.values() for other in known}
    )
    hashes = dict(others.values_list("image", "image__sha256"))
    for image_id, cosines in proposed.items():
        known = {other: cosine for other, cosine in cosines.items() if other in hashes}
        for other in _copies(prints[image_id], known, hashes):
            join(image_id, other, now=now)


def _fingerprint(image: ProductImage, found: Print | None, now: dt.datetime) -> Fingerprint:
    if found is None:
        return Fingerprint(image=image, compared_at=now)
    buckets = runtime.bands(found.hash)
    return Fingerprint(
        image=image, signed_hash=Fingerprint.signed(found.hash), buckets=buckets, compared_at=now
    )


def _proposed(prints: Mapping[int, Print], key: str) -> dict[int, dict[int, float]]:
    """Of each photo those that may be the same picture, with the cosine of their embeddings."""
    found: dict[int, dict[int, float]] = defaultdict(dict)
    near = Embedding.objects.neighbours(prints.keys(), key, count=NEIGHBOURS)
    for image_id, other, cosine in near:
        found[image_id][other] = cosine
    mates = [
        (image_id, mate)
        for image_id, mine in prints.items()
        for mate in _of_alike_hash(mine.hash)
        if mate != image_id and mate not in found[image_id]
    ]
    for image_id, other, cosine in Embedding.objects.cosines(mates, key):
        found[image_id][other] = cosine
    return found


def _of_alike_hash(hash_: int) -> list[int]:
    """Photos whose hash is near to this one, or to its mirror image's; the nearest."""
    both = [hash_, runtime.mirrored(hash_)]
    mates = Fingerprint.objects.alike(
        map(Fingerprint.signed, both), [band for one in both for band in runtime.bands(one)], bits=ALIKE_BITS
    )
    return list(mates.values_list("image", flat=True)[: MATES + 1])  # itself is among them


def _copies(mine: Print, cosines: Mapping[int, float], hashes: Mapping[int, str]) -> Iterator[int]:
    """Those of the proposed photos that are the same picture; opened only if the encoder allows it."""
    original: Original | None = None
    for other_id, cosine in cosines.items():
        if cosine < LEAST_COSINE or (other := _print_of(hashes[other_id])) is None:
            continue
        original = original or Original(mine)
        if original.is_same_picture(other, cosine=cosine):
            yield other_id


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
