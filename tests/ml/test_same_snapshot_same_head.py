"""The same snapshot and seed give the same head, to the byte; and what is no snapshot is refused."""

import numpy as np
import pytest

from ml.head import HeadConfig, fit_head
from ml.scoring import ChoiceGroups, HeadFormatError

GENERATOR = np.random.default_rng(5)
EMBEDDINGS = GENERATOR.normal(size=(80, 12)) / 4
TARGETS = np.where(GENERATOR.random((80, 5)) < 0.3, np.nan, (EMBEDDINGS[:, :5] > 0).astype(float))


def head_bytes(seed: int) -> bytes:
    return fit_head(
        embeddings=EMBEDDINGS,
        targets=TARGETS,
        choice_groups=((1, 3),),
        sample_groups=np.arange(80) // 2,
        config=HeadConfig(),
        seed=seed,
    ).head.to_bytes()


def test_the_same_bytes() -> None:
    assert head_bytes(seed=1) == head_bytes(seed=1)


def test_progress_goes_forward_to_the_end() -> None:
    heard: list[float] = []

    fit_head(
        embeddings=EMBEDDINGS,
        targets=TARGETS,
        choice_groups=(),
        sample_groups=np.arange(80),
        config=HeadConfig(),
        seed=0,
        progress=lambda share, _what: heard.append(share),
    )

    assert heard == sorted(heard)
    assert heard[-1] == 1.0


@pytest.mark.parametrize(
    ("rows", "targets", "groups", "weights", "message"),
    [
        (np.zeros((0, 4)), np.zeros((0, 1)), np.zeros(0, int), None, "at least one"),
        (np.zeros((3, 4)), np.zeros((2, 1)), np.zeros(3, int), None, "same rows"),
        (np.zeros((3, 4)), np.zeros((3, 1)), np.zeros(2, int), None, "same rows"),
        (np.zeros((3, 4)), np.zeros((3, 1)), np.zeros(3, int), np.ones((3, 2)), "shape of targets"),
        (np.full((3, 4), np.nan), np.zeros((3, 1)), np.zeros(3, int), None, "finite"),
    ],
)
def test_what_does_not_fit_is_refused(
    rows: np.ndarray, targets: np.ndarray, groups: np.ndarray, weights: np.ndarray | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        fit_head(
            embeddings=rows,
            targets=targets,
            choice_groups=(),
            sample_groups=groups,
            config=HeadConfig(),
            seed=0,
            weights=weights,
        )


@pytest.mark.parametrize("groups", [((0, 5),), ((0, 1), (1, 2)), ((),)])
def test_impossible_choice_groups_are_refused(groups: ChoiceGroups) -> None:
    with pytest.raises(HeadFormatError):
        fit_head(
            embeddings=EMBEDDINGS,
            targets=TARGETS,
            choice_groups=groups,
            sample_groups=np.arange(80),
            config=HeadConfig(),
            seed=0,
        )
