"""Known distortions of a head's logits are found again; few answers lean on the facet; nothing breaks it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from scipy.special import expit

from ml.calibration import cross_fitted, fit_calibrators
from ml.calibrators import Calibrators
from ml.reliability import expected_error
from ml.scoring import to_probabilities

Floats = npt.NDArray[np.float64]
TAGS = 6
ONE_FACET = np.zeros(TAGS, np.int64)


def world(images: int, seed: int) -> tuple[Floats, Floats]:
    """Logits that are right, and what is true of the images."""
    chance = np.random.default_rng(seed)
    right = chance.normal(-1, 2, (images, TAGS))
    return right, (chance.random((images, TAGS)) < expit(right)).astype(np.float64)


def fitted(logits: Floats, truth: Floats, facets: npt.NDArray[np.int64] = ONE_FACET) -> Calibrators:
    return fit_calibrators(logits=logits, truth=truth, choice_groups=(), facets=facets, seed=0)


def true_error(calibrators: Calibrators, logits: Floats, right: Floats) -> Floats:
    """[t] how far what is said lies from the true chance."""
    return np.asarray(np.abs(expit(calibrators(logits)) - expit(right)).mean(axis=0))


@pytest.mark.parametrize("slope", [0.4, 1.0, 3.0])
@pytest.mark.parametrize("shift", [0.0, 2.0])
def test_a_line_is_found_again(slope: float, shift: float) -> None:
    right, truth = world(1000, seed=1)
    unseen, _ = world(4000, seed=2)

    calibrators = fitted(slope * right + shift, truth)

    error = true_error(calibrators, slope * unseen + shift, unseen)
    assert error.max() < 0.04
    assert error.mean() < 0.02
    assert set(calibrators.methods) <= {"temperature", "platt", "isotonic"}


def test_where_only_the_slope_is_wrong_the_simplest_is_enough() -> None:
    right, truth = world(1500, seed=3)

    methods = fitted(3 * right, truth).methods

    assert methods.count("temperature") >= TAGS / 2


def test_a_bend_is_found_where_there_is_one() -> None:
    """A score that says hardly anything in the middle and too much at the ends: no line puts that right."""
    right, truth = world(3000, seed=4)
    unseen, _ = world(4000, seed=5)

    calibrators = fitted(right**3 / 4, truth)

    assert calibrators.methods.count("isotonic") == TAGS
    assert true_error(calibrators, unseen**3 / 4, unseen).max() < 0.03


def test_a_tag_without_answers_leans_on_its_facet_and_not_on_another() -> None:
    right, truth = world(600, seed=6)
    facets = np.array([0, 0, 0, 1, 1, 1])
    shift = np.where(facets == 0, 2.5, 0.0)
    truth[:, [0, 3]] = np.nan

    calibrators = fitted(right + shift, truth, facets)

    assert calibrators(np.zeros((1, TAGS)))[0, 0] == pytest.approx(-2.5, abs=0.7)
    assert calibrators(np.zeros((1, TAGS)))[0, 3] == pytest.approx(0, abs=0.5)


def test_a_tag_with_few_answers_is_better_off_with_its_facet_than_alone() -> None:
    unseen, _ = world(4000, seed=8)
    together, alone = [], []
    for seed in range(8):
        right, truth = world(400, seed=20 + seed)
        truth[25:, 0] = np.nan
        logits = 3 * right + 2
        with_facet = fitted(logits, truth)
        without = fitted(logits[:, :1], truth[:, :1], ONE_FACET[:1])
        together.append(true_error(with_facet, 3 * unseen + 2, unseen)[0])
        alone.append(true_error(without, 3 * unseen[:, :1] + 2, unseen[:, :1])[0])

    assert np.mean(together) < np.mean(alone)


def test_with_no_answer_the_head_stays_as_it_is() -> None:
    right, truth = world(30, seed=9)

    calibrators = fitted(right, np.full_like(truth, np.nan))

    assert np.allclose(calibrators(right), right)


@pytest.mark.parametrize("images", [0, 1, 2, 7])
@pytest.mark.parametrize("answer", [0.0, 1.0])
def test_few_answers_all_alike_leave_finite_probabilities(images: int, answer: float) -> None:
    right, _ = world(images, seed=10)

    calibrators = fitted(10 * right, np.full((images, TAGS), answer))

    said = calibrators(np.linspace(-50, 50, 21)[:, None].repeat(TAGS, axis=1))
    assert np.isfinite(said).all()
    assert (np.diff(said, axis=0) > 0).all()


def test_scores_that_part_yes_from_no_without_a_miss_are_not_believed_without_end() -> None:
    right, _ = world(60, seed=11)

    calibrators = fitted(right, (right > 0).astype(np.float64))

    assert calibrators.scale.min() > 1
    assert calibrators.scale.max() < 40


def test_ranking_stays() -> None:
    right, truth = world(300, seed=12)
    logits = right**3 / 4

    said = fitted(logits, truth)(np.sort(logits, axis=0))

    assert (np.diff(said, axis=0) > 0).all()


def test_the_same_answers_give_the_same_bytes() -> None:
    right, truth = world(200, seed=13)

    first, second = fitted(3 * right, truth), fitted(3 * right, truth)

    assert first.methods == second.methods
    for name, tensor in first.tensors().items():
        assert tensor.tobytes() == second.tensors()[name].tobytes()


def test_what_is_cross_fitted_shows_noise_for_what_it_is() -> None:
    """Scores that know nothing: what a calibration has seen makes it look sharp, cross-fitted it cannot."""
    chance = np.random.default_rng(14)
    logits, truth = chance.normal(0, 3, (60, TAGS)), (chance.random((60, TAGS)) < 0.3).astype(np.float64)

    said = cross_fitted(logits=logits, truth=truth, choice_groups=(), facets=ONE_FACET, seed=0)

    missed = -np.log(np.where(truth == 1, said, 1 - said)).mean()
    assert missed > 0.58  # what knowing only the prevalence costs is .61


def test_a_group_goes_on_summing_to_one_and_is_put_right() -> None:
    chance = np.random.default_rng(15)
    right = chance.normal(0, 1.5, (900, 3)) + np.array([1, 0, -1])
    chances = to_probabilities(right, ((0, 1, 2),))
    kind = (chances.cumsum(axis=1) < chance.random((900, 1))).sum(axis=1).clip(max=2)
    truth = np.eye(3)[kind]
    logits = 3 * right + np.array([2, 0, -1])
    truth[:300:3] = np.where(truth[:300:3] == 1, np.nan, truth[:300:3])  # only noes were given
    groups = ((0, 1, 2),)

    calibrators = fit_calibrators(
        logits=logits, truth=truth, choice_groups=groups, facets=np.zeros(3, np.int64), seed=0
    )

    said = to_probabilities(calibrators(logits), groups)
    assert np.allclose(said.sum(axis=1), 1, atol=1e-6)
    assert np.abs(said - chances).mean() < 0.03
    assert np.abs(to_probabilities(logits, groups) - chances).mean() > 0.1
    assert set(calibrators.methods) <= {"bias", "vector"}


@pytest.mark.parametrize("answer", [np.nan, 0.0])
def test_a_group_that_says_nothing_stays_as_it_is(answer: float) -> None:
    logits = np.random.default_rng(16).normal(size=(9, 3))

    calibrators = fit_calibrators(
        logits=logits,
        truth=np.full((9, 3), answer),
        choice_groups=((0, 1, 2),),
        facets=np.zeros(3, np.int64),
        seed=0,
    )

    assert np.allclose(calibrators(logits), logits)


def test_the_error_that_is_shown_is_near_the_true_one() -> None:
    right, truth = world(2000, seed=17)
    logits = 3 * right + 1

    shown = [expected_error(expit(logits[:, tag]), truth[:, tag]) for tag in range(TAGS)]

    true = np.abs(expit(logits) - expit(right)).mean(axis=0)
    assert shown == pytest.approx(true, abs=0.02)
