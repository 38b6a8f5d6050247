"""The sweep that gives every image its embedding."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Sequence

from django.db.models import QuerySet
from django.utils import timezone
from pgvector import HalfVector
from PIL import Image

from catalog.models import Embedding, ProductImage
from catalog.services.photos import open_photo
from training import runtime
from training.models import EmbeddingFailure
from training.services.locks import Lock, held

logger = logging.getLogger(__name__)
BATCH = 32
SECONDS = 20.0
"""A sweep ends after so long and lets the other tasks of its queue have their turn; the next one goes on."""


def embed_pending(*, now: dt.datetime, seconds: float = SECONDS) -> int:
    """Embed images that have none, for at most about `seconds`; how many were tried. One sweep at a time."""
    with held(Lock.EMBEDDING) as ours:
        if not ours:
            return 0
        key, tried, until = runtime.encoder_key(), 0, time.monotonic() + seconds
        while time.monotonic() < until:
            batch = list(pending(key, now=now)[:BATCH])
            if not batch:
                break
            _embed(batch, key)
            tried += len(batch)
        if tried:
            took = time.monotonic() - until + seconds
            left = pending(key, now=now).count()
            logger.info("embedded %d photos (%.0f/s), %d to go", tried, tried / took, left)
        return tried


def is_anything_pending(*, now: dt.datetime) -> bool:
    return pending(runtime.encoder_key(), now=now).exists()


def pending(key: str, *, now: dt.datetime) -> QuerySet[ProductImage]:
    """What this encoder has not seen, without photos that could not be opened a moment ago."""
    failed = EmbeddingFailure.objects.fresh(key, now=now)
    return ProductImage.objects.awaiting_embedding(key).exclude(embedding_failures__in=failed)


def _embed(batch: Sequence[ProductImage], key: str) -> None:
    images: list[ProductImage] = []
    pictures: list[Image.Image] = []
    for image in batch:
        try:
            pictures.append(_opened(image))
            images.append(image)
        except OSError as error:  # Pillow's and the storage's errors alike
            EmbeddingFailure.objects.note(image_id=image.pk, encoder_key=key, error=error, now=timezone.now())
    if not pictures:
        return
    vectors = runtime.encode(pictures, with_features=False).embeddings
    Embedding.objects.bulk_create(
        (
            Embedding(image=image, encoder_key=key, dimensions=len(vector), vector=HalfVector(vector))
            for image, vector in zip(images, vectors, strict=True)
        ),
        ignore_conflicts=True,
    )


def _opened(image: ProductImage) -> Image.Image:
    """The photo as it is kept, decoded. Raises OSError where it is lost or broken."""
    with open_photo(image.sha256) as file:
        picture = Image.open(file, formats=["JPEG"])
        picture.load()
    return picture
