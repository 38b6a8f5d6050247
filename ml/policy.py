"""What to ask next: the one policy that the application follows and the backtest measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ml.acquisition import cell_uncertainty, over_facets
from ml.design import representative
from ml.scoring import ChoiceGroups, FloatArray, Model

Reason = Literal["start", "doubt", "control"]

START_IMAGES = 60  # reviewed before doubt is heeded; 100 differed within noise (docs/benchmarks.md)


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
    choice_groups: ChoiceGroups,
    labeled: FloatArray,
    count: int,
    seed: int,
    shares: Shares = Shares(),
) -> list[Choice]:
    """At most `count` of the candidates, in the order to ask them, each image once.

    embeddings [n, d] of the candidates and labeled [m, d] of the images reviewed so far, L2-normalised.
    Typical and diverse images while there is no model or little was reviewed, then the same weighed by doubt;
    the control share lies at random places of the order. The same arguments give the same choice.
    """
    generator = np.random.default_rng(seed)
    count = min(count, len(embeddings))
    # In small batches a share is met on average: half an image is one image in every second batch.
    controls = min(count, int(count * shares.control + generator.random()))
    control = generator.choice(len(embeddings), controls, replace=False)
    rest = np.setdiff1d(np.arange(len(embeddings)), control)
    pool, wanted = embeddings[rest], count - controls
    if model is None or len(labeled) < START_IMAGES:
        places = representative(pool, wanted, seed=seed, covered=labeled)
        chosen = [Choice(int(rest[place]), "start", None) for place in places]
    else:
        doubted = _doubted(pool, model, choice_groups, labeled, wanted, seed)
        chosen = [Choice(int(rest[place]), "doubt", column) for place, column in doubted]
    return _spread([Choice(int(row), "control", None) for row in control], chosen, generator)


def _doubted(
    pool: FloatArray, model: Model, choice_groups: ChoiceGroups, labeled: FloatArray, count: int, seed: int
) -> list[tuple[int, int]]:
    """Rows of the pool, each with the column of the tag most in doubt there."""
    if not len(pool):
        return []
    probabilities = model.probabilities(pool)
    doubt = cell_uncertainty(probabilities, choice_groups)
    # Relative to what is usual for the tag: a rare tag is worth as much as one that is often near even.
    doubt /= np.maximum(doubt.mean(axis=0), 1e-6)
    worth = over_facets(doubt, choice_groups)
    picked = representative(pool, count, seed=seed, covered=labeled, worth=worth)
    # The tags of a choice share its doubt: the likeliest of them is the one to name.
    columns = (doubt[picked] + 1e-4 * probabilities[picked]).argmax(axis=1)
    return [(int(place), int(column)) for place, column in zip(picked, columns, strict=True)]


def _spread(controls: list[Choice], chosen: list[Choice], generator: np.random.Generator) -> list[Choice]:
    """The controls at random places among the others, whose order stays."""
    places = set(
        generator.choice(len(controls) + len(chosen), len(controls), replace=False).tolist()
        if controls
        else []
    )
    rest, drawn = iter(chosen), iter(controls)
    return [next(drawn) if place in places else next(rest) for place in range(len(controls) + len(chosen))]
