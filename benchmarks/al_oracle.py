"""What choosing could gain at most: an oracle that sees the truth, and the test.

It is greedy, batch by batch, and chooses only among some batches: no proof of what is possible, but nobody
who may not look gets there. That it is told how each batch would do in the test flatters it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from ml.backtest import Course, Lesson, Situation, by_chance, macro, our_learner, ours
from ml.strategies import STRATEGIES

CHANCES = 5
DOUBTS = ("modal_margin", "modal_entropy")


def oracle(course: Course, situation: Situation, count: int) -> Sequence[int]:
    """Of ours, doubt, and several batches by chance the one after which the head does best in the test."""
    batches = [ours(situation, count)]
    if situation.model is not None:
        batches += [STRATEGIES[name](situation, count) for name in DOUBTS]
    batches += [
        by_chance(replace(situation, seed=1_000_003 * chance + situation.seed), count)
        for chance in range(1, CHANCES + 1)
    ]
    scores = [_after(course, situation, batch) for batch in batches]
    return batches[int(np.argmax(scores))]


def _after(course: Course, situation: Situation, batch: Sequence[int]) -> float:
    """Macro average precision once the batch is answered truly."""
    chosen = situation.candidates[list(batch)]
    rows = _rows(course)
    # A situation names no rows, so that no strategy can look them up; the oracle does, by their embedding.
    truth = course.truth[[rows[embedding.tobytes()] for embedding in chosen]]
    embeddings = np.concatenate([situation.labeled, chosen])
    model = our_learner(
        Lesson(
            embeddings,
            np.concatenate([situation.answers, truth]),
            np.arange(len(embeddings)),
            situation.candidates[:0],
            course.choice_groups,
            situation.seed,
        )
    )
    return float(macro(course.measured(model)))


@lru_cache(maxsize=1)
def _rows(course: Course) -> dict[bytes, int]:
    return {embedding.tobytes(): row for row, embedding in enumerate(course.embeddings)}
