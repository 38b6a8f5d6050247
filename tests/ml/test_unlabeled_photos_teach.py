"""What photos without an answer add while answers are few, and that they add nothing where they must not."""

import numpy as np
import pytest

from ml.head import FittedHead, HeadConfig, fit_head
from ml.metrics import average_precision
from ml.neighbours import GUESSES, averaged
from ml.pooling import fit_with_pool

KINDS, SIDE = 6, 40
CHOICE = (tuple(range(KINDS)),)


def wardrobe(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Embeddings in as many clusters as there are kinds, and one-hot kinds."""
    kind = np.arange(count) % KINDS
    generator = np.random.default_rng(seed)
    centres = np.random.default_rng(99).normal(size=(KINDS, SIDE))
    points = centres[kind] + 1.6 * generator.normal(size=(count, SIDE))
    return points / np.linalg.norm(points, axis=1, keepdims=True), np.eye(KINDS)[kind]


def fitted(rows: np.ndarray, truth: np.ndarray, unlabeled: np.ndarray) -> FittedHead:
    return fit_with_pool(
        embeddings=rows,
        targets=truth,
        unlabeled=unlabeled,
        choice_groups=CHOICE,
        sample_groups=np.arange(len(rows)),
        config=HeadConfig(),
        seed=0,
    )


def alone(rows: np.ndarray, truth: np.ndarray) -> FittedHead:
    return fit_head(
        embeddings=rows,
        targets=truth,
        choice_groups=CHOICE,
        sample_groups=np.arange(len(rows)),
        config=HeadConfig(),
        seed=0,
    )


def quality(of: FittedHead) -> float:
    seen, truth = wardrobe(600, seed=3)
    return average_precision(of.head.probabilities(seen), truth, seed=0, resamples=0).macro.value


def test_photos_of_the_same_clusters_help_where_answers_are_few() -> None:
    rows, truth = wardrobe(12, seed=1)
    unlabeled, _ = wardrobe(400, seed=2)

    assert quality(fitted(rows, truth, unlabeled)) > quality(alone(rows, truth)) + 0.02


def test_where_neighbours_are_not_alike_nobody_is_taught_by_them() -> None:
    rows, _ = wardrobe(60, seed=1)
    unlabeled, _ = wardrobe(400, seed=2)
    told = np.random.default_rng(0).integers(KINDS, size=60)
    # What tells the labels apart has nothing to do with the clusters, and is drowned by the neighbours.
    rows = rows + 0.5 * np.eye(SIDE)[told]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    truth = np.eye(KINDS)[told]

    assert fitted(rows, truth, unlabeled).head.to_bytes() == alone(rows, truth).head.to_bytes()


@pytest.mark.parametrize(("answered", "without"), [(GUESSES, 400), (24, 0), (24, 3)])
def test_many_answers_or_no_photos_and_the_head_is_as_ever(answered: int, without: int) -> None:
    rows, truth = wardrobe(answered, seed=1)
    unlabeled, _ = wardrobe(without, seed=2)

    assert fitted(rows, truth, unlabeled).head.to_bytes() == alone(rows, truth).head.to_bytes()


def test_the_same_photos_the_same_head() -> None:
    rows, truth = wardrobe(12, seed=1)
    unlabeled, _ = wardrobe(200, seed=2)

    assert fitted(rows, truth, unlabeled).head.to_bytes() == fitted(rows, truth, unlabeled).head.to_bytes()


def test_a_photo_is_drawn_towards_its_neighbours() -> None:
    rows, truth = wardrobe(300, seed=1)
    centres = np.stack([rows[truth[:, kind] == 1].mean(axis=0) for kind in range(KINDS)])
    own = centres[truth.argmax(axis=1)]

    smooth = averaged(rows, rows)

    assert np.allclose(np.linalg.norm(smooth, axis=1), 1, atol=1e-5)
    assert (smooth * own).sum(axis=1).mean() > (rows * own).sum(axis=1).mean()
