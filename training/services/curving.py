"""Each tag's learning curve, and what it says of more labels: how many until the goal, or that it is met."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext_noop as _

from catalog.models import Tag
from labeling.services.agreement import Agreement, agreements
from training.models import LearningCurve, ModelVersion, TunedEncoder
from training.runtime.curves import Interval, Learned, Lesson, doubling, learn_less, ratio, typical
from training.services.evaluating import AuditTruth
from training.services.goals import goals_of
from training.services.snapshots import Frozen

FORECAST_POINTS = 24
AHEAD = 4
"""Times the labels there are, up to which the curve is drawn; as far as the back-test looks."""
State = LearningCurve.State
Progress = Callable[[float, str], None]


def learning_curves(
    version: ModelVersion,
    frozen: Frozen,
    matrix: npt.NDArray[np.float32],
    audit: AuditTruth,
    *,
    penalty: npt.NDArray[np.float32],
    seed: int,
    progress: Progress,
) -> list[LearningCurve]:
    """Unsaved curves, one for each of the version's tags.

    matrix [n, d] are the vectors of frozen.images, penalty [t] what cross-validation chose for the fit on all
    of them; progress hears of a share in 0 … 1. The picture alone is judged, without words: heads that read
    were not taught with less. A tag of which too little is known stays unknown, and nothing is fitted for it,
    nor on a fine-tuned encoder. A tag's labels are the images of which it is known: answered, or implied by a
    sibling's yes.
    """
    lesson = Lesson(matrix, frozen.taught(), frozen.weights(), frozen.choice_groups, frozen.products, penalty)
    truth = _truth(version, audit)
    tags = Tag.objects.select_related("facet").in_bulk(version.tags)
    goals = goals_of(tags.values())
    curves = [
        LearningCurve(
            version=version,
            tag=tags[tag_id],
            state=State.UNKNOWN,
            points=[],
            goal=goals[tag_id].value,
            label_count=labels,
            image_count=int((~np.isnan(truth[:, column])).sum()),
            positive_count=int((truth[:, column] == 1).sum()),
        )
        for column, (tag_id, labels) in enumerate(zip(version.tags, lesson.labels().tolist(), strict=True))
    ]
    _agree(curves, agreements(list(tags.values())))
    if TunedEncoder.objects.filter(encoder_key=version.encoder_key).exists():
        return curves  # its CNN has learned from all labels: heads on fewer of them would look too good
    can_tell = np.array([curve.can_be_told for curve in curves])
    if can_tell.any():
        found = learn_less(
            lesson,
            audit=audit.vectors.matrix,
            truth=truth,
            can_tell=can_tell,
            seed=seed,
            progress=lambda share, _what: progress(share, _("더 적은 라벨로 다시 배워 보는 중")),
        )
        known = [(curve, learned) for curve, learned in zip(curves, found, strict=True) if learned]
        for curve, learned in known:
            _tell(curve, learned)
        _compare(known)
    return curves


def abstractness(version: ModelVersion) -> list[tuple[Tag, float, float, float | None]]:
    """How many labels each tag takes for each one of a typical concrete tag, and bounds; hardest first.

    The upper bound is None where it lies beyond what can be told. Empty while nothing is known.
    """
    curves = version.curves.exclude(ratio=None).select_related("tag__facet").order_by("-ratio", "tag")
    return [
        (curve.tag, curve.ratio, curve.ratio_low, curve.ratio_high)
        for curve in curves
        if curve.ratio is not None and curve.ratio_low is not None
    ]


def _truth(version: ModelVersion, audit: AuditTruth) -> npt.NDArray[np.float32]:
    """[m, t] of the audit images, in the columns of the version."""
    truth = np.full((len(audit.truth), len(version.tags)), np.nan, np.float32)
    for column, tag_id in enumerate(version.tags):
        if tag_id in audit.tags:
            truth[:, column] = audit.truth[:, audit.tags.index(tag_id)]
    return truth


def _agree(curves: list[LearningCurve], agreed: dict[int, Agreement]) -> None:
    for curve in curves:
        if curve.tag_id in agreed:
            curve.agreement = agreed[curve.tag_id].share
            curve.ceiling = agreed[curve.tag_id].ceiling


def _tell(curve: LearningCurve, learned: Learned) -> None:
    """The points, the forecast and what follows from them for the goal."""
    measured = zip(np.rint(learned.labels).astype(int).tolist(), learned.points, strict=True)
    curve.points = [_point(labels, found) for labels, found in measured]
    ahead = np.geomspace(learned.labels[0], AHEAD * learned.labels[-1], FORECAST_POINTS)
    ahead = np.unique(np.rint(ahead))
    curve.fitted = [
        _point(int(labels), found) for labels, found in zip(ahead, learned.band(ahead), strict=True)
    ]
    gain, curve.noise = doubling(learned)
    curve.gain, curve.gain_low, curve.gain_high = gain.value, gain.low, gain.high
    if learned.value >= curve.goal:
        curve.state = State.REACHED
    elif curve.ceiling is not None and learned.value >= curve.ceiling:
        curve.state = State.CEILING
    else:
        curve.state = State.LEARNING
        more = learned.more_to(curve.within_reach)
        curve.needed, curve.needed_low, curve.needed_high = map(_whole, (more.value, more.low, more.high))


def _compare(known: list[tuple[LearningCurve, Learned]]) -> None:
    """Each tag beside a typical one that is concrete: of a facet of which exactly one holds."""
    concrete = [(curve, learned) for curve, learned in known if curve.tag.facet.is_single]
    if not concrete:
        return
    reference, model = concrete[typical([learned for _curve, learned in concrete])]
    for curve, learned in known:
        times = ratio(learned, model)
        if math.isfinite(times.value):
            curve.reference, curve.ratio, curve.ratio_low = reference.tag, times.value, times.low
            curve.ratio_high = times.high if math.isfinite(times.high) else None


def _point(labels: int, found: Interval) -> dict[str, float]:
    return {
        "labels": labels,
        "value": round(found.value, 4),
        "low": round(found.low, 4),
        "high": round(found.high, 4),
    }


def _whole(labels: float) -> int | None:
    return math.ceil(labels) if math.isfinite(labels) else None
