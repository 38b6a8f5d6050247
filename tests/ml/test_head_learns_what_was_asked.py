"""The head learns from answers and from nothing else: unknown is never no."""

import numpy as np
import numpy.typing as npt
import pytest

from ml.head import FittedHead, HeadConfig, fit_head
from ml.metrics import average_precision
from ml.scoring import ChoiceGroups

Array = npt.NDArray[np.float64]


def unit_rows(rows: int, *, seed: int = 0) -> Array:
    points = np.random.default_rng(seed).normal(size=(rows, 16))
    return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True))


def fitted(embeddings: Array, targets: Array, groups: ChoiceGroups = (), **more: Array) -> FittedHead:
    return fit_head(
        embeddings=embeddings,
        targets=targets,
        choice_groups=groups,
        sample_groups=np.arange(len(embeddings)),
        config=HeadConfig(),
        seed=0,
        weights=more.get("weights"),
    )


def test_what_can_be_told_apart_is_told_apart() -> None:
    embeddings = unit_rows(300)
    truth = (embeddings[:, :3] > 0).astype(float)

    head = fitted(embeddings[:200], truth[:200]).head

    found = average_precision(head.probabilities(embeddings[200:]), truth[200:], seed=0)
    assert found.macro.value > 0.97


def test_photos_nobody_was_asked_about_do_not_count_as_no() -> None:
    embeddings = unit_rows(300)
    targets = np.full((300, 2), np.nan)
    targets[:, 0] = embeddings[:, 0] > 0
    targets[:20, 1] = np.arange(20) % 5 > 0  # four of five yes, and unknown for the other 280

    probabilities = fitted(embeddings, targets).head.probabilities(embeddings)

    assert probabilities[:, 1].mean() > 0.5


def test_a_photo_without_any_answer_changes_nothing_much() -> None:
    embeddings = unit_rows(120)
    targets = np.full((120, 1), np.nan)
    targets[:60, 0] = embeddings[:60, 0] > 0

    asked = fitted(embeddings[:60], targets[:60]).head.probabilities(embeddings)
    with_others = fitted(embeddings, targets).head.probabilities(embeddings)

    assert abs(asked.mean() - with_others.mean()) < 0.05


def test_a_tag_never_asked_has_a_moderate_probability() -> None:
    embeddings = unit_rows(100)
    targets = np.full((100, 2), np.nan)
    targets[:, 0] = embeddings[:, 0] > 0

    probabilities = fitted(embeddings, targets).head.probabilities(embeddings)

    assert np.isfinite(probabilities).all()
    assert (probabilities[:, 1] > 0.05).all() and (probabilities[:, 1] < 0.95).all()


def test_a_tag_with_one_kind_of_answer_stays_finite() -> None:
    head = fitted(unit_rows(50), np.ones((50, 1))).head

    assert np.isfinite(head.weight).all() and np.isfinite(head.bias).all()
    assert head.probabilities(unit_rows(50)).min() > 0.9


def test_one_image_is_enough_for_a_head() -> None:
    result = fitted(unit_rows(1), np.ones((1, 1)))

    assert np.isfinite(result.head.probabilities(unit_rows(3))).all()
    assert result.held_out_loss is None


def test_what_weighs_nothing_teaches_nothing() -> None:
    embeddings = unit_rows(200)
    truth = (embeddings[:, :1] > 0).astype(float)
    wrong, weights = truth.copy(), np.ones_like(truth)
    wrong[100:], weights[100:] = 1 - truth[100:], 0.0

    head = fitted(embeddings, wrong, weights=weights).head

    assert average_precision(head.probabilities(embeddings), truth, seed=0).macro.value > 0.95


def test_a_split_vote_ends_between() -> None:
    head = fitted(unit_rows(60), np.full((60, 1), 2 / 3)).head

    assert head.probabilities(unit_rows(60, seed=1)).mean() == pytest.approx(2 / 3, abs=0.05)
