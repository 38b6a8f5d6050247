"""The benchmark's arms: plain logistic regression, scikit-activeml's, an oracle; and its tables."""

import importlib
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

from ml.backtest import Course, Lesson, Situation, by_chance, learning_curve, our_learner

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
GENERATOR = np.random.default_rng(0)
KIND = np.arange(120) % 3
ROWS = (0.5 * GENERATOR.normal(size=(3, 16))[KIND] + 0.8 * GENERATOR.normal(size=(120, 16))).astype(
    np.float32
)
ROWS /= np.linalg.norm(ROWS, axis=1, keepdims=True)
TRUTH = np.eye(3)[KIND]
COURSE = Course(ROWS, TRUTH[None], TRUTH, ((0, 1, 2),), np.arange(120), np.arange(70), np.arange(70, 120))
TAGS = (ROWS[:, :3] > 0).astype(np.float64)


@pytest.fixture(autouse=True)
def found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(BENCHMARKS))


@pytest.fixture
def arms() -> ModuleType:
    return importlib.import_module("al_arms")


def lesson(answers: np.ndarray, choice_groups: tuple[tuple[int, ...], ...], rows: int = 60) -> Lesson:
    return Lesson(ROWS[:rows], answers[:rows], np.arange(rows), ROWS[:0], choice_groups, 0)


def test_a_choice_is_learned_by_plain_logistic_regression(arms: ModuleType) -> None:
    expected = LogisticRegression(max_iter=3000).fit(ROWS[:60], KIND[:60]).predict_proba(ROWS)

    said = arms.plain_learner(lesson(TRUTH, ((0, 1, 2),))).probabilities(ROWS)

    assert said == pytest.approx(expected)


def test_several_tags_are_learned_one_against_the_rest(arms: ModuleType) -> None:
    plain = OneVsRestClassifier(LogisticRegression(max_iter=3000)).fit(ROWS[:60], TAGS[:60])

    said = arms.plain_learner(lesson(TAGS, ())).probabilities(ROWS)

    assert said == pytest.approx(plain.predict_proba(ROWS))


def test_what_nobody_said_is_not_learned_as_a_no(arms: ModuleType) -> None:
    partly = TAGS.copy()
    partly[30:60, 1] = np.nan
    expected = LogisticRegression(max_iter=3000).fit(ROWS[:30], TAGS[:30, 1]).predict_proba(ROWS)[:, 1]

    said = arms.plain_learner(lesson(partly, ())).probabilities(ROWS)

    assert said[:, 1] == pytest.approx(expected)


def test_of_one_kind_of_answer_nothing_else_is_said(arms: ModuleType) -> None:
    never = np.zeros((60, 3))
    never[:, 0] = 1

    assert arms.plain_learner(lesson(never, ())).probabilities(ROWS[:2]).tolist() == [[1, 0, 0], [1, 0, 0]]


@pytest.mark.parametrize("labeled", [0, 20])
def test_scikit_activeml_chooses_each_photo_once(labeled: int) -> None:
    strategies = importlib.import_module("al_activeml").ACTIVEML
    model = our_learner(lesson(TRUTH, ((0, 1, 2),), labeled)) if labeled else None
    situation = Situation(ROWS[labeled:], ROWS[:labeled], TRUTH[:labeled], ((0, 1, 2),), model, 5)

    for name, strategy in strategies.items():
        rows = list(strategy(situation, 6))
        assert len(set(rows)) == 6, name
        assert all(0 <= row < 120 - labeled for row in rows), name


def test_scikit_activeml_chooses_each_of_photos_that_are_the_same_once() -> None:
    strategies = importlib.import_module("al_activeml").ACTIVEML
    same = ROWS[:20].copy()
    same[5:] = same[0]
    situation = Situation(same[2:], same[:2], TAGS[:2, :1], (), None, 5)

    for name in ("activeml_typiclust", "activeml_coreset", "activeml_probcover", "activeml_discriminative"):
        assert sorted(strategies[name](situation, 18)) == list(range(18)), name


def test_scikit_activeml_asks_the_model_what_it_doubts() -> None:
    strategy = importlib.import_module("al_activeml").ACTIVEML["activeml_entropy"]
    model = our_learner(lesson(TRUTH, ((0, 1, 2),), 20))
    said = np.asarray(model.probabilities(ROWS[20:]), np.float64)
    entropy = -(said * np.log(said)).sum(axis=1)

    rows = strategy(Situation(ROWS[20:], ROWS[:20], TRUTH[:20], ((0, 1, 2),), model, 5), 6)

    assert set(rows) == set(np.argsort(-entropy)[:6].tolist())


