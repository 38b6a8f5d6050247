"""What a grid is made of: neighbours in probability, near to where answers are worth most."""

import numpy as np
import pytest

from ml.bands import LIKELY, UNLIKELY, Band, alike


def test_the_run_nearest_to_the_target_is_taken() -> None:
    said = np.linspace(0.0, 1.0, 201)

    rows = alike(said, LIKELY, count=20)

    assert len(rows) == 20
    assert np.diff(rows).max() == 1
    assert said[rows].mean() == pytest.approx(LIKELY.target, abs=0.005)


def test_none_is_wider_than_allowed() -> None:
    said = np.random.default_rng(0).uniform(size=400)

    for count in (6, 12, 24):
        for band in (LIKELY, UNLIKELY):
            values = said[alike(said, band, count=count)]
            assert len(values) >= count / 2
            assert values.max() - values.min() <= band.widest
            assert band.low <= values.min()
            assert values.max() <= band.high


def test_fewer_that_are_alike_are_better_than_many_that_are_not() -> None:
    said = np.array([0.6] * 8 + [0.84] * 14 + [1.0] * 2)

    assert set(said[alike(said, LIKELY, count=24)]) <= {0.84, 1.0}
    assert len(alike(said, LIKELY, count=24)) < 24


@pytest.mark.parametrize("said", [[], [0.85] * 11, [0.2] * 100, np.linspace(0.6, 1, 24)[::3]], ids=len)
def test_too_few_are_none(said: list[float]) -> None:
    assert len(alike(np.array(said), LIKELY, count=24)) == 0


def test_rows_are_those_of_what_was_given() -> None:
    said = np.array([0.86, 0.1, 0.84, 0.85])

    assert alike(said, Band(0.5, 1.0, 0.8, 0.2), count=3).tolist() == [2, 3, 0]
