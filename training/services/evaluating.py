"""How good a head is, on the audit set and nowhere else."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from django.db.models import F

from catalog.models import Tag
from labeling.models import Label
from training import runtime
from training.models import Evaluation, ModelVersion
from training.runtime import Head
from training.services import reading
from training.services.vectors import Vectors, load_vectors

if TYPE_CHECKING:
    from training.runtime import Interval

ENOUGH_IMAGES = 20
"""Fewer audit images say nothing that could be published; the pages then say "not yet known"."""
LEAST_OF_EACH = 5
"""Audit images with a tag, and without it, before its average precision says anything."""
SEED = 0


@dataclass(frozen=True, eq=False)
class AuditTruth:
    """What people said: vectors of n audit images, truth [n, t] as 1, 0 or NaN, tags the t columns."""

    vectors: Vectors
    truth: npt.NDArray[np.float32]
    tags: list[int]

    @property
    def is_enough(self) -> bool:
        return is_enough(len(self.truth))


def is_enough(images: int) -> bool:
    """Whether so many audit images say anything."""
    return images >= ENOUGH_IMAGES


def audit_truth(encoder_key: str) -> AuditTruth:
    """A `single` facet's yes is a no for its siblings; ties between people stay unknown."""
    tags = list(Tag.objects.in_use())
    labels = Label.objects.audited().exclude(yes=F("no")).values_list("image_id", "tag_id", "yes", "no")
    said = {(image_id, tag_id): yes > no for image_id, tag_id, yes, no in labels}
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


def measurable(truth: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """[n, t] without the tags of which too little is known: one yes, ranked first, would look perfect."""
    yes, no = (truth == 1).sum(axis=0), (truth == 0).sum(axis=0)
    enough = (yes + no >= ENOUGH_IMAGES) & (yes >= LEAST_OF_EACH) & (no >= LEAST_OF_EACH)
    return np.where(enough, truth, np.float32(np.nan))


def evaluate(version: ModelVersion, head: Head, audit: AuditTruth) -> list[Evaluation]:
    """Unsaved figures of this version: the mean over tags first, then each of its tags that can be measured.

    The mean is over all tags that the audit set can measure. One that the model does not know counts as what
    chance reaches: two versions are compared on the same tags, and learning a hard one is never a loss.
    """
    if not audit.is_enough:
        return []
    measured = runtime.measure(ranked_by(version, head, audit), measurable(audit.truth), seed=SEED)
    images = int((~np.isnan(audit.truth)).any(axis=1).sum())
    positive = int((audit.truth == 1).any(axis=1).sum())
    rows = [_figure(version, None, measured.macro, images, positive)]
    for column, tag_id in enumerate(audit.tags):
        if tag_id in version.tags:
            counts = int(measured.known[column]), int(measured.positives[column])
            rows.append(_figure(version, tag_id, measured.per_tag[column], *counts))
    return [row for row in rows if not math.isnan(row.average_precision + row.low + row.high)]


def ranked_by(version: ModelVersion, head: Head, audit: AuditTruth) -> npt.NDArray[np.float32]:
    """[n, t] what the audit images are ranked by: without the calibration, which has seen these answers.

    It would change no ranking, but inside a `single` facet.
    """
    return said_of(version, replace(head, calibrators=None), audit)


def said_of(version: ModelVersion, head: Head, audit: AuditTruth) -> npt.NDArray[np.float32]:
    """[n, t] what this version says of the audit images; nought of tags that it does not know."""
    probabilities = np.zeros(audit.truth.shape, np.float32)
    pushes = reading.pushes(version, audit.vectors.image_ids.tolist())
    said = head.probabilities(audit.vectors.matrix, pushes)
    for column, tag_id in enumerate(version.tags):
        if tag_id in audit.tags:
            probabilities[:, audit.tags.index(tag_id)] = said[:, column]
    return probabilities


def _figure(
    version: ModelVersion, tag_id: int | None, interval: Interval, images: int, positive: int
) -> Evaluation:
    return Evaluation(
        version=version,
        tag_id=tag_id,
        average_precision=interval.value,
        low=interval.low,
        high=interval.high,
        image_count=images,
        positive_count=positive,
        created_at=version.created_at,
    )
