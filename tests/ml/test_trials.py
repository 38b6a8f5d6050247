"""Strategies raced: who is told to have served best, and only beyond doubt."""

import numpy as np
import pytest

from ml.trials import Race, race, served_best, standings

BUDGETS = (10, 20, 40, 80)
GENERATOR = np.random.default_rng(0)


def raced(heights: dict[str, float], *, noise: float, seeds: int = 6, draws: int = 200) -> Race:
    """Arms whose curves lie so much above a common one, until all end at the same height."""
    common = np.array([0.3, 0.5, 0.65, 0.7])
    raised = np.array([1.0, 1.0, 0.5, 0.0])
    scores = []
    for height in heights.values():
        luck = noise * GENERATOR.normal(size=(seeds, 1 + draws, 4)) * (raised > 0)
        scores.append(common + height * raised + luck)
    return Race(tuple(heights), BUDGETS, np.array(scores))


def test_a_clear_winner_is_named() -> None:
    assert served_best(raced({"ours": 0.1, "random": 0.0, "other": 0.02}, noise=0.01)) == "ours"


def test_where_luck_is_larger_than_the_gap_nobody_is() -> None:
    assert served_best(raced({"ours": 0.01, "random": 0.0}, noise=0.15, seeds=3)) == ""


def test_equal_arms_are_seldom_told_apart() -> None:
    named = [served_best(raced({"a": 0.0, "b": 0.0, "c": 0.0}, noise=0.05)) for _ in range(40)]

    assert sum(map(bool, named)) <= 6


def test_figures_are_to_chance_and_over_the_one_in_force() -> None:
    ours, random = standings(
        raced({"ours": 0.1, "random": 0.0}, noise=0.002), in_force="random", chance="random"
    )

    assert ours.ratios[0.9].high < 1
    assert random.ratios[0.9].value == 1
    assert ours.gain.low > 0
    assert (random.gain.low, random.gain.high) == (0, 0)
    assert random.worse_share == 0


def test_being_below_chance_is_counted_by_budget() -> None:
    _, worse = standings(
        raced({"random": 0.1, "worse": 0.0}, noise=0.002), in_force="random", chance="random"
    )

    assert worse.worse_share == pytest.approx(0.75)
    assert worse.ratios[0.95].low > 1


def test_the_same_arguments_give_the_same_race() -> None:
    from ml.backtest import Course, by_chance, our_learner

    embeddings = GENERATOR.normal(size=(60, 8))
    truth = (embeddings[:, :2] > 0).astype(float)
    course = Course(
        embeddings, truth[None], truth, (), np.arange(60), pool=np.arange(40), test=np.arange(40, 60)
    )
    heard: list[float] = []

    first, second = (
        race(course, {"random": by_chance}, our_learner, (10, 40), seeds=2, draws=5, progress=heard.append)
        for _ in range(2)
    )

    assert np.array_equal(first.scores, second.scores)
    assert first.scores.shape == (1, 2, 6, 2)
    assert heard[3] == 1
    assert np.allclose(first.scores[0, 0, 0, -1], first.scores[0, 1, 0, -1], atol=0.05)
