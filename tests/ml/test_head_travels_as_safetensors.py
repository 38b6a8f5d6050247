"""A head is kept as bytes in the database: what comes back is what went in, or is refused."""

import json

import numpy as np
import pytest
from safetensors.numpy import save

from ml.scoring import Head, HeadFormatError


def a_head() -> Head:
    generator = np.random.default_rng(0)
    return Head(
        weight=generator.normal(size=(4, 6)).astype(np.float32),
        bias=generator.normal(size=4).astype(np.float32),
        choice_groups=((0, 2),),
        temperature=np.array([1.5, 1, 1.5, 0.8], np.float32),
    )


def test_round_trip() -> None:
    head, embeddings = a_head(), np.random.default_rng(1).normal(size=(5, 6))

    back = Head.from_bytes(head.to_bytes())

    assert np.array_equal(back.probabilities(embeddings), head.probabilities(embeddings))
    assert back.choice_groups == head.choice_groups
    assert back.to_bytes() == head.to_bytes()


def test_probabilities_are_of_logits_cooled_by_the_temperature() -> None:
    head, embeddings = a_head(), np.random.default_rng(1).normal(size=(5, 6))

    probabilities = head.probabilities(embeddings)

    assert np.allclose(probabilities[:, [0, 2]].sum(axis=1), 1)
    assert np.allclose(probabilities[:, 3], 1 / (1 + np.exp(-head.logits(embeddings)[:, 3] / 0.8)))


def test_extreme_logits_stay_probabilities() -> None:
    head = Head(
        np.array([[1e4], [-1e4], [1e4]], np.float32),
        np.zeros(3, np.float32),
        ((0, 1),),
        np.ones(3, np.float32),
    )

    assert head.probabilities(np.array([[1.0], [-1.0]])).tolist() == [[1, 0, 1], [0, 1, 0]]


def corrupted() -> list[bytes]:
    whole = a_head().to_bytes()
    tensors = {"weight": np.zeros((2, 3), np.float32), "bias": np.zeros(2, np.float32)}
    described = json.dumps({"format": "moodloop-head-1", "choice_groups": []})
    unknown = json.dumps({"format": "something-else", "choice_groups": []})
    temperature = {"temperature": np.ones(2, np.float32)}
    return [
        b"",
        b"not a head",
        whole[:-1],
        whole[: len(whole) // 2],
        b"\xff" * 8 + whole[8:],
        save({**tensors, **temperature}),
        save(tensors, {"moodloop": described}),
        save({**tensors, **temperature}, {"moodloop": unknown}),
        save({**tensors, **temperature}, {"moodloop": "{"}),
        save({**tensors, "temperature": np.ones(3, np.float32)}, {"moodloop": described}),
        save(
            {**tensors, **temperature},
            {"moodloop": json.dumps({"format": "moodloop-head-1", "choice_groups": [[0, 9]]})},
        ),
    ]


@pytest.mark.parametrize("content", corrupted())
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(HeadFormatError):
        Head.from_bytes(content)
