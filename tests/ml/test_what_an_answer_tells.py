"""Expected information of an answer: entropy, less what people's own wavering puts into it."""

import numpy as np
import pytest

from ml.acquisition import binary_entropy, error_rate, information


def test_who_agree_always_never_err_and_who_agree_by_chance_say_nothing() -> None:
    assert error_rate(np.array([1.0, 0.5, 0.2])) == pytest.approx([0.0, 0.5, 0.5])


@pytest.mark.parametrize("error", [0.02, 0.1, 0.3])
def test_the_error_rate_is_that_of_two_who_err_apart(error: float) -> None:
    generator = np.random.default_rng(0)
    one, other = generator.random((2, 200_000)) < error

    assert error_rate(np.array([np.mean(one == other)])) == pytest.approx([error], abs=0.01)


@pytest.mark.parametrize(("holds", "error"), [(0.5, 0.1), (0.2, 0.05), (0.9, 0.2)])
def test_it_is_the_mutual_information_of_what_holds_and_what_is_said(holds: float, error: float) -> None:
    joint = np.array([[(1 - holds) * (1 - error), (1 - holds) * error], [holds * error, holds * (1 - error)]])
    apart = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    agreement = (1 - error) ** 2 + error**2

    told = information(np.array([[joint[:, 1].sum()]]), (), np.array([agreement]))

    assert told[0, 0] == pytest.approx(float((joint * np.log(joint / apart)).sum()))


def test_unknown_agreement_takes_nothing_off() -> None:
    probabilities = np.array([[0.3, 0.3]])

    told = information(probabilities, (), np.array([np.nan, 0.9]))

    assert told[0, 0] == pytest.approx(float(binary_entropy(np.array(0.3))))
    assert 0 < told[0, 1] < told[0, 0]


def test_the_options_of_a_choice_add_up_to_what_the_choice_tells() -> None:
    probabilities = np.array([[0.1, 0.6, 0.25, 0.05], [0.25, 0.25, 0.25, 0.25]])

    told = information(probabilities, ((0, 1, 2, 3),))

    assert told.sum(axis=1) == pytest.approx(-(probabilities * np.log(probabilities)).sum(axis=1))
    assert told[0].argmax() == 1


def test_what_is_sure_tells_nothing() -> None:
    told = information(np.array([[0.0, 1.0, 1.0, 0.0]]), ((2, 3),), np.full(4, 0.9))

    assert told == pytest.approx(np.zeros((1, 4)), abs=1e-6)
