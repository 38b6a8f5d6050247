"""What fewer labels would have taught, and what more of them will."""

# ruff: noqa: PLC0415
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from ml.scoring import ChoiceGroups, FloatArray

if TYPE_CHECKING:
    from ml import metrics, needed
    from ml.head import Progress

Learned: TypeAlias = "needed.Learned"
Interval: TypeAlias = "metrics.Interval"


@dataclass(frozen=True, eq=False)
class Lesson:
    """What a head was taught: embeddings [n, d], targets and weights [n, t], and the penalty [t] chosen."""

    embeddings: FloatArray
    targets: FloatArray
    weights: FloatArray
    choice_groups: ChoiceGroups
    sample_groups: npt.NDArray[np.int64]
    penalty: FloatArray

    def labels(self) -> npt.NDArray[np.int64]:
        """[t] images of which each tag is known."""
        from ml.nested import known_rows

        return np.asarray(known_rows(self.targets, self.choice_groups).sum(axis=0), np.int64)


def learn_less(
    lesson: Lesson,
    *,
    audit: FloatArray,
    truth: FloatArray,
    can_tell: npt.NDArray[np.bool_],
    seed: int,
    progress: Progress,
) -> list[Learned | None]:
    """Each tag's learning curve over nested parts of the lesson, on audit images [m, d] with truth [m, t]."""
    from ml.needed import learned
    from ml.nested import nested_heads

    parts = nested_heads(
        embeddings=lesson.embeddings,
        targets=lesson.targets,
        weights=lesson.weights,
        choice_groups=lesson.choice_groups,
        sample_groups=lesson.sample_groups,
        penalty=lesson.penalty,
        audit=audit,
        seed=seed,
        progress=progress,
    )
    return learned(parts, truth, can_tell=can_tell, seed=seed)


def doubling(learned: Learned) -> tuple[Interval, float]:
    """What twice the labels would bring, and the luck of the labels; see `ml.stopping.doubling`."""
    from ml.stopping import doubling

    return doubling(learned.curve)


def ratio(tag: Learned, reference: Learned) -> Interval:
    """How many labels the tag takes for each one of the reference; see `ml.needed.ratio`."""
    from ml.needed import ratio

    return ratio(tag, reference)


def typical(several: list[Learned]) -> int:
    """Which of these learns neither easily nor hardly; see `ml.needed.typical`."""
    from ml.needed import typical

    return typical(several)
