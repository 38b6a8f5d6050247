"""Heads on nested parts of the training data: what the same answers teach when there are fewer of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from ml.head import Progress
from ml.joint import HELD_OUT_TOLERANCE, Space, one_thread, solve_together, space_of
from ml.objective import Answers, as_answers
from ml.scoring import ChoiceGroups, FloatArray, check_choice_groups, to_probabilities

FRACTIONS = (0.125, 0.25, 0.5, 0.75)
REPEATS = 3
LEAST_ROWS = 8
"""A head of fewer images says nothing about the next one."""


@dataclass(frozen=True, eq=False)
class Part:
    """A head of `fraction` of the training rows: the probabilities [m, t] it gives to the audit images, and
    the number of rows [t] that it knew of each tag."""

    fraction: float
    probabilities: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]


@one_thread()
def nested_heads(
    *,
    embeddings: FloatArray,
    targets: FloatArray,
    weights: FloatArray | None,
    choice_groups: ChoiceGroups,
    sample_groups: npt.NDArray[np.integer],
    penalty: FloatArray,
    audit: FloatArray,
    seed: int,
    fractions: tuple[float, ...] = FRACTIONS,
    repeats: int = REPEATS,
    progress: Progress | None = None,
) -> list[Part]:
    """Heads on parts of n rows, `repeats` chains of parts inside each other, and last the one on all rows.

    embeddings [n, d], targets, weights [n, t] and sample_groups [n] as `ml.head.fit_head` takes them; audit
    [m, d]. penalty [t] is the one that cross-validation chose for the fit on everything: it is a prior on the
    weights, which fewer rows do not change, and no cross-validation is run again. A sample group is in a part
    or out of it as a whole. Single precision and a loose tolerance, as in cross-validation: average precision
    is the same to three digits. The same arguments give the same parts.
    """
    check_choice_groups(choice_groups, targets.shape[1])
    report = progress or (lambda _share, _what: None)
    space, answers = space_of(embeddings), as_answers(targets, weights, choice_groups)
    seen = torch.from_numpy(np.array(audit, np.float64))
    judged = ((seen - space.centre) @ space.axes).float()
    known = known_rows(targets, choice_groups)
    penalties = torch.from_numpy(np.array(penalty, np.float32))
    chosen = [
        (share, rows)
        for repeat in range(repeats)
        for share, rows in zip(fractions, _chain(sample_groups, fractions, seed, repeat), strict=True)
        if LEAST_ROWS <= len(rows) < len(embeddings)
    ]
    chosen.append((1.0, np.arange(len(embeddings))))
    parts = []
    for number, (share, rows) in enumerate(chosen):
        report(number / len(chosen), "learning from less")
        logits = _logits(space, answers, penalties, torch.from_numpy(rows), judged)
        labels = known[rows].sum(axis=0).astype(np.int64)
        parts.append(Part(share, to_probabilities(logits, choice_groups), labels))
    return parts


def known_rows(targets: FloatArray, choice_groups: ChoiceGroups) -> npt.NDArray[np.bool_]:
    """[n, t] whether a tag is known of a row: it was answered, or a sibling of its choice group got a yes."""
    known = np.array(~np.isnan(targets), np.bool_)
    for group in choice_groups:
        columns = list(group)
        liked = np.nan_to_num(targets[:, columns]).max(axis=1) > 0.5
        known[:, columns] |= liked[:, None]
    return known


def _chain(
    sample_groups: npt.NDArray[np.integer], fractions: tuple[float, ...], seed: int, repeat: int
) -> list[npt.NDArray[np.intp]]:
    """Rows of each fraction of the sample groups, each inside the next."""
    groups, member = np.unique(sample_groups, return_inverse=True)
    rank = np.random.default_rng([seed, repeat]).permutation(len(groups))[member]
    return [np.flatnonzero(rank < round(share * len(groups))) for share in fractions]


def _logits(
    space: Space, answers: Answers, penalties: Tensor, rows: Tensor, judged: Tensor
) -> npt.NDArray[np.float32]:
    """[m, t] of the head that these rows teach. The axes of all rows lose nothing of a part."""
    part = replace(
        space, rows=space.rows[rows].float(), spread=space.spread.float() * len(rows) / len(space.rows)
    )
    solution = solve_together(part, answers.rows(rows).single(), penalties, tolerance=HELD_OUT_TOLERANCE)
    return np.asarray(solution.logits(judged).numpy(), np.float32)
