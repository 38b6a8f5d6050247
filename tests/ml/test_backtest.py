"""A simulated course: choose, answer, learn, measure; as the curators answer, and by the seed alone."""

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
import pytest

from ml.backtest import (
    Course,
    Lesson,
    Situation,
    by_chance,
    learning_curve,
    macro,
    our_learner,
    ours,
    schedule,
    tag_curves,
    whole_learner,
)
from ml.scoring import FloatArray, Model

GENERATOR = np.random.default_rng(0)
CENTRES = GENERATOR.normal(size=(3, 16))
KIND = np.arange(120) % 3
EMBEDDINGS = 0.35 * CENTRES[KIND] + 0.8 * GENERATOR.normal(size=(120, 16))
EMBEDDINGS = EMBEDDINGS / np.linalg.norm(EMBEDDINGS, axis=1, keepdims=True)
TRUTH = np.eye(3)[KIND]
COURSE = Course(
    embeddings=EMBEDDINGS,
    said=TRUTH[None],
    truth=TRUTH,
    choice_groups=((0, 1, 2),),
    sample_groups=np.arange(120),
    pool=np.arange(80),
    test=np.arange(80, 120),
)


class Nothing:
    """Says the same of everything."""

    def probabilities(self, embeddings: FloatArray) -> FloatArray:
        return np.full((len(embeddings), 3), 1 / 3)


def test_labels_teach() -> None:
    curve = learning_curve(COURSE, by_chance, our_learner, (3, 80), seed=0)

    assert curve[0] < curve[1]
    assert curve[1] > 0.5


@pytest.mark.parametrize("strategy", [ours, by_chance])
def test_the_same_seed_the_same_course(strategy: object) -> None:
    curves = [learning_curve(COURSE, strategy, our_learner, (6, 26), seed=s) for s in (1, 1, 2)]  # type: ignore[arg-type]

    assert np.array_equal(curves[0], curves[1])
    assert not np.array_equal(curves[0], curves[2])


def test_with_all_answers_no_choice_is_better() -> None:
    ends = [
        learning_curve(COURSE, strategy, our_learner, (40, 80), seed=0)[-1] for strategy in (ours, by_chance)
    ]

    assert ends[0] == pytest.approx(ends[1], abs=0.01)


def test_everything_is_asked_once_in_the_batches_of_the_budgets() -> None:
    situations: list[Situation] = []
    lessons: list[Lesson] = []

    def in_order(situation: Situation, count: int) -> Sequence[int]:
        situations.append(situation)
        return range(count)

    def nothing(lesson: Lesson) -> Model:
        lessons.append(lesson)
        return Nothing()

    learning_curve(COURSE, in_order, nothing, (5, 20, 80), seed=0)

    assert [len(situation.candidates) for situation in situations] == [80, 75, 60]
    assert [len(lesson.answers) for lesson in lessons] == [5, 20, 80]
    assert [len(lesson.unlabeled) for lesson in lessons] == [75, 60, 0]
    assert situations[0].model is None and situations[1].model is not None
    assert sorted(map(tuple, lessons[-1].embeddings)) == sorted(map(tuple, EMBEDDINGS[:80]))


def test_a_strategy_is_shown_no_truth_and_no_rows() -> None:
    assert {field.name for field in fields(Situation)} == {
        "candidates",
        "labeled",
        "answers",
        "choice_groups",
        "model",
        "seed",
    }


def test_a_tag_that_cannot_be_measured_is_no_part_of_the_mean() -> None:
    unknown = TRUTH.copy()
    unknown[80:, 2] = np.nan

    curves = tag_curves(replace(COURSE, truth=unknown), by_chance, our_learner, (30,), seed=0)

    assert np.isnan(curves[0, 2])
    assert macro(curves)[0] == pytest.approx(curves[0, :2].mean())
    assert np.isnan(macro(np.full((1, 2), np.nan)))


def test_people_take_turns_and_whoever_judged_answers_for_who_did_not() -> None:
    said = np.stack([np.zeros((120, 3)), np.ones((120, 3))])
    said[0, 7, 1] = np.nan
    course = replace(COURSE, said=said, choice_groups=())

    assert course.answer(5, 0, seed=0).tolist() == [0, 0, 0]
    assert course.answer(5, 1, seed=0).tolist() == [1, 1, 1]
    assert course.answer(5, 2, seed=0).tolist() == [0, 0, 0]
    assert course.answer(7, 0, seed=0).tolist() == [0, 1, 0]


def test_noise_turns_its_share_of_answers() -> None:
    course = replace(COURSE, noise=0.2, choice_groups=())

    wrong = np.array(
        [course.answer(row, turn, seed=0) != TRUTH[row] for turn in range(20) for row in range(80)]
    )

    assert wrong.mean() == pytest.approx(0.2, abs=0.02)


def test_a_wrong_choice_is_another_choice() -> None:
    course = replace(COURSE, noise=0.3)

    answers = np.array([course.answer(row, turn, seed=0) for turn in range(20) for row in range(80)])

    assert (answers.sum(axis=1) == 1).all()
    wrong = answers.argmax(axis=1) != np.tile(KIND[:80], 20)
    assert wrong.mean() == pytest.approx(0.3, abs=0.03)


@pytest.mark.parametrize("rows", [[0, 0, 1], [0, 1], [0, 1, 2, 3], [0, 1, 80]])
def test_a_strategy_that_does_not_choose_as_many_as_asked_is_refused(rows: list[int]) -> None:
    with pytest.raises(ValueError, match="a strategy chose"):
        learning_curve(COURSE, lambda _situation, _count: rows, our_learner, (3,), seed=0)


def test_near_duplicates_on_both_sides_are_refused() -> None:
    groups = np.arange(120)
    groups[100] = groups[3]

    with pytest.raises(ValueError, match="1 sample groups are in the pool and in the test"):
        replace(COURSE, sample_groups=groups)


def test_chance_leaves_nobody_out() -> None:
    situation = Situation(EMBEDDINGS[:10], EMBEDDINGS[:0], TRUTH[:0], (), None, 0)

    drawn = [row for seed in range(400) for row in by_chance(replace(situation, seed=seed), 2)]

    assert np.bincount(drawn, minlength=10) / len(drawn) == pytest.approx(np.full(10, 0.1), abs=0.03)


@pytest.mark.parametrize(("tags", "pool"), [(3, 80), (12, 400), (10, 3068), (50, 40), (1, 1)])
def test_the_schedule_rises_to_the_whole_pool(tags: int, pool: int) -> None:
    budgets = schedule(tags, pool)

    assert budgets[-1] == pool
    assert list(budgets) == sorted(set(budgets))
    if pool > 5 * tags:
        assert budgets[:5] == tuple(tags * each for each in range(1, 6))


def test_what_nobody_labeled_teaches_too() -> None:
    lessons = Lesson(EMBEDDINGS[:12], TRUTH[:12], np.arange(12), EMBEDDINGS[12:80], COURSE.choice_groups, 0)

    alone, whole = our_learner(lessons), whole_learner(lessons)
    without = whole_learner(replace(lessons, unlabeled=EMBEDDINGS[:0]))

    assert np.array_equal(without.probabilities(EMBEDDINGS), alone.probabilities(EMBEDDINGS))
    assert macro(COURSE.measured(whole)) >= macro(COURSE.measured(alone)) - 0.02
