"""A head keeps what calibrates it; a head of before still serves; calibrating never turns a ranking round."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import save

from ml.calibrators import Calibrators
from ml.scoring import Head, HeadFormatError

NAN = np.nan


def a_head() -> Head:
    generator = np.random.default_rng(0)
    return Head(
        weight=generator.normal(size=(4, 6)).astype(np.float32),
        bias=generator.normal(size=4).astype(np.float32),
        choice_groups=((0, 2),),
        temperature=np.array([1.5, 1, 1.5, 0.8], np.float32),
        calibrators=Calibrators(
            scale=np.array([0.5, 2, 0.5, 1], np.float32),
            shift=np.array([0, -1, 0.3, 0], np.float32),
            knots_from=np.array([[NAN, NAN], [-2, 1], [NAN, NAN], [0, NAN]], np.float32),
            knots_to=np.array([[NAN, NAN], [-1, 3], [NAN, NAN], [1, NAN]], np.float32),
            methods=("vector", "isotonic", "vector", "isotonic"),
        ),
    )


def test_round_trip() -> None:
    head, embeddings = a_head(), np.random.default_rng(1).normal(size=(5, 6))

    back = Head.from_bytes(head.to_bytes())

    assert np.array_equal(back.probabilities(embeddings), head.probabilities(embeddings))
    assert back.calibrators is not None
    assert back.calibrators.methods == ("vector", "isotonic", "vector", "isotonic")
    assert back.to_bytes() == head.to_bytes()


def test_a_head_of_before_serves_as_it_did() -> None:
    head, embeddings = replace(a_head(), calibrators=None), np.random.default_rng(1).normal(size=(5, 6))
    old = {"format": "moodloop-head-1", "choice_groups": head.choice_groups}
    tensors = {"weight": head.weight, "bias": head.bias, "temperature": head.temperature}

    back = Head.from_bytes(save(tensors, {"moodloop": json.dumps(old)}))

    assert np.array_equal(back.probabilities(embeddings), head.probabilities(embeddings))


def test_a_line_then_knots_then_slope_one() -> None:
    logits = np.array([[-4.0], [0.0], [2.0]])  # over .8, through the knot at 0 that goes to 1
    head = a_head()

    said = head.calibrated(np.repeat(logits, 4, axis=1))

    expected = np.array([-5.0, 0.0, 2.5]) + 1
    assert said[:, 3] == pytest.approx(1 / (1 + np.exp(-expected)), abs=1e-6)


def test_ranking_stays_and_groups_sum_to_one() -> None:
    head, logits = a_head(), np.sort(np.random.default_rng(2).normal(0, 3, (400, 4)), axis=0)

    said = head.calibrated(logits)

    assert (np.diff(said[:, [1, 3]].astype(np.float64), axis=0) >= 0).all()
    assert np.allclose(said[:, [0, 2]].sum(axis=1), 1)


def test_pushes_are_added_before_calibrating() -> None:
    head, embeddings = a_head(), np.random.default_rng(1).normal(size=(5, 6))
    pushes = np.random.default_rng(2).normal(size=(5, 4))

    said = head.probabilities(embeddings, pushes)

    assert np.array_equal(said, head.calibrated(head.logits(embeddings) + pushes))
    assert not np.allclose(said, head.probabilities(embeddings))


def test_calibrators_that_do_not_increase_are_refused() -> None:
    calibrators = Calibrators.identity(4, "head")

    with pytest.raises(ValueError, match="increase"):
        replace(calibrators, scale=np.zeros(4, np.float32))


def test_calibrators_of_another_head_are_refused() -> None:
    with pytest.raises(HeadFormatError):
        replace(a_head(), calibrators=Calibrators.identity(3, "head"))
