"""At most five tags are shown: those that are likely and those that are in doubt."""

import numpy as np

from ml.acquisition import worth_asking


def test_at_most_five_likely_or_doubtful_first() -> None:
    probabilities = np.array([0.02, 0.9, 0.5, 0.01, 0.4, 0.3, 0.6, 0.05])

    assert set(worth_asking(probabilities, ())) == {1, 2, 4, 5, 6}
    assert len(worth_asking(probabilities, (), count=2)) == 2


def test_a_sure_choice_shows_its_best_option_alone() -> None:
    assert worth_asking(np.array([0.9, 0.06, 0.04]), ((0, 1, 2),)) == [0]


def test_an_open_choice_shows_three_options() -> None:
    assert sorted(worth_asking(np.array([0.3, 0.05, 0.28, 0.12, 0.25]), ((0, 1, 2, 3, 4),))) == [0, 2, 4]


def test_certainty_is_no_number_that_breaks() -> None:
    assert worth_asking(np.array([1.0, 0.0]), ()) == [0, 1]
    assert worth_asking(np.zeros(0), ()) == []
