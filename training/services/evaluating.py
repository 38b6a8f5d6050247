"""How good a head is, on the audit set and nowhere else."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from catalog.models import Tag
from labeling.models import Label
from training import runtime
from training.models import Evaluation, ModelVersion
from training.runtime import Head
from training.services.vectors import Vectors, load_vectors

ENOUGH_IMAGES = 20
"""Fewer audit images say nothing that could be published; the pages then say "not yet known"."""
SEED = 0


@dataclass(frozen=True, eq=False)
class AuditTruth:
    """What people said: vectors of n audit images, truth [n, t] as 1, 0 or NaN, tags the t columns."""

    vectors: Vectors
    truth: npt.NDArray[np.float32]
    tags: list[int]

    @property
    def is_enough(self) -> bool:
        return len(self.truth) >= ENOUGH_IMAGES


def audit_truth(encoder_key: str) -> AuditTruth:
    """A `single` facet's yes is a no for its siblings; ties between people stay unknown."""
    tags = list(Tag.objects.in_use())
    labels = Label.objects.audited().exclude(value=None).values_list("image_id", "tag_id", "value")
    said = {(image_id, tag_id): bool(value) for image_id, tag_id, value in labels}
    vectors = load_vectors(encoder_key, {image_id for image_id, _ in said})
    row = {image_id: at for at, image_id in enumerate(vectors.image_ids.tolist())}
    column = {tag.pk: at for at, tag in enumerate(tags)}
    siblings = {
        tag.pk: [column[other.pk] for other in tags if other.facet_id == tag.facet_id] for tag in tags
    }
    single = {tag.pk for tag in tags if tag.facet.is_single}
    truth = np.full((len(row), len(tags)), np.nan, np.float32)
    for (image_id, tag_id), value in sorted(said.items(), key=lambda cell: not cell[1]):  # yes before no
        if image_id in row and tag_id in column:
            if value and tag_id in single:
                truth[row[image_id], siblings[tag_id]] = 0.0
            truth[row[image_id], column[tag_id]] = float(value)
    return AuditTruth(vectors, truth, list(column))


def evaluate(version: ModelVersion, head: Head, audit: AuditTruth) -> list[Evaluation]:
    """Unsaved figures of this version: the mean over tags first, then each tag that can be measured."""
    if not audit.is_enough:
        return []
    known = [audit.tags.index(tag) for tag in version.tags if tag in audit.tags]
    columns = [at for at, tag in enumerate(version.tags) if tag in audit.tags]
    probabilities = head.probabilities(audit.vectors.matrix)[:, columns]
    return list(_figures(version, probabilities, audit.truth[:, known], [version.tags[at] for at in columns]))


def _figures(
    version: ModelVersion,
    probabilities: npt.NDArray[np.float32],
    truth: npt.NDArray[np.float32],
    tags: list[int],
) -> Iterator[Evaluation]:
    measured = runtime.measure(probabilities, truth, seed=SEED)
    rows: list[int | None] = [None, *tags]
    images = int((~np.isnan(truth)).any(axis=1).sum())
    known = [images, *measured.known.tolist()]
    positives = [int((truth == 1).any(axis=1).sum()), *measured.positives.tolist()]
    for tag_id, interval, image_count, positive_count in zip(
        rows, [measured.macro, *measured.per_tag], known, positives, strict=True
    ):
        if not any(math.isnan(number) for number in (interval.value, interval.low, interval.high)):
            yield Evaluation(
                version=version,
                tag_id=tag_id,
                average_precision=interval.value,
                low=interval.low,
                high=interval.high,
                image_count=image_count,
                positive_count=positive_count,
                created_at=version.created_at,
            )
