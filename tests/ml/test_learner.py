"""Our head as a scikit-learn classifier, and modAL's ActiveLearner over it, with a strategy of one's own."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from modAL.models import ActiveLearner
from modAL.uncertainty import entropy_sampling
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.metrics import average_precision_score
from sklearn.model_selection import cross_val_score

from ml.backtest import Lesson, our_learner
from ml.learner import HeadClassifier, active_learner
from ml.scoring import FloatArray

GENERATOR = np.random.default_rng(0)
NAMES = np.array(["dress", "hat", "shoes"])
KIND = np.arange(150) % 3
ROWS = 5 * (GENERATOR.normal(size=(3, 12))[KIND] + 0.9 * GENERATOR.normal(size=(150, 12)))
TAGS = np.stack([ROWS[:, 0] > 0, ROWS[:, 1] > 2], axis=1).astype(int)


def test_one_choice_has_the_names_of_its_classes() -> None:
    classifier = HeadClassifier().fit(ROWS[:100], NAMES[KIND[:100]])

    said = classifier.predict_proba(ROWS[100:])

    assert classifier.classes_.tolist() == ["dress", "hat", "shoes"]
    assert said.sum(axis=1) == pytest.approx(np.ones(50), abs=1e-5)
    assert (classifier.predict(ROWS[100:]) == NAMES[KIND[100:]]).mean() > 0.8


def test_several_tags_are_independent_of_each_other() -> None:
    classifier = HeadClassifier().fit(ROWS[:100], TAGS[:100])

    said = classifier.predict_proba(ROWS[100:])

    assert average_precision_score(TAGS[100:], said, average="macro") > 0.8
    assert np.array_equal(classifier.predict(ROWS[100:]), said > 0.5)


def test_what_nobody_was_asked_teaches_nothing() -> None:
    asked = TAGS[:100].copy()
    asked[60:, 0] = -1

    partly = HeadClassifier().fit(ROWS[:100], asked).predict_proba(ROWS)
    as_no = HeadClassifier().fit(ROWS[:100], np.maximum(asked, 0)).predict_proba(ROWS)

    assert partly[:, 0].mean() > as_no[:, 0].mean() + 0.1


def test_it_is_the_applications_head() -> None:
    unit = (ROWS / np.linalg.norm(ROWS, axis=1, keepdims=True)).astype(np.float32)
    lesson = Lesson(unit[:60], TAGS[:60].astype(float), np.arange(60), unit[:0], (), 3)

    expected = our_learner(lesson).probabilities(unit)

    assert HeadClassifier(seed=3).fit(ROWS[:60], TAGS[:60]).predict_proba(ROWS) == pytest.approx(expected)


def test_scikit_learn_takes_it_for_one_of_its_own() -> None:
    assert clone(HeadClassifier(seed=7)).get_params() == {"seed": 7}
    assert cross_val_score(HeadClassifier(), ROWS, NAMES[KIND], cv=3).mean() > 0.8
    with pytest.raises(NotFittedError):
        HeadClassifier().predict_proba(ROWS)


def test_modal_asks_our_head() -> None:
    learner = active_learner(entropy_sampling, embeddings=ROWS[:30], answers=NAMES[KIND[:30]])

    rows, _ = learner.query(ROWS[30:], n_instances=6)

    assert isinstance(learner, ActiveLearner)
    said = learner.predict_proba(ROWS[30:])
    entropy = -(said * np.log(said)).sum(axis=1)
    assert set(rows.tolist()) == set(np.argsort(-entropy)[:6].tolist())


def test_a_strategy_of_ones_own_asks_and_is_taught() -> None:
    def least_like(classifier: ActiveLearner, X: FloatArray, n_instances: int = 1) -> np.ndarray:  # noqa: N803
        """Where the first tag is least likely."""
        return np.asarray(classifier.predict_proba(X)[:, 0].argsort()[:n_instances])

    learner = active_learner(least_like, embeddings=ROWS[:20], answers=TAGS[:20])
    before = learner.predict_proba(ROWS)
    rows, asked = learner.query(ROWS[20:], n_instances=4)
    learner.teach(asked, TAGS[20:][rows])

    assert set(rows.tolist()) == set(np.argsort(before[20:, 0])[:4].tolist())
    assert len(learner.X_training) == 24
    assert not np.array_equal(learner.predict_proba(ROWS), before)


def test_the_strategy_in_the_document_can_be_asked() -> None:
    document = (Path(__file__).parents[2] / "docs" / "strategies.md").read_text(encoding="utf-8")
    example = re.search(r"```python\n# my_strategy.py.*?\n(.*?)```", document, re.S)
    assert example is not None
    names: dict[str, Callable[..., np.ndarray]] = {}
    exec(example[1], names)  # noqa: S102 (our own document)

    learner = active_learner(names["query"], embeddings=ROWS[:30], answers=TAGS[:30])
    rows, asked = learner.query(ROWS[30:], n_instances=5)

    said = learner.predict_proba(ROWS[30:]).min(axis=1)
    assert set(rows.tolist()) == set(np.argsort(-said)[:5].tolist())
    assert asked.shape == (5, 12)
