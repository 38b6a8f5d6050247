"""A candidate beside the champion, on the same audit images."""

from __future__ import annotations

import numpy as np

from catalog.models import Tag
from training.models import ModelVersion
from training.runtime import Head
from training.runtime.comparing import Comparison, compare
from training.services.evaluating import SEED, AuditTruth, audit_truth, is_enough, measurable, ranked_by
from training.services.gate import Judgement, first_model, judge, too_few_to_compare

Champion = tuple[ModelVersion, Head]


def judged(version: ModelVersion, head: Head, audit: AuditTruth, *, champion: Champion | None) -> Judgement:
    """What the gate says of an unsaved version."""
    if champion is None:
        return first_model()
    # Each is asked about the images as its own encoder sees them, and only about those that both have seen.
    own = audit if champion[0].encoder_key == version.encoder_key else audit_truth(champion[0].encoder_key)
    images, mine, theirs = np.intersect1d(audit.vectors.image_ids, own.vectors.image_ids, return_indices=True)
    if not is_enough(len(images)):
        return too_few_to_compare()
    comparison = compare(
        ranked_by(*champion, own)[theirs],
        ranked_by(version, head, audit)[mine],
        measurable(audit.truth[mine]),
        seed=SEED,
    )
    if not _says_something(comparison):
        return too_few_to_compare()
    names = dict(Tag.objects.filter(pk__in=audit.tags).values_list("pk", "name_ko"))
    return judge(comparison, names=[names[tag] for tag in audit.tags], images=len(images))


def _says_something(comparison: Comparison) -> bool:
    """Some tag has both a yes and a no among the audit images."""
    return not bool(np.isnan(comparison.worse))
