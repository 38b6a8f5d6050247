"""Labels saved: none where choosing is chance, some where it is worth more, and nothing from too little."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ml.backtest import Lesson
from ml.saved import LEAST_CONTROL, Reviewed, saved_labels
from ml.scoring import FloatArray, Model

DIMENSIONS, TAGS = 40, 8


class Nearest:
    """Per tag the mean of the yes less that of the no, as a direction; quick, and better the more it sees."""

    def __init__(self, lesson: Lesson) -> None:
        seen, said = np.asarray(lesson.embeddings, np.float64), np.asarray(lesson.answers)
        yes, no = said == 1, said == 0
        means = (side.T @ seen / np.maximum(side.sum(axis=0), 1)[:, None] for side in (yes, no))
        self.ways = np.subtract(*means)

    def probabilities(self, embeddings: FloatArray) -> FloatArray:
        return np.asarray(1 / (1 + np.exp(-(embeddings @ self.ways.T))))


def learner(lesson: Lesson) -> Model:
    return Nearest(lesson)


def reviewed(*, chosen_noise: float, control: int = 80, chosen: int = 300, seed: int = 0) -> Reviewed:
    """Images whose looks are noisy; those that were chosen teach more where their noise is less."""
    generator = np.random.default_rng(seed)

    def images(count: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
        said = (generator.random((count, TAGS)) < 0.5).astype(float)
        looks = generator.normal(size=(count, DIMENSIONS)) * noise
        looks[:, :TAGS] += said - 0.5
        return looks, said

    one, other, held = images(control, 1.0), images(chosen, chosen_noise), images(300, 0.5)
    order = generator.permutation(control + chosen)
    return Reviewed(
        embeddings=np.concatenate([one[0], other[0]])[order],
        answers=np.concatenate([one[1], other[1]])[order],
        sample_groups=np.arange(control + chosen),
        control=(np.arange(control + chosen) < control)[order],
        choice_groups=(),
        test=held[0],
        truth=held[1],
    )


def test_where_choosing_is_chance_the_interval_holds_nought() -> None:
    missed = 0
    for seed in range(20):
        found = saved_labels(reviewed(chosen_noise=1.0, seed=seed), learner, seed=seed)
        assert found is not None
        missed += not found.labels.low <= 0 <= found.labels.high

    assert missed <= 3


def test_where_chosen_images_teach_more_some_are_saved() -> None:
    found = saved_labels(reviewed(chosen_noise=0.5), learner, seed=0)

    assert found is not None
    assert found.rate.value < 0.6
    assert found.labels.low > 0
    assert (found.control, found.chosen) == (80, 300)


def test_where_they_teach_less_that_is_said_too() -> None:
    found = saved_labels(reviewed(chosen_noise=2.0), learner, seed=0)

    assert found is not None
    assert found.labels.high < 0


def test_too_few_of_either_kind_say_nothing() -> None:
    assert saved_labels(reviewed(chosen_noise=1.0, control=LEAST_CONTROL - 1), learner, seed=0) is None
    assert saved_labels(reviewed(chosen_noise=1.0, chosen=LEAST_CONTROL - 1), learner, seed=0) is None


def test_the_same_arguments_give_the_same_figures() -> None:
    data = reviewed(chosen_noise=1.0)

    first, second = (saved_labels(data, learner, seed=3, replicates=4) for _ in range(2))

    assert first is not None
    assert second is not None
    assert vars(first.rate) == vars(second.rate)


def test_a_test_that_measures_little_gives_figures_or_none_and_never_half_a_figure() -> None:
    """Some draws of so few images hold no yes, or no no, and measure nothing."""
    told = []
    for images in (2, 3, 4, 12):
        course = reviewed(chosen_noise=1.0, control=40, chosen=60)
        truth = np.full((images, TAGS), np.nan)
        truth[:, 0] = np.arange(images) == 0

        found = saved_labels(replace(course, test=course.test[:images], truth=truth), learner, seed=0)

        told.append(found is not None)
        if found is not None:
            assert np.isfinite([*vars(found.rate).values(), *vars(found.labels).values()]).all()
    assert told[0] is False
