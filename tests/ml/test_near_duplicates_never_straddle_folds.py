"""Copies of one photo on both sides of a fold would make the head believe that it knows by heart."""

import numpy as np

from ml.head import HeadConfig, fit_head


def held_out_loss(sample_groups: np.ndarray) -> float:
    """Sixty photos, three copies of each, with answers by the toss of a coin: there is nothing to learn."""
    generator = np.random.default_rng(2)
    embeddings = np.repeat(generator.normal(size=(60, 64)) / 8, 3, axis=0)
    answers = np.repeat(generator.integers(0, 2, (60, 1)).astype(float), 3, axis=0)
    result = fit_head(
        embeddings=embeddings,
        targets=answers,
        choice_groups=(),
        sample_groups=sample_groups,
        config=HeadConfig(),
        seed=0,
    )
    assert result.held_out_loss is not None
    return result.held_out_loss


def test_grouped_copies_do_not_flatter() -> None:
    as_one_photo = held_out_loss(np.arange(180) // 3)
    as_three_photos = held_out_loss(np.arange(180))

    assert as_one_photo > 0.65  # a coin costs 0.69 nats
    assert as_three_photos < 0.4
