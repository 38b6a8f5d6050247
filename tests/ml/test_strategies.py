"""Strategies by name: modAL's choose what modAL chooses, and none chooses twice."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from modAL.models import ActiveLearner
from modAL.uncertainty import entropy_sampling, margin_sampling, uncertainty_sampling
from sklearn.linear_model import LogisticRegression

from ml.backtest import Situation, by_chance
from ml.scoring import FloatArray
from ml.strategies import MULTILABEL, STRATEGIES, asking_model, strategy_named

GENERATOR = np.random.default_rng(0)
CANDIDATES, LABELED = GENERATOR.normal(size=(80, 5)), GENERATOR.normal(size=(30, 5))
KINDS = LABELED[:, :3].argmax(axis=1)
REGRESSION = LogisticRegression().fit(LABELED, KINDS)


class Regressed:
    def probabilities(self, embeddings: FloatArray) -> FloatArray:
        return np.asarray(REGRESSION.predict_proba(embeddings))


class Likely:
    """Independent tags: as likely as the first numbers of an embedding say."""

    def probabilities(self, embeddings: FloatArray) -> FloatArray:
        return np.asarray(1 / (1 + np.exp(-embeddings[:, :3])))


CHOICE = Situation(CANDIDATES, LABELED, np.eye(3)[KINDS], ((0, 1, 2),), Regressed(), 4)
SEVERAL = replace(CHOICE, choice_groups=(), model=Likely())


@pytest.mark.parametrize("name", STRATEGIES)
@pytest.mark.parametrize("situation", [CHOICE, SEVERAL, replace(CHOICE, model=None, labeled=LABELED[:0])])
@pytest.mark.parametrize("count", [1, 12, 80])
def test_each_candidate_at_most_once_and_as_many_as_asked(
    name: str, situation: Situation, count: int
) -> None:
    rows = list(STRATEGIES[name](situation, count))

    assert len(set(rows)) == count
    assert all(0 <= row < 80 for row in rows)


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("modal_uncertainty", uncertainty_sampling),
        ("modal_margin", margin_sampling),
        ("modal_entropy", entropy_sampling),
    ],
)
def test_modal_is_asked_as_its_active_learner_asks_it(name: str, query: object) -> None:
    learner = ActiveLearner(LogisticRegression(), query, X_training=LABELED, y_training=KINDS)

    expected, _ = learner.query(CANDIDATES, n_instances=10)

    assert set(STRATEGIES[name](CHOICE, 10)) == set(expected.tolist())


def test_the_smallest_distance_of_any_tag_comes_first() -> None:
    distances = np.abs(CANDIDATES[:, :3]).min(axis=1)

    assert list(STRATEGIES["modal_svm_binary_minimum"](SEVERAL, 7)) == np.argsort(distances)[:7].tolist()


def test_confidence_is_that_of_the_tags() -> None:
    said = Likely().probabilities(CANDIDATES)

    least = STRATEGIES["modal_min_confidence"](SEVERAL, 9)
    most = STRATEGIES["modal_avg_confidence"](SEVERAL, 9)

    assert set(least) == set(np.argsort(said.min(axis=1))[:9].tolist())
    assert set(most) == set(np.argsort(-said.mean(axis=1))[:9].tolist())


@pytest.mark.parametrize("name", [name for name in STRATEGIES if name.startswith("modal_")])
def test_before_there_is_a_model_chance_decides(name: str) -> None:
    situation = replace(CHOICE, model=None)

    assert list(STRATEGIES[name](situation, 8)) == list(by_chance(situation, 8))


def test_among_equals_the_order_of_the_folder_does_not_decide() -> None:
    class Same:
        def probabilities(self, embeddings: FloatArray) -> FloatArray:
            return np.full((len(embeddings), 3), 0.4)

    for name in MULTILABEL:
        first = set(STRATEGIES[name](replace(SEVERAL, model=Same(), seed=1), 10))
        second = set(STRATEGIES[name](replace(SEVERAL, model=Same(), seed=2), 10))
        assert first != second, name


def test_a_strategy_of_ones_own_is_asked_as_modal_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "return classifier.predict_proba(X)[:, 0].argsort()[:n_instances]"
    (tmp_path / "own_strategy.py").write_text(f"def query(classifier, X, n_instances=1):\n    {body}\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    rows = strategy_named("own_strategy:query")(CHOICE, 5)

    assert list(rows) == np.argsort(REGRESSION.predict_proba(CANDIDATES)[:, 0])[:5].tolist()
    sys.modules.pop("own_strategy")


def test_what_was_learned_from_is_there_for_batch_mode() -> None:
    seen = []

    def query(classifier: object, X: FloatArray, n_instances: int) -> list[int]:  # noqa: N803
        seen.append(classifier.X_training)  # type: ignore[attr-defined]
        return list(range(n_instances))

    asking_model(query)(CHOICE, 3)

    assert np.array_equal(seen[0], LABELED)


@pytest.mark.parametrize("name", ["best", "no_such_module:query", "ml.strategies:nothing"])
def test_an_unknown_strategy_is_named(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        strategy_named(name)
