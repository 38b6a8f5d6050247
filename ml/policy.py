"""What to ask next: the one policy that the application follows and the backtest measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ml.acquisition import Indices, cell_uncertainty, diverse_subset, typical_and_diverse, uncertainty
from ml.scoring import FloatArray, Head

Reason = Literal["start", "doubt", "control"]

START_IMAGES = 60  # reviewed before doubt is worth listening to


@dataclass(frozen=True)
class Shares:
    """Which part of what is asked goes to which purpose; the rest goes to the start, and later to doubt.

    control is drawn uniformly at random, so that what choosing gains can be measured at any time.
    """

    control: float = 0.1


@dataclass(frozen=True)
class Choice:
    """One image to ask about: its row among the candidates, why, and the column of the tag most in doubt.

    column is None unless the reason is doubt.
    """

    row: int
    reason: Reason
    column: int | None


def choose(
    *,
    embeddings: FloatArray,
    head: Head | None,
    labeled: FloatArray,
    count: int,
    seed: int,
    shares: Shares = Shares(),
) -> list[Choice]:
    """At most `count` of the candidates, in the order to ask them, each image once.

    embeddings [n, d] of the candidates and labeled [m, d] of the images reviewed so far, L2-normalised.
    Typical and diverse images while there is no head or little was reviewed, then doubt × diversity; the
    control share is spread evenly over the order. The same arguments give the same choice.
    """
    generator = np.random.default_rng(seed)
    count = min(count, len(embeddings))
    # In small batches a share is met on average: half an image is one image in every second batch.
    controls = min(count, int(count * shares.control + generator.random()))
    control = generator.choice(len(embeddings), controls, replace=False)
    rest = np.setdiff1d(np.arange(len(embeddings)), control)
    if head is None or len(labeled) < START_IMAGES:
        chosen = _start(embeddings, rest, labeled, count - controls, seed)
    else:
        chosen = _doubt(embeddings, rest, head, count - controls, seed)
    return _spread([Choice(int(row), "control", None) for row in control], chosen, generator)


def _start(embeddings: FloatArray, rest: Indices, labeled: FloatArray, count: int, seed: int) -> list[Choice]:
    rows = rest[typical_and_diverse(embeddings[rest], count, seed=seed, covered=labeled)]
    return [Choice(int(row), "start", None) for row in rows]


def _doubt(embeddings: FloatArray, rest: Indices, head: Head, count: int, seed: int) -> list[Choice]:
    probabilities = head.probabilities(embeddings[rest])
    scores = uncertainty(probabilities, head.choice_groups)
    picked = diverse_subset(embeddings[rest], scores, count, seed=seed)
    columns = cell_uncertainty(probabilities[picked], head.choice_groups).argmax(axis=1)
    return [
        Choice(int(rest[place]), "doubt", int(column)) for place, column in zip(picked, columns, strict=True)
    ]


def _spread(controls: list[Choice], chosen: list[Choice], generator: np.random.Generator) -> list[Choice]:
    """The controls at random places among the others, whose order stays."""
    places = set(
        generator.choice(len(controls) + len(chosen), len(controls), replace=False).tolist()
        if controls
        else []
    )
    rest, drawn = iter(chosen), iter(controls)
    return [next(drawn) if place in places else next(rest) for place in range(len(controls) + len(chosen))]
