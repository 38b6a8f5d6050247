"""What the click benchmark counts for an answer at the review screen."""

import importlib
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    return importlib.import_module("keys")


@pytest.mark.parametrize(
    ("values", "pressed"),
    [
        ([0, 0, 0, 0, 0], ["x"]),
        ([1, 1, 1, 1, 1], ["a"]),
        ([0, 1, 0, 0, 0], ["2", "x"]),
        ([1, 1, 1, 1, 0], ["5", "5", "a"]),
    ],
)
def test_the_shorter_way_is_taken(keys: ModuleType, values: list[int], pressed: list[str]) -> None:
    assert keys.row_keys(np.array(values, float), range(5), ()) == pressed


@pytest.mark.parametrize(("right", "pressed"), [(0, ["a"]), (2, ["3", "x"]), (None, ["x"])])
def test_of_a_choice_the_first_is_accepted_with_one_key(
    keys: ModuleType, right: int | None, pressed: list[str]
) -> None:
    values = np.zeros(4)
    if right is not None:
        values[right] = 1

    assert keys.row_keys(values, range(3), ((0, 1, 2, 3),)) == pressed


def test_a_chip_takes_the_mouse_and_a_row_does_not(keys: ModuleType) -> None:
    values = np.array([1.0, 0.0, 0.0])

    rows, chips = keys.in_rows(values, range(3), ()), keys.in_chips(values, ())

    assert rows.presses == chips.presses == 2
    assert rows.seconds < chips.seconds


def test_every_tag_that_is_judged_takes_time(keys: ModuleType) -> None:
    values = np.zeros(12)

    assert keys.in_chips(values, ()).seconds - keys.in_rows(values, range(5), ()).seconds == pytest.approx(
        7.0
    )
