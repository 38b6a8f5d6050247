"""A shop made by hand: products at known places in style space, what people say of them, and a champion."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Mapping
from itertools import count

import numpy as np
import numpy.typing as npt
from PIL import Image

from catalog.models import DuplicateGroup, Embedding, Fingerprint, Product, ProductImage, Tag
from catalog.services.photos import keep
from labeling.models import Label
from ml.scoring import ChoiceGroups, Head
from ml.text import BUCKETS, TextHead
from recommender.models import PublishedTag
from training.models import Calibration, ModelVersion, Snapshot, TrainingRun

DIMENSIONS = 1280
ENCODER = "hand-made"
NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
Vector = npt.NDArray[np.float32]
_numbers = count(1)


def at(**axes: float) -> Vector:
    """The unit vector with these coordinates: `at(a0=3, a1=4)` lies between the first two axes."""
    vector = np.zeros(DIMENSIONS, np.float32)
    for axis, value in axes.items():
        vector[int(axis.removeprefix("a"))] = value
    return vector / np.linalg.norm(vector)


def put(title: str = "", *photos: Vector | None, category: str = "", seller: str = "") -> Product:
    """A product with a photo for each vector; a photo without one has not been embedded."""
    number = next(_numbers)
    product = Product.objects.create(
        external_id=f"shelf-{number}", title=title, category=category, seller=seller
    )
    for position, vector in enumerate(photos or (None,)):
        add_photo(product, vector, position=position, sha256=_hash(f"{number}-{position}"))
    return product


def add_photo(product: Product, vector: Vector | None, *, position: int, sha256: str) -> ProductImage:
    image = ProductImage.objects.create(
        product=product, sha256=sha256, width=30, height=40, position=position
    )
    if vector is not None:
        Embedding.objects.create(
            image=image, encoder_key=ENCODER, dimensions=len(vector), vector=vector.tolist()
        )
    return image


def keep_photos(product: Product) -> None:
    """Real JPEG files for a product's photos."""
    buffer = io.BytesIO()
    Image.new("RGB", (30, 40), "salmon").save(buffer, "JPEG")
    for image in product.images.all():
        keep(image.sha256, "display", buffer.getvalue())
        keep(image.sha256, "thumb", buffer.getvalue())


def say(product: Product, slug: str, *, yes: int = 0, no: int = 0, unsure: int = 0, photo: int = 0) -> None:
    """How many people said what of a tag on one of the product's photos."""
    Label.objects.update_or_create(
        image=product.images.get(position=photo),
        tag=Tag.objects.get(slug=slug),
        defaults={"yes": yes, "no": no, "unsure": unsure, "updated_at": NOW},
    )


def crown(
    axes: Mapping[str, int],
    key: str = "champion-1",
    *,
    sure: float = 20.0,
    thresholds: Mapping[str, float | None] | None = None,
    pushed: float = 0.0,
) -> ModelVersion:
    """A champion that is sure of a tag on the tag's axis, and sure of its absence elsewhere.

    On the axis the logit is +sure/2, at a right angle to it −sure/2. `axes` maps slugs to axes. Each tag of
    `thresholds` has that threshold on the audit set; by default all have .8. Any words about a product add
    `pushed` to the first tag's logit; a version's words are remembered by its key.
    """
    tags = list(Tag.objects.filter(slug__in=axes).order_by("pk"))
    weight = np.zeros((len(tags), DIMENSIONS), np.float32)
    for row, tag in enumerate(tags):
        weight[row, axes[tag.slug]] = sure
    ones = np.ones(len(tags), np.float32)
    head = Head(weight=weight, bias=-sure / 2 * ones, choice_groups=_groups(tags), temperature=ones)
    snapshot = Snapshot.objects.create(
        content_hash=_hash(key),
        encoder_key=ENCODER,
        payload=b"",
        label_count=0,
        image_count=0,
        created_at=NOW,
    )
    run = TrainingRun.objects.create(snapshot=snapshot, created_at=NOW)
    version = ModelVersion.objects.create(
        model_key=key,
        encoder_key=ENCODER,
        run=run,
        tags=[tag.pk for tag in tags],
        head=head.to_bytes(),
        text_head=_reader(len(tags), pushed) if pushed else b"",
        created_at=NOW,
    )
    promised = dict.fromkeys(axes, 0.8) if thresholds is None else thresholds
    Calibration.objects.bulk_create(
        Calibration(
            version=version,
            tag=tag,
            method="platt",
            image_count=400,
            positive_count=100,
            promised=0.9,
            threshold=promised[tag.slug],
        )
        for tag in tags
        if tag.slug in promised
    )
    version.promote(now=NOW, reason="made by hand")
    return version


def _reader(tags: int, pushed: float) -> bytes:
    weight = np.zeros((1, 2 * BUCKETS), np.float16)
    far, cap = np.full(1, 100.0, np.float32), np.full(1, pushed, np.float32)
    return TextHead(tags, np.zeros(1, np.int64), weight, far, cap).to_bytes()


def _groups(tags: list[Tag]) -> ChoiceGroups:
    single: dict[int, list[int]] = {}
    for column, tag in enumerate(tags):
        if tag.facet.is_single:
            single.setdefault(tag.facet_id, []).append(column)
    return tuple(tuple(columns) for columns in single.values())


def carry(
    product: Product, *slugs: str, confidence: float = 0.9, source: str = PublishedTag.Source.CURATED
) -> None:
    """Published already."""
    for slug in slugs:
        PublishedTag.objects.create(
            product=product,
            tag=Tag.objects.get(slug=slug),
            source=source,
            confidence=confidence,
            published_at=NOW,
        )


def carried(product: Product) -> dict[str, str]:
    """What the shop says of a product: slug → source."""
    return dict(product.published_tags.order_by("tag__slug").values_list("tag__slug", "source"))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def group(*products: Product) -> None:
    """The first photos of these products are the same picture."""
    together = DuplicateGroup.objects.create(created_at=NOW)
    for product in products:
        image = product.images.get(position=0)
        Fingerprint.objects.create(image=image, group=together, compared_at=NOW)
