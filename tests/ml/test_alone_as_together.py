"""A tag that is solved by itself has the same head as one that is solved together with all others."""

import numpy as np
import pytest
import torch

from ml.joint import solve_together, space_of
from ml.newton import Asked, solve
from ml.objective import as_answers

GENERATOR = np.random.default_rng(3)
ROWS = GENERATOR.normal(size=(120, 16)) / 4


@pytest.mark.parametrize("penalty", [3.0, 0.3, 0.01])
@pytest.mark.parametrize("kind", ["both", "only yes"])
def test_the_same_minimum(penalty: float, kind: str) -> None:
    targets = np.where(ROWS[:, 0] > 0, 1.0, 0.25) if kind == "both" else np.ones(120)
    targets[80:] = np.nan
    weights, offset = GENERATOR.uniform(0.5, 2, 120), GENERATOR.normal(size=120)
    known, centred = np.arange(80), ROWS - ROWS.mean(axis=0)
    space = space_of(ROWS)

    alone = solve(
        Asked(centred[known] @ centred[known].T, targets[known], weights[known], offset[known]),
        penalty,
        tolerance=1e-9,
    )

    together = solve_together(
        space,
        as_answers(targets[:, None], weights[:, None], ()),
        torch.tensor([penalty], dtype=torch.float64),
        tolerance=1e-8,
        offset=torch.from_numpy(offset[:, None]),
    )
    weight = (space.axes @ together.weight).numpy()[:, 0]
    assert centred[known].T @ alone.share == pytest.approx(weight, abs=1e-4)
    assert alone.bias == pytest.approx(float(together.bias[0]), abs=1e-4)


def test_without_an_answer_the_prior_is_all_there_is() -> None:
    nothing = np.zeros(0)

    found = solve(Asked(np.zeros((0, 0)), nothing, nothing, nothing), 1.0, tolerance=1e-6)

    assert not len(found.share)
    assert found.bias == pytest.approx(0.0)  # as likely yes as no
