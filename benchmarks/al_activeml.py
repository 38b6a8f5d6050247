"""scikit-activeml's nearest equivalents, as they are: each sees all embeddings, and labels as far as known.

It knows one label an image. What looks at labels needs a choice of tags; what only asks whether an image has
any runs on several tags, too. Where a strategy needs a model and there is none, it draws at random.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from skactiveml.base import SkactivemlClassifier
from skactiveml.classifier import SklearnClassifier
from skactiveml.pool import CoreSet, DiscriminativeAL, DropQuery, ProbCover, TypiClust, UncertaintySampling
from sklearn.linear_model import LogisticRegression

from ml.backtest import Situation, Strategy, by_chance
from ml.scoring import FloatArray, Model

Floats = npt.NDArray[np.float64]
Choose = Callable[[Situation, FloatArray, Floats, int], npt.NDArray[np.intp]]
"""(situation, X [m + c, d], y [m + c] with NaN where unknown, count) to rows of X."""


class _Head(SkactivemlClassifier):  # type: ignore[misc] # scikit-activeml is untyped
    """A fitted classifier to scikit-activeml: the model of the situation."""

    def __init__(
        self,
        model: Model | None = None,
        *,
        classes: Sequence[int] | None = None,
        missing_label: float = np.nan,
        cost_matrix: None = None,
        random_state: int = 0,
    ) -> None:
        super().__init__(classes, missing_label, cost_matrix, random_state)
        self.model = model

    def fit(self, X: FloatArray, y: Floats, sample_weight: None = None) -> _Head:  # noqa: N803
        self._validate_data(X, y, sample_weight)
        return self

    def predict_proba(self, X: FloatArray) -> Floats:  # noqa: N803
        assert self.model is not None
        return np.asarray(self.model.probabilities(X), np.float64)


def _as_activeml(choose: Choose, *, needs_model: bool = False) -> Strategy:
    def strategy(situation: Situation, count: int) -> Sequence[int]:
        if needs_model and situation.model is None:
            return by_chance(situation, count)
        X = np.concatenate([situation.labeled, situation.candidates])  # noqa: N806
        y = np.full(len(X), np.nan)
        said = np.nan_to_num(situation.answers)
        y[: len(said)] = said.argmax(axis=1) if len(said) else 0
        rows = [int(row) for row in dict.fromkeys(choose(situation, X, y, count) - len(said))]
        # Of photos that are the same TypiClust may name one twice: chance fills in.
        missing = np.setdiff1d(np.arange(len(situation.candidates)), rows)
        drawn = np.random.default_rng(situation.seed).permutation(missing)[: count - len(rows)]
        return [*rows, *map(int, drawn)]

    return strategy


def _seed(situation: Situation) -> int:
    return situation.seed % 2**31


def _entropy(situation: Situation, X: FloatArray, y: Floats, count: int) -> npt.NDArray[np.intp]:  # noqa: N803
    head = _Head(situation.model, classes=range(situation.answers.shape[1])).fit(X, y)
    strategy = UncertaintySampling(method="entropy", random_state=_seed(situation))
    rows: npt.NDArray[np.intp] = strategy.query(X, y, head, fit_clf=False, batch_size=count)
    return rows


def _dropquery(situation: Situation, X: FloatArray, y: Floats, count: int) -> npt.NDArray[np.intp]:  # noqa: N803
    head = _Head(situation.model, classes=range(situation.answers.shape[1])).fit(X, y)
    strategy = DropQuery(random_state=_seed(situation))
    rows: npt.NDArray[np.intp] = strategy.query(X, y, head, fit_clf=False, batch_size=count)
    return rows


def _coreset(situation: Situation, X: FloatArray, y: Floats, count: int) -> npt.NDArray[np.intp]:  # noqa: N803
    rows: npt.NDArray[np.intp] = CoreSet(random_state=_seed(situation)).query(X, y, batch_size=count)
    return rows


def _typiclust(situation: Situation, X: FloatArray, y: Floats, count: int) -> npt.NDArray[np.intp]:  # noqa: N803
    strategy = TypiClust(random_state=_seed(situation), cluster_algo_dict={"random_state": 0, "n_init": 1})
    rows: npt.NDArray[np.intp] = strategy.query(X, y, batch_size=count)
    return rows


def _probcover(situation: Situation, X: FloatArray, y: Floats, count: int) -> npt.NDArray[np.intp]:  # noqa: N803
    strategy = ProbCover(n_classes=max(2, situation.answers.shape[1]), random_state=_seed(situation))
    rows: npt.NDArray[np.intp] = strategy.query(X, y, batch_size=count)
    return rows


def _discriminative(
    situation: Situation,
    X: FloatArray,  # noqa: N803
    y: Floats,
    count: int,
) -> npt.NDArray[np.intp]:
    discriminator = SklearnClassifier(LogisticRegression(max_iter=1000), classes=[0, 1])
    strategy = DiscriminativeAL(greedy_selection=True, random_state=_seed(situation))
    rows: npt.NDArray[np.intp] = strategy.query(X, y, discriminator, batch_size=count)
    return rows


ACTIVEML: dict[str, Strategy] = {
    "activeml_entropy": _as_activeml(_entropy, needs_model=True),
    "activeml_dropquery": _as_activeml(_dropquery, needs_model=True),
    "activeml_coreset": _as_activeml(_coreset),
    "activeml_typiclust": _as_activeml(_typiclust),
    "activeml_probcover": _as_activeml(_probcover),
    "activeml_discriminative": _as_activeml(_discriminative),
}
