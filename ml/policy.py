"""What to ask next: the one policy that the application follows and the backtest measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ml.design import Known, most_telling
from ml.rare import beside_the_known
from ml.scoring import FloatArray, Model

Reason = Literal["start", "doubt", "rare", "control"]


@dataclass(frozen=True)
class Shares:
    """Which part of what is asked goes to which purpose; the rest goes to the start, and later to doubt.

    control is drawn uniformly at random, so that what choosing gains can be measured at any time; rare looks
    for tags that few photos are known to have.
    """

    control: float = 0.1
    rare: float = 0.1


@dataclass(frozen=True)
class Choice:
    """One image to ask about: its row among the candidates, why, and the column of the tag most in doubt.

    column is that of the tag looked for where the reason is rare, and None for start and control.
    """

    row: int
    reason: Reason
    column: int | None


def choose(
    *,
    embeddings: FloatArray,
    model: Model | None,
    labeled: FloatArray,
    count: int,
    seed: int,
    answers: FloatArray | None = None,
    shares: Shares = Shares(),
) -> list[Choice]:
    """At most `count` of the candidates, in the order to ask them, each image once.

    embeddings [n, d] of the candidates and labeled [m, d] of the images reviewed so far, L2-normalised;
    answers [m, t] what was said there (1, 0, NaN = not asked); without them every tag is taken to be judged,
    and no rare one is looked for. Typical and diverse images while there
    is no model, then those whose answers tell it most; the control share lies at random places of the order.
    The same arguments give the same choice.
    """
    generator = np.random.default_rng(seed)
    count = min(count, len(embeddings))
    control = generator.choice(len(embeddings), _part(count, shares.control, generator), replace=False)
    drawn = [Choice(int(row), "control", None) for row in control]
    rest = np.setdiff1d(np.arange(len(embeddings)), control)
    left = count - len(drawn)
    if model is None or not len(rest):
        found = most_telling(embeddings[rest], left, Known(labeled), seed=seed)
        return _spread(drawn, [Choice(int(rest[row]), "start", None) for row in found.rows], generator)
    guessed = model.probabilities(embeddings[rest])
    if answers is not None:
        looked_for = beside_the_known(
            embeddings[rest],
            labeled=labeled,
            answers=answers,
            guessed=guessed,
            count=_part(left, shares.rare, generator),
            seed=seed,
        )
        drawn += [Choice(int(rest[row]), "rare", column) for row, column in looked_for]
        others = np.setdiff1d(np.arange(len(rest)), [row for row, _ in looked_for])
        rest, guessed = rest[others], guessed[others]
    known = Known(
        labeled, None if answers is None else ~np.isnan(answers), model.probabilities(labeled), guessed
    )
    found = most_telling(embeddings[rest], count - len(drawn), known, seed=seed)
    columns = found.columns.tolist()
    doubted = [
        Choice(int(row), "doubt", column) for row, column in zip(rest[found.rows], columns, strict=True)
    ]
    return _spread(drawn, doubted, generator)


def _part(count: int, share: float, generator: np.random.Generator) -> int:
    """In small batches a share is met on average: half an image is one image in every second batch."""
    return min(count, int(count * share + generator.random()))


def _spread(drawn: list[Choice], chosen: list[Choice], generator: np.random.Generator) -> list[Choice]:
    """The drawn ones at random places among the others, whose order stays."""
    of = len(drawn) + len(chosen)
    places = set(generator.choice(of, len(drawn), replace=False).tolist() if drawn else [])
    rest, first = iter(chosen), iter(drawn)
    return [next(first) if place in places else next(rest) for place in range(of)]
