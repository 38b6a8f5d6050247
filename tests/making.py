"""Things that tests begin with: real photos in storage, rows, answers."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.contrib.auth.models import User
from pgvector import HalfVector
from PIL import Image

from catalog.models import Embedding, Product, ProductImage, Tag
from catalog.services.decoding import decode
from catalog.services.photos import keep
from labeling.models import QueueItem, Reason, Review, Suggestion
from labeling.services.recording import Answer, Said, record_review

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
ENCODER = "test-encoder"
_SIDE = 32


def jpeg(seed: int) -> bytes:
    """A small photo of nothing in particular, another one for each seed."""
    pixels = np.random.default_rng(seed).integers(0, 255, (_SIDE, _SIDE, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=90)
    return out.getvalue()


def make_image(number: int, *, lot: float = 0.99, product: Product | None = None) -> ProductImage:
    """A product's photo, really in storage. With the default lot its product is not of the audit set."""
    content = jpeg(number)
    sha256 = hashlib.sha256(content).hexdigest()
    pictures = decode(content)
    keep(sha256, "display", pictures.display)
    keep(sha256, "thumb", pictures.thumb)
    product = product or Product.objects.create(external_id=f"P{number}", title=f"상품 {number}", lot=lot)
    width, height = pictures.size
    return ProductImage.objects.create(
        product=product, sha256=sha256, width=width, height=height, position=product.images.count()
    )


def make_item(image: ProductImage, *tags: Tag, priority: float = 0.5, **fields: Any) -> QueueItem:
    """A question that waits, about these tags."""
    values = {"reason": Reason.DOUBT, "priority": priority} | fields
    item = QueueItem.objects.create(image=image, **values)
    Suggestion.objects.bulk_create(
        Suggestion(item=item, tag=tag, position=position, probability=0.5)
        for position, tag in enumerate(tags)
    )
    return item


def make_embedding(image: ProductImage, vector: np.ndarray, *, encoder_key: str = ENCODER) -> Embedding:
    """`vector` [d], of any length, stored at unit length."""
    unit = vector / np.linalg.norm(vector)
    return Embedding.objects.create(
        image=image, encoder_key=encoder_key, dimensions=len(unit), vector=HalfVector(unit)
    )


def an_answer(verdicts: Mapping[Tag, str], *, outcome: str = "answered", shown: Sequence[Tag] = ()) -> Answer:
    return Answer(
        client_id=uuid.uuid4(),
        outcome=outcome,
        verdicts=[Said(tag.pk, value) for tag, value in verdicts.items()],
        shown_tags=[tag.pk for tag in shown],
        seconds=1.5,
    )


def say(
    curator: User,
    image: ProductImage,
    verdicts: Mapping[Tag, str],
    *,
    now: dt.datetime = NOON,
    **fields: Any,
) -> Review:
    """A curator's answer about an image, to the question that waits or to one of its own."""
    waiting = QueueItem.objects.open().filter(image=image).first()
    item = waiting or make_item(image, *verdicts, **fields)
    review, _ = record_review(curator=curator, item_id=item.pk, answer=an_answer(verdicts), now=now)
    return review
