"""Strategies by name: ours, chance, and modAL's as they are, asked of the model that learned last.

modAL's functions take a scikit-learn classifier and the candidates. They are given a stand-in, to which a
candidate is its row of probabilities, so that any model can be asked. The candidates are shuffled first:
where modAL finds several equal it takes them in the order given, and a folder's order is seldom chance.
Before there is a model they have nothing to ask, and draw at random.

To be imported where it is used: modAL brings scikit-learn and torch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Protocol

import numpy as np
import numpy.typing as npt
from modAL.batch import uncertainty_batch_sampling
from modAL.multilabel import (
    SVM_binary_minimum,
    avg_confidence,
    avg_score,
    max_loss,
    max_score,
    mean_max_loss,
    min_confidence,
)
from modAL.uncertainty import entropy_sampling, margin_sampling, uncertainty_sampling

from ml.backtest import Situation, Strategy, by_chance, ours
from ml.scoring import FloatArray

Query = Callable[..., object]
"""modAL's: (classifier, X, n_instances=) to the rows chosen, with or without their scores."""


class _Estimator(Protocol):
    def decision_function(self, rows: FloatArray) -> FloatArray: ...


class _OfTag:
    """One tag's classifier: the log odds of its column of the probabilities."""

    def __init__(self, tag: int) -> None:
        self._tag = tag

    def decision_function(self, rows: FloatArray) -> FloatArray:
        p = np.clip(np.asarray(rows[:, self._tag], np.float64), 1e-12, 1 - 1e-12)
        return np.asarray(np.log(p) - np.log1p(-p), np.float64)


class _Answered:
    """A fitted one-versus-rest classifier to modAL: the rows it is asked about are the probabilities."""

    def __init__(self, tags: int) -> None:
        self.classes_ = np.arange(tags)
        self.estimators_: Sequence[_Estimator] = [_OfTag(tag) for tag in range(tags)]

    @property
    def estimator(self) -> _Answered:
        """modAL reaches an ActiveLearner's classifier by this name."""
        return self

    def predict_proba(self, rows: FloatArray) -> FloatArray:
        return rows

    def predict(self, rows: FloatArray) -> npt.NDArray[np.int64]:
        return np.asarray(rows > 0.5, np.int64)


class _Learned:
    """A fitted classifier over embeddings, with what it learned from, as modAL's batch mode needs it."""

    on_transformed = False

    def __init__(self, situation: Situation) -> None:
        assert situation.model is not None  # noqa: S101 - asked before
        self._model, self.X_training = situation.model, np.asarray(situation.labeled)
        self.classes_ = np.arange(situation.answers.shape[1])

    def predict_proba(self, rows: FloatArray) -> FloatArray:
        return np.asarray(self._model.probabilities(rows), np.float64)


def asking_probabilities(query: Query) -> Strategy:
    """A function of modAL that looks at nothing but probabilities, as a strategy."""

    def strategy(situation: Situation, count: int) -> Sequence[int]:
        if situation.model is None:
            return by_chance(situation, count)
        order = np.random.default_rng(situation.seed).permutation(len(situation.candidates))
        said = np.asarray(situation.model.probabilities(situation.candidates[order]), np.float64)
        return [int(order[row]) for row in _rows(query(_Answered(said.shape[1]), said, n_instances=count))]

    return strategy


def asking_model(query: Query) -> Strategy:
    """A query strategy of one's own, as modAL wants it: query(classifier, X, n_instances=), X embeddings.

    classifier has predict_proba, classes_, and X_training, the embeddings it learned from.
    """

    def strategy(situation: Situation, count: int) -> Sequence[int]:
        if situation.model is None:
            return by_chance(situation, count)
        order = np.random.default_rng(situation.seed).permutation(len(situation.candidates))
        found = query(_Learned(situation), np.asarray(situation.candidates[order]), n_instances=count)
        return [int(order[row]) for row in _rows(found)]

    return strategy


def _one_by_one(query: Query) -> Query:
    """Of a function that names one row at a time the rows that it names, one after the other."""

    def several(classifier: object, rows: FloatArray, n_instances: int) -> list[int]:
        left, chosen = np.arange(len(rows)), []
        for _ in range(n_instances):
            place = _rows(query(classifier, rows[left]))[0]
            chosen.append(int(left[place]))
            left = np.delete(left, place)
        return chosen

    return several


def _rows(found: object) -> list[int]:
    """modAL gives rows, or a pair of rows and their scores."""
    rows = found[0] if isinstance(found, tuple) else found
    return [int(row) for row in np.atleast_1d(np.asarray(rows))]


SINGLE: dict[str, Strategy] = {
    "modal_uncertainty": asking_probabilities(uncertainty_sampling),
    "modal_margin": asking_probabilities(margin_sampling),
    "modal_entropy": asking_probabilities(entropy_sampling),
}
"""Meant for a choice among the tags; people ask them of independent tags, too (modAL issue 191)."""
RANKED: dict[str, Strategy] = {"modal_ranked_batch": asking_model(uncertainty_batch_sampling)}
"""Cardoso et al. 2017. Slow: every candidate is held against all that was reviewed, pick by pick."""
MULTILABEL: dict[str, Strategy] = {
    "modal_svm_binary_minimum": asking_probabilities(_one_by_one(SVM_binary_minimum)),
    "modal_max_loss": asking_probabilities(max_loss),
    "modal_mean_max_loss": asking_probabilities(mean_max_loss),
    "modal_min_confidence": asking_probabilities(min_confidence),
    "modal_avg_confidence": asking_probabilities(avg_confidence),
    "modal_max_score": asking_probabilities(max_score),
    "modal_avg_score": asking_probabilities(avg_score),
}
"""For tags of which several may hold."""
STRATEGIES: dict[str, Strategy] = {"ours": ours, "random": by_chance, **SINGLE, **RANKED, **MULTILABEL}


def strategy_named(name: str) -> Strategy:
    """One of STRATEGIES, or "package.module:function": a query strategy of one's own in modAL's form.

    Raises ValueError where there is none of that name.
    """
    if name in STRATEGIES:
        return STRATEGIES[name]
    module, _, function = name.partition(":")
    if not function:
        raise ValueError(f"unknown strategy {name!r}: one of {', '.join(STRATEGIES)}, or module:function")
    try:
        query: Query = getattr(import_module(module), function)
    except (ImportError, AttributeError) as error:
        raise ValueError(f"strategy {name!r}: {error}") from error
    return asking_model(query)