def test_an_oracle_does_better_than_chance(arms: ModuleType) -> None:
    strategy = arms.strategy_of("oracle", COURSE)

    seen = [learning_curve(COURSE, strategy, our_learner, (6, 12, 18), seed=seed) for seed in range(3)]

    chance = [learning_curve(COURSE, by_chance, our_learner, (6, 12, 18), seed=seed) for seed in range(3)]
    assert np.mean(seen) > np.mean(chance) + 0.03


def test_an_unknown_arm_is_named(arms: ModuleType) -> None:
    with pytest.raises(ValueError, match="activeml_nothing"):
        arms.strategy_of("activeml_nothing", COURSE)


def test_a_course_by_a_worker_is_the_course_itself(arms: ModuleType) -> None:
    runs = importlib.import_module("al_runs")
    jobs = [runs.Job(arms.Arm("random"), seed, (6, 20)) for seed in (0, 1)]

    curves = runs.run(jobs, {False: COURSE, True: COURSE}, workers=1)

    for job in jobs:
        expected = learning_curve(COURSE, by_chance, our_learner, (6, 20), seed=job.seed)
        assert curves[job].mean(axis=1) == pytest.approx(expected)


def test_figures_are_named_and_held_to_their_bars(
    arms: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    figures, tables = importlib.import_module("al_figures"), importlib.import_module("al_tables")
    report = importlib.import_module("figures").Report("active_learning", "made up", 0)
    slow = np.array([[0.3, 0.5, 0.7, 0.8]] * 4)
    fast = np.array([[0.4, 0.7, 0.8, 0.8]] * 4)
    modal = np.array([[0.3, 0.6, 0.78, np.nan]] * 2)
    by_arm = {arms.Arm("ours"): fast, arms.Arm("random"): slow, arms.Arm("modal_margin", most=40): modal}
    curves = tables.Curves((10, 20, 40, 80), by_arm, 0)

    figures.say_same_head(figures.Told(report, "", enforced=True), curves, 2)

    by_name = {figure.name: figure.value for figure in report.figures}
    # .98 of .8 is reached by chance at 74 labels, by ours at 37, and by modAL never within 40.
    assert by_name["ratio_random_98"] == pytest.approx((20 + 20 * 0.84) / (40 + 40 * 0.84), abs=1e-6)
    assert by_name["ratio_modal_98"] == pytest.approx((20 + 20 * 0.84) / 40, abs=1e-6)
    assert by_name["worse_share"] == 0
    assert by_name["start_gain"] == pytest.approx(4 / 3)
    assert report.failures == ["ratio_modal_98 0.920 <= 0.8"]
    assert "nothing of modAL gets to that level in 40 labels" in capsys.readouterr().out


def test_a_picture_of_the_curves(tmp_path: Path) -> None:
    plot = importlib.import_module("al_plot").plot
    curves = {"ours": np.array([[0.2, 0.5]]), "random": np.array([[0.1, np.nan]])}

    plot(curves, (10, 20), "a title", tmp_path / "curves.svg")

    assert "a title" in (tmp_path / "curves.svg").read_text(encoding="utf-8")


def test_rare_tags_speak_together_and_each_for_itself() -> None:
    al_rare = importlib.import_module("al_rare")
    slow, fast = np.array([[0.1, 0.4, 0.9]] * 3), np.array([[0.9, 0.9, 0.9]] * 3)
    never = np.array([[0.1, 0.1, np.nan]] * 3)

    ratio, each = al_rare.rare_ratio(
        [(fast, slow), (slow / 2, slow / 2)], (10, 20, 40), seed=0, together=False
    )
    lost, _ = al_rare.rare_ratio([(never, slow)], (10, 20, 40), seed=0, together=True)

    assert each[0] < 0.5
    assert each[1] == 1.0
    assert each[0] < ratio.value < 1.0
    assert lost.value == np.inf


def test_tags_of_the_same_runs_are_as_uncertain_as_those_runs() -> None:
    al_rare = importlib.import_module("al_rare")
    chance = np.array([[0.1, 0.4, 0.9]] * 8)
    ours = chance + np.linspace(0, 0.5, 8)[:, None]
    pairs = [(ours, chance)] * 6

    apart, _ = al_rare.rare_ratio(pairs, (10, 20, 40), seed=0, together=False)
    together, _ = al_rare.rare_ratio(pairs, (10, 20, 40), seed=0, together=True)

    assert together.value == apart.value
    assert together.high - together.low > 1.5 * (apart.high - apart.low)
