"""Which photos a version is surest of, and about which it is torn, without looking at the whole catalog."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.models import Embedding, ProductImage, Tag, same_picture_as
from catalog.models.embedding import EmbeddingQuerySet
from labeling.models import AuditImage
from training.models import ModelVersion
from training.services import reading
from training.services.serving import head_of
from training.services.vectors import load_vectors

SHOWN = 10
LOOKED_AT_CLOSELY = 60
NEWEST = 500
"""Photos among which those are looked for about which the version is torn."""
TORN = 0.25
"""At most so far from one half."""


@dataclass(frozen=True)
class Believed:
    """A photo, and the probability that the version gives the tag."""

    image: ProductImage
    probability: float


def surest_of(version: ModelVersion, tag: Tag) -> list[Believed]:
    """The photos whose embeddings point most in the direction of the tag's weights, by the index."""
    weight = head_of(version.model_key).weight[version.tags.index(tag.pk)]
    if not np.any(weight):
        return []
    near = _shown().nearest_to(weight, version.encoder_key)[:LOOKED_AT_CLOSELY]
    found = _scored(version, tag, list(near.values_list("image_id", flat=True)))
    return _photos(sorted(found, key=lambda one: (-one[1], one[0])))


def torn_about(version: ModelVersion, tag: Tag) -> list[Believed]:
    """Among the newest photos those of which the version cannot say; the most torn first.

    The picture alone chooses whom to look at closely: words are read for those few only.
    """
    newest = _shown().filter(encoder_key=version.encoder_key).order_by("-image_id")[:NEWEST]
    vectors = load_vectors(version.encoder_key, newest.values_list("image_id", flat=True))
    if not len(vectors.image_ids):
        return []
    column = version.tags.index(tag.pk)
    doubt = np.abs(head_of(version.model_key).probabilities(vectors.matrix)[:, column] - 0.5)
    close = vectors.image_ids[np.argsort(doubt, kind="stable")[:LOOKED_AT_CLOSELY]].tolist()
    found = [one for one in _scored(version, tag, close) if abs(one[1] - 0.5) <= TORN]
    return _photos(sorted(found, key=lambda one: (abs(one[1] - 0.5), one[0])))


def _shown() -> EmbeddingQuerySet:
    """Not those of the audit set: whoever will be asked about one must not know what the model says."""
    audited = AuditImage.objects.photos_of_products()
    return Embedding.objects.exclude(same_picture_as(audited, path="image__"))


def _scored(version: ModelVersion, tag: Tag, image_ids: Collection[int]) -> list[tuple[int, float]]:
    """(image, probability) of these."""
    vectors = load_vectors(version.encoder_key, image_ids)
    if not len(vectors.image_ids):
        return []
    pushes = reading.pushes(version, vectors.image_ids.tolist())
    said = head_of(version.model_key).probabilities(vectors.matrix, pushes)
    column = version.tags.index(tag.pk)
    return list(zip(vectors.image_ids.tolist(), said[:, column].tolist(), strict=True))


def _photos(found: Sequence[tuple[int, float]]) -> list[Believed]:
    """The first ones, of each product one."""
    images = ProductImage.objects.select_related("product").in_bulk([image_id for image_id, _ in found])
    shown: dict[int, Believed] = {}
    for image_id, probability in found:
        if image_id in images:
            shown.setdefault(images[image_id].product_id, Believed(images[image_id], probability))
    return list(shown.values())[:SHOWN]
