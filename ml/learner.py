"""The application's head as a scikit-learn classifier, and a modAL ActiveLearner over it.

This is the interface for a query strategy of one's own (docs/strategies.md).
"""

from __future__ import annotations

from typing import Self

import numpy as np
import numpy.typing as npt
from modAL.models import ActiveLearner
from modAL.uncertainty import uncertainty_sampling
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from ml.head import HeadConfig, fit_head
from ml.scoring import ChoiceGroups, FloatArray, Head
from ml.strategies import Query

UNKNOWN = -1
"""In an indicator matrix: nobody was asked. scikit-learn and modAL refuse NaN there."""


class HeadClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc] # scikit-learn is untyped
    """fit(X, y) over embeddings X [n, d], which need not be normalised.

    y is [n] classes of which one holds, or an indicator [n, t] of tags of which several may hold, with -1
    where nobody was asked. classes_ are the classes, or the columns of the indicator.
    """

    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed

    def fit(
        self,
        X: FloatArray,  # noqa: N803 (scikit-learn's name)
        y: npt.NDArray[np.generic],
        groups: npt.NDArray[np.integer] | None = None,
    ) -> Self:
        """groups [n]: rows of one product or of near-duplicates share a number. Raises ValueError on shapes
        that do not fit together."""
        asked = np.asarray(y)
        choice_groups: ChoiceGroups = ()
        if asked.ndim == 1:
            self.classes_ = np.unique(asked)
            targets = np.asarray(asked[:, None] == self.classes_, np.float64)
            choice_groups = (tuple(range(len(self.classes_))),)
        else:
            self.classes_ = np.arange(asked.shape[1])
            targets = np.where(asked == UNKNOWN, np.nan, asked.astype(np.float64))
        self.n_features_in_ = np.asarray(X).shape[1]
        self.head_: Head = fit_head(
            embeddings=_normalised(X),
            targets=targets,
            choice_groups=choice_groups,
            sample_groups=np.arange(len(targets)) if groups is None else groups,
            config=HeadConfig(),
            seed=self.seed,
        ).head
        return self

    def predict_proba(self, X: FloatArray) -> npt.NDArray[np.float64]:  # noqa: N803
        """[n, t] calibrated probabilities."""
        check_is_fitted(self)
        return np.asarray(self.head_.probabilities(_normalised(X)), np.float64)

    def predict(self, X: FloatArray) -> npt.NDArray[np.generic]:  # noqa: N803
        """[n] the likeliest class, or [n, t] which tags are likelier than not."""
        said = self.predict_proba(X)
        if self.head_.choice_groups:
            return np.asarray(self.classes_[said.argmax(axis=1)])
        return np.asarray(said > 0.5, np.int64)


def active_learner(
    query_strategy: Query = uncertainty_sampling,
    *,
    embeddings: FloatArray | None = None,
    answers: npt.NDArray[np.generic] | None = None,
    seed: int = 0,
) -> ActiveLearner:
    """modAL's ActiveLearner over our head; query_strategy is called as modAL calls it, (classifier, X, ...).

    embeddings [n, d] and answers, as HeadClassifier takes them, are what is known from the start.
    """
    return ActiveLearner(
        estimator=HeadClassifier(seed=seed),
        query_strategy=query_strategy,
        X_training=embeddings,
        y_training=answers,
    )


def _normalised(rows: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), np.float32)
