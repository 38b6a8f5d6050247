"""What the words about a product say."""

# ruff: noqa: PLC0415
from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from ml.scoring import ChoiceGroups, FloatArray
from ml.text import Text, TextHead

__all__ = ["Text", "TextHead"]

Progress = Callable[[float, str], None]


def fit_text(
    texts: Sequence[Text],
    *,
    held_out: FloatArray,
    targets: FloatArray,
    weights: FloatArray,
    choice_groups: ChoiceGroups,
    sample_groups: npt.NDArray[np.int64],
    seed: int,
    progress: Progress,
) -> TextHead | None:
    """What words add to the picture's held-out logits; see `ml.reading.fit_text`."""
    from ml.reading import fit_text

    return fit_text(
        texts,
        held_out=held_out,
        targets=targets,
        weights=weights,
        choice_groups=choice_groups,
        sample_groups=sample_groups,
        seed=seed,
        progress=progress,
    )
