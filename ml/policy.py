"""What to ask next: the one policy that the application follows and the backtest measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from ml.design import Known, most_telling
from ml.scoring import FloatArray, Model

Reason = Literal["start", "doubt", "control"]


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
    model: Model | None,
    labeled: FloatArray,
    count: int,
    seed: int,
    answered: npt.NDArray[np.bool_] | None = None,
    shares: Shares = Shares(),
) -> list[Choice]:
    """At most `count` of the candidates, in the order to ask them, each image once.

    embeddings [n, d] of the candidates and labeled [m, d] of the images reviewed so far, L2-normalised;
    answered [m, t] which tags were judged there, all where it is None. Typical and diverse images while there
    is no model, then those whose answers tell it most; the control share lies at random places of the order.
    The same arguments give the same choice.
    """
    generator = np.random.default_rng(seed)
    count = min(count, len(embeddings))
    # In small batches a share is met on average: half an image is one image in every second batch.
    controls = min(count, int(count * shares.control + generator.random()))
    control = generator.choice(len(embeddings), controls, replace=False)
    rest = np.setdiff1d(np.arange(len(embeddings)), control)
    pool = embeddings[rest]
    known = _known(pool, model, labeled, answered)
    found = most_telling(pool, count - controls, known, seed=seed)
    reason: Reason = "start" if model is None else "doubt"
    chosen = [
        Choice(int(rest[row]), reason, None if model is None else int(column))
        for row, column in zip(found.rows, found.columns, strict=True)
    ]
    return _spread([Choice(int(row), "control", None) for row in control], chosen, generator)


def _known(
    pool: FloatArray, model: Model | None, labeled: FloatArray, answered: npt.NDArray[np.bool_] | None
) -> Known:
    if model is None or not len(pool):
        return Known(labeled)
    return Known(labeled, answered, model.probabilities(labeled), model.probabilities(pool))


def _spread(controls: list[Choice], chosen: list[Choice], generator: np.random.Generator) -> list[Choice]:
    """The controls at random places among the others, whose order stays."""
    places = set(
        generator.choice(len(controls) + len(chosen), len(controls), replace=False).tolist()
        if controls
        else []
    )
    rest, drawn = iter(chosen), iter(controls)
    return [next(drawn) if place in places else next(rest) for place in range(len(controls) + len(chosen))]
