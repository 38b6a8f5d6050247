"""Rare tags: looked for next to the few photos that are known to have one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ml.scoring import FloatArray

Indices = npt.NDArray[np.intp]

RARELY = 0.02  # of the answers about a tag that are yes
FEW = 0.5  # of the yeses that a middle tag has
NEAR = 200  # photos looked at closely


def rare_tags(yes: npt.NDArray[np.integer], answers: npt.NDArray[np.integer]) -> Indices:
    """The tags, by [t] yeses among [t] answers, that few said yes to; none that nobody said yes to.

    Few is relative: less than 2 % of what was answered of it, or less than half of what a middle tag has.
    """
    heard = yes > 0
    if not heard.any():
        return np.zeros(0, np.intp)
    few = FEW * np.median(yes[heard])
    return np.flatnonzero(heard & (yes < np.maximum(few, RARELY * answers)))


def beside_the_known(
    candidates: FloatArray,
    *,
    labeled: FloatArray,
    answers: FloatArray,
    guessed: FloatArray,
    count: int,
    seed: int,
) -> list[tuple[int, int]]:
    """At most `count` (row, column): candidates that may have a rare tag, and that tag.

    candidates [n, d] with the model's probabilities guessed [n, t]; labeled [m, d] with answers [m, t] (1, 0,
    NaN). The photos of a rare tag lie together, so that of those nearest to the known ones the likeliest are
    asked: SEALS (Coleman et al. 2022, "Similarity Search for Efficient Active Learning and Search of Rare
    Concepts"). Tags take turns by lot: the fewer yeses one has, the sooner.
    """
    yes = (answers == 1).sum(axis=0)
    tags = rare_tags(yes, (~np.isnan(answers)).sum(axis=0))
    if not len(tags) or count <= 0 or not len(candidates):
        return []
    # A race of exponential clocks: a tag is first with a chance in proportion to one over its yeses.
    waits = yes[tags] * np.random.default_rng(seed).exponential(size=len(tags))
    turns = tags[np.argsort(waits)].tolist()
    likely = {tag: _likely(candidates, labeled[answers[:, tag] == 1], guessed[:, tag]) for tag in turns}
    picked: dict[int, int] = {}
    while len(picked) < min(count, len(candidates)) and any(likely.values()):
        for tag in turns:
            row = next((row for row in likely[tag] if row not in picked), None)
            likely[tag] = [] if row is None else likely[tag][likely[tag].index(row) + 1 :]
            if row is not None and len(picked) < count:
                picked[row] = tag
    return list(picked.items())


def _likely(candidates: FloatArray, known: FloatArray, guessed: FloatArray) -> list[int]:
    nearness = (candidates @ known.T).max(axis=1)
    near = np.argsort(-nearness, kind="stable")[:NEAR]
    rows: list[int] = near[np.argsort(-guessed[near], kind="stable")].tolist()
    return rows
