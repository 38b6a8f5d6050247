"""Learning what words add to the picture: a residual on its logits of rows that it had not seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from sklearn.decomposition import TruncatedSVD

from ml.head import HeadConfig, Progress, fit_head
from ml.joint import one_thread
from ml.objective import Answers, as_answers
from ml.scoring import ChoiceGroups, FloatArray
from ml.text import Text, TextHead, capped, caps_of, features

DIRECTIONS = 128
"""Of the texts' n-grams that are told apart at most (latent semantic analysis, Deerwester et al. 1990)."""
PENALTIES = (30.0, 10.0, 3.0, 1.0, 0.3)
SURE = 1.64
"""Standard errors by which words must lower the held-out loss of a tag before they are heard."""
LEAST_POSITIVES = 8


@one_thread()
def fit_text(
    texts: Sequence[Text],
    *,
    held_out: FloatArray,
    targets: FloatArray,
    weights: FloatArray | None,
    choice_groups: ChoiceGroups,
    sample_groups: npt.NDArray[np.integer],
    seed: int,
    progress: Progress | None = None,
) -> TextHead | None:
    """What n texts add to the held-out [n, t] logits of the picture; None where they help with no tag.

    targets, weights [n, t], choice_groups and sample_groups [n] as in `ml.head.fit_head`, which fits the
    residual. Fitted on logits of rows that the picture's head had not seen, or words would only explain what
    it knows by heart. A tag is read only where words lower the loss on rows held out from them as well, by
    more than chance; a choice group is read as a whole or not. The same arguments give the same head.
    """
    found = features(texts)
    directions = min(DIRECTIONS, found.shape[0] - 1, found.shape[1] - 1)
    if directions < 1 or not found.nnz:
        return None
    # Lanczos: dense work on n rows alone; the randomised one would do it on all buckets, many times more.
    reduction = TruncatedSVD(directions, algorithm="arpack", random_state=seed)
    rows = reduction.fit_transform(found).astype(np.float32)
    fitted = fit_head(
        embeddings=rows,
        targets=targets,
        weights=weights,
        choice_groups=choice_groups,
        sample_groups=sample_groups,
        config=HeadConfig(penalties=PENALTIES),
        seed=seed,
        offset=held_out,
        progress=progress,
    )
    if fitted.held_out is None:
        return None
    # What the average text gives is taken off: a constant belongs to the picture's calibration.
    caps = caps_of(choice_groups, targets.shape[1])
    pushes = capped(_centred(fitted.held_out - held_out, ~np.isnan(targets)), caps)
    columns = _helped(held_out, held_out + pushes, targets, as_answers(targets, weights, choice_groups))
    if not len(columns):
        return None
    weight = fitted.head.weight[columns] @ reduction.components_
    average = fitted.head.weight[columns] @ rows.mean(axis=0)
    bias = -average.astype(np.float32)
    return TextHead(targets.shape[1], columns, weight.astype(np.float16), bias, caps[columns])


def _centred(values: FloatArray, known: npt.NDArray[np.bool_]) -> FloatArray:
    """[n, t] values less the mean of those that are known of each tag."""
    means = (values * known).sum(axis=0) / known.sum(axis=0).clip(1)
    return np.asarray(values - means)


def _helped(
    before: FloatArray, after: FloatArray, targets: FloatArray, answers: Answers
) -> npt.NDArray[np.int64]:
    """The columns whose loss on held-out rows falls by more than chance."""
    first, second = (
        answers.losses(torch.from_numpy(np.asarray(logits, np.float64))).numpy() for logits in (before, after)
    )
    gain = first - second  # [n, u]
    known = answers.known().numpy() > 0
    helps = np.zeros(gain.shape[1], bool)
    for unit in range(gain.shape[1]):
        gains = gain[known[:, unit], unit]
        if len(gains) > 1:
            error = gains.std(ddof=1) / np.sqrt(len(gains))
            helps[unit] = gains.mean() > SURE * error
    unit_of = answers.unit.numpy()
    positives = np.bincount(unit_of, weights=(targets > 0.5).sum(axis=0), minlength=len(helps))
    return np.flatnonzero((helps & (positives >= LEAST_POSITIVES))[unit_of]).astype(np.int64)
