"""The sweep that gives every image its embedding."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from pgvector import HalfVector

from catalog.models import Embedding, ProductImage, Region
from catalog.services.photos import open_photo
from catalog.services.regions import curated_boxes, note_seen
from training import runtime
from training.models import EmbeddingFailure
from training.services.locks import Lock, held
from training.services.serving import serving_encoder_key, wanted_encoder_key

if TYPE_CHECKING:
    from training.runtime import Box, Embedded, Look

logger = logging.getLogger(__name__)
BATCH = 32
SECONDS = 20.0
"""A sweep ends after so long and lets the other tasks of its queue have their turn; the next one goes on."""


class Source(NamedTuple):
    """An image, and where a person said that its product is when the sweep came by."""

    image: ProductImage
    region: Box | None


def embed_pending(*, now: dt.datetime, seconds: float = SECONDS) -> int:
    """Embed images that have none, for at most about `seconds`; how many were tried. One sweep at a time.

    Then those are looked at again that were embedded before anybody noted where their products are.
    """
    with held(Lock.EMBEDDING) as ours:
        if not ours:
            return 0
        until = time.monotonic() + seconds
        return sum(_embed(key, waiting, now=now, until=until) for key, waiting in _waiting(now))


def embed_for(key: str, *, now: dt.datetime, seconds: float = SECONDS) -> int:
    """Embed for whoever needs another encoder's embeddings than the models do; how many photos were tried.

    None where that encoder's are made anyway, or it is not at hand.
    """
    with held(Lock.EMBEDDING) as ours:
        if not ours or key in embedding_keys() or not runtime.knows(key):
            return 0
        return _embed(key, pending(key, now=now), now=now, until=time.monotonic() + seconds)


def is_anything_pending(*, now: dt.datetime) -> bool:
    return any(waiting.exists() for _, waiting in _waiting(now))


def _waiting(now: dt.datetime) -> Iterator[tuple[str, QuerySet[ProductImage]]]:
    """Which encoder is to look at what, what is most urgent first."""
    keys = embedding_keys()
    for key in keys:
        yield key, pending(key, now=now)
    yield keys[0], unlocated(keys[0], now=now)


def embedding_keys() -> list[str]:
    """Whose embeddings are made: the serving encoder's first, then beside them those of the one to come.

    A champion whose encoder is neither the settings' nor of our own making sees no new photos any more.
    """
    serving, wanted = serving_encoder_key(), wanted_encoder_key()
    return [serving, wanted] if serving != wanted and runtime.knows(serving) else [wanted]


def _embed(key: str, waiting: QuerySet[ProductImage], *, now: dt.datetime, until: float) -> int:
    """How many images were tried."""
    tried, start = 0, time.monotonic()
    batches = _batches(waiting, until=until)
    # Only files and arrays are touched in its threads: the database stays here.
    with closing(runtime.embed_ahead(batches, partial(_look, key=key), key=key)) as seen:
        for embedded in seen:
            _write(embedded, key)
            tried += len(embedded.sources) + len(embedded.failures)
    if tried:
        left = waiting.count()
        rate = tried / (time.monotonic() - start)
        logger.info("%s: embedded %d photos (%.0f/s), %d to go", key, tried, rate, left)
    return tried


def pending(key: str, *, now: dt.datetime) -> QuerySet[ProductImage]:
    """What this encoder has not seen, without photos that could not be opened a moment ago."""
    return _openable(ProductImage.objects.awaiting_embedding(key), key, now)


def unlocated(key: str, *, now: dt.datetime) -> QuerySet[ProductImage]:
    """What this encoder has seen, and no CNN has said where its product is."""
    return _openable(ProductImage.objects.awaiting_region(key), key, now)


def _openable(images: QuerySet[ProductImage], key: str, now: dt.datetime) -> QuerySet[ProductImage]:
    return images.exclude(embedding_failures__in=EmbeddingFailure.objects.fresh(key, now=now))


def _batches(waiting: QuerySet[ProductImage], *, until: float) -> Iterator[list[Source]]:
    """What is pending, each image once: the batches before may not have been written yet."""
    last = 0
    while time.monotonic() < until:
        batch = list(waiting.filter(pk__gt=last)[:BATCH])
        if not batch:
            return
        said = curated_boxes(image.pk for image in batch)
        yield [Source(image, said.get(image.pk)) for image in batch]
        last = batch[-1].pk


def _look(source: Source, *, key: str) -> Look:
    """The photo as it is kept, decoded. Raises OSError where it is lost or broken."""
    with open_photo(source.image.sha256) as file:
        return runtime.look(file, source.region, key=key)


@transaction.atomic
def _write(embedded: Embedded[Source], key: str) -> None:
    """An image whose region has been changed since it was opened is left to the next sweep."""
    for (image, _), error in embedded.failures:
        EmbeddingFailure.objects.note(image_id=image.pk, encoder_key=key, error=error, now=timezone.now())
    images = ProductImage.objects.filter(pk__in=[image.pk for image, _ in embedded.sources])
    there = set(images.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    said = curated_boxes(there)
    seen = [
        (image, vector, region)
        for (image, shown), vector, region in zip(
            embedded.sources, embedded.embeddings, embedded.regions.tolist(), strict=True
        )
        if image.pk in there and said.get(image.pk) == shown
    ]
    Embedding.objects.bulk_create(
        (
            Embedding(image=image, encoder_key=key, dimensions=len(vector), vector=HalfVector(vector))
            for image, vector, _ in seen
        ),
        ignore_conflicts=True,
    )
    boxes = {image.pk: (region[0], region[1], region[2], region[3]) for image, _, region in seen}
    if key != runtime.encoder_key():
        # ImageNet's classifier, which finds the product, was not tuned with the rest: better what is known.
        for image_id in Region.objects.filter(image__in=boxes).values_list("image_id", flat=True):
            boxes.pop(image_id, None)
    note_seen(boxes, encoder_key=key, now=timezone.now())
