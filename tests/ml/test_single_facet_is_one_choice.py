"""The tags of a `single` facet share one certainty: a yes is a no to the others, a no is a hint at them."""

import numpy as np
import numpy.typing as npt

from ml.head import HeadConfig, fit_head
from ml.scoring import Head

GROUP = ((0, 1, 2),)
GENERATOR_SEED = 3


def kinds(rows: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.intp]]:
    """Embeddings around three centres, and the centre of each."""
    generator = np.random.default_rng(GENERATOR_SEED)
    kind = np.arange(rows) % 3
    points = np.eye(12)[kind] + generator.normal(0, 0.15, (rows, 12))
    return points / np.linalg.norm(points, axis=1, keepdims=True), kind


def head_of(embeddings: npt.NDArray[np.float64], targets: npt.NDArray[np.float64]) -> Head:
    return fit_head(
        embeddings=embeddings,
        targets=targets,
        choice_groups=GROUP,
        sample_groups=np.arange(len(embeddings)),
        config=HeadConfig(),
        seed=0,
    ).head


def test_probabilities_sum_to_one() -> None:
    embeddings, kind = kinds(90)

    probabilities = head_of(embeddings, np.eye(3)[kind]).probabilities(embeddings)

    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-6)
    assert (probabilities.argmax(axis=1) == kind).mean() > 0.98


def test_a_yes_alone_is_as_good_as_a_yes_and_noes() -> None:
    embeddings, kind = kinds(90)
    whole = np.eye(3)[kind]
    only_yes = np.where(whole == 1, 1.0, np.nan)

    from_yes = head_of(embeddings, only_yes).probabilities(embeddings)
    from_whole = head_of(embeddings, whole).probabilities(embeddings)

    assert np.allclose(from_yes, from_whole, atol=1e-4)


def test_noes_alone_rule_out_and_teach() -> None:
    embeddings, kind = kinds(90)
    refused = np.full((90, 3), np.nan)
    refused[np.arange(90), (kind + 1) % 3] = 0
    refused[45:][np.arange(45), (kind[45:] + 2) % 3] = 0

    probabilities = head_of(embeddings, refused).probabilities(embeddings)

    assert (probabilities.argmax(axis=1) == kind).mean() > 0.9


def test_all_refused_says_nothing() -> None:
    embeddings, kind = kinds(90)
    targets = np.concatenate([np.eye(3)[kind], np.zeros((90, 3))])

    probabilities = head_of(np.concatenate([embeddings, embeddings]), targets).probabilities(embeddings)

    assert (probabilities.argmax(axis=1) == kind).mean() > 0.98
