"""Probabilities that mean what they say: put right by the audit set, measured on it fairly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from catalog.models import Tag
from catalog.services.settings import value_of
from training.models import Calibration, ModelVersion
from training.runtime import FloatArray, Head, trust
from training.services.evaluating import AuditTruth

ENOUGH_ANSWERS = 50
"""Fewer say nothing of a calibration error: that is ten to each of its bins."""
SEED = 0

Truth = npt.NDArray[np.float32]


def calibrated(
    head: Head, audit: AuditTruth, *, tags: Sequence[int], pushes: FloatArray | None = None
) -> Head:
    """The head, put right by audit answers; as it is where there are none.

    tags are its columns. pushes [n, t] is what words add to the logits of the audit images. A tag with few
    answers leans on its facet, and a facet on the temperature that cross-validation found. Ranking stays, so
    that a comparison of heads on the same audit images stays fair (within a `single` facet, nearly).
    """
    truth = _truth_of(audit, tags)
    if np.isnan(truth).all():
        return head
    calibrators = trust.fit_calibrators(
        logits=_cooled(head, audit, pushes),
        truth=truth,
        choice_groups=head.choice_groups,
        facets=_facets(tags),
        seed=SEED,
    )
    return replace(head, calibrators=calibrators)


def calibrations(
    version: ModelVersion, raw_head: Head, head: Head, audit: AuditTruth, *, pushes: FloatArray | None = None
) -> list[Calibration]:
    """Unsaved: for each tag of the version how true raw_head was and head is, and from where on to publish.

    The errors are cross-fitted. The threshold is one of head's own probabilities: see `ml.promise` for why
    that is fair though head has seen the same answers.
    """
    truth = _truth_of(audit, version.tags)
    before = after = said = np.zeros(truth.shape, np.float32)
    if not np.isnan(truth).all():
        logits = _logits(head, audit, pushes)
        before, said = raw_head.calibrated(logits), head.calibrated(logits)
        after = trust.cross_fitted(
            logits=head.cooled(logits),
            truth=truth,
            choice_groups=head.choice_groups,
            facets=_facets(version.tags),
            seed=SEED,
        )
    return [
        _calibration(version, column, head, (before[:, column], after[:, column], said[:, column]), answers)
        for column, answers in enumerate(truth.T)
    ]


def _calibration(
    version: ModelVersion, column: int, head: Head, probabilities: tuple[Truth, Truth, Truth], truth: Truth
) -> Calibration:
    before, after, said = probabilities
    promised = value_of("publish_precision")
    found = trust.keep_promise(said, truth, promised)
    images = int((~np.isnan(truth)).sum())
    enough = images >= ENOUGH_ANSWERS
    error = trust.error_interval(after, truth, seed=SEED) if enough else None
    return Calibration(
        version=version,
        tag_id=version.tags[column],
        method="head" if head.calibrators is None else head.calibrators.methods[column],
        image_count=images,
        positive_count=int((truth == 1).sum()),
        error_raw=trust.expected_error(before, truth) if enough else None,
        error=error.value if error else None,
        error_low=error.low if error else None,
        error_high=error.high if error else None,
        bins=[_rounded(one) for one in trust.reliability_bins(after, truth)] if enough else [],
        promised=promised,
        threshold=found.threshold,
        precision=_known(found.precision),
        precision_low=_known(found.low),
        precision_high=_known(found.high),
        recall=_known(found.recall),
    )


def _truth_of(audit: AuditTruth, tags: Sequence[int]) -> Truth:
    """[n, t] in the columns of these tags; a tag that is no longer in use is not known of any image."""
    column = {tag: at for at, tag in enumerate(audit.tags)}
    truth = np.full((len(audit.truth), len(tags)), np.nan, np.float32)
    for at, tag in enumerate(tags):
        if tag in column:
            truth[:, at] = audit.truth[:, column[tag]]
    return truth


def _facets(tags: Sequence[int]) -> npt.NDArray[np.int64]:
    facet_of = dict(Tag.objects.filter(pk__in=tags).values_list("pk", "facet_id"))
    return np.array([facet_of[tag] for tag in tags], np.int64)


def _logits(head: Head, audit: AuditTruth, pushes: FloatArray | None) -> FloatArray:
    logits = head.logits(audit.vectors.matrix)
    return logits if pushes is None else logits + pushes


def _cooled(head: Head, audit: AuditTruth, pushes: FloatArray | None) -> FloatArray:
    return head.cooled(_logits(head, audit, pushes))


def _known(figure: float) -> float | None:
    return None if math.isnan(figure) else figure


def _rounded(one: trust.Bin) -> dict[str, float | int]:
    shares = {name: round(getattr(one, name), 4) for name in ("said", "true", "low", "high")}
    return {**shares, "images": one.images}
