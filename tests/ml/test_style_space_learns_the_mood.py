"""What is near in a learned space shares the mood, and what was never asked neither draws nor pushes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from ml.style import fit_style
from ml.style_judging import ENOUGH, paired, recall, shared_precision
from ml.style_map import StyleFormatError, StyleMap, plain_map, unit

Floats = npt.NDArray[np.float32]
ROWS, NUMBERS = 240, 60


def world(seed: int = 0) -> tuple[Floats, npt.NDArray[np.float64]]:
    """Two moods on two directions of which there is little to see; colour, on others, is loud."""
    generator = np.random.default_rng(seed)
    moods = generator.integers(0, 2, (ROWS, 2)).astype(np.float64)
    embeddings = generator.normal(size=(ROWS, NUMBERS))
    embeddings[:, :2] = 1.5 * (2 * moods - 1) + 0.3 * generator.normal(size=(ROWS, 2))
    return unit(embeddings), moods


def precision(space: StyleMap, embeddings: Floats, moods: npt.NDArray[np.float64]) -> float:
    vectors = space.project(embeddings)
    itself = np.eye(len(vectors), dtype=bool)
    return float(np.nanmean(shared_precision(vectors, vectors, moods, moods, apart=itself)))


def test_photos_not_learned_from_lie_beside_those_of_their_mood() -> None:
    embeddings, moods = world()
    train, test = slice(0, 160), slice(160, ROWS)

    fitted = fit_style(
        embeddings=embeddings[train], targets=moods[train], sample_groups=np.arange(160), seed=0
    )

    plain = plain_map(embeddings[train])
    assert fitted.share > 0
    assert precision(fitted.map, embeddings[test], moods[test]) > 1.1 * precision(
        plain, embeddings[test], moods[test]
    )


def test_a_photo_is_still_found_by_another_view_of_it() -> None:
    embeddings, moods = world()
    fitted = fit_style(embeddings=embeddings, targets=moods, sample_groups=np.arange(ROWS), seed=0)
    views = unit(embeddings + 0.01 * np.random.default_rng(1).normal(size=embeddings.shape))

    found = recall(
        fitted.map.project(views), fitted.map.project(embeddings), np.eye(ROWS, dtype=bool), nearest=1
    )

    assert found.mean() > 0.99


def test_unknown_is_not_no() -> None:
    """Half of the yes are unknown: taken for no, they would hide the mood."""
    embeddings, moods = world()
    asked = moods.copy()
    hidden = (moods[:, 0] == 1) & (np.arange(ROWS) % 4 > 0)
    asked[hidden, 0] = np.nan
    as_no = np.nan_to_num(asked)

    masked = fit_style(embeddings=embeddings, targets=asked, sample_groups=np.arange(ROWS), seed=0)
    misled = fit_style(embeddings=embeddings, targets=as_no, sample_groups=np.arange(ROWS), seed=0)

    assert precision(masked.map, embeddings, moods) > precision(misled.map, embeddings, moods)


def test_labels_that_say_nothing_leave_the_plain_embedding() -> None:
    embeddings, _ = world()
    one_sided = np.ones((ROWS, 2))

    fitted = fit_style(embeddings=embeddings, targets=one_sided, sample_groups=np.arange(ROWS), seed=0)

    assert (fitted.share, fitted.tags) == (0.0, 0)
    assert np.allclose(np.abs(fitted.map.matrix), np.abs(plain_map(embeddings).matrix), atol=1e-5)


def test_the_same_answers_make_the_same_bytes_and_travel() -> None:
    embeddings, moods = world()
    one, other = (
        fit_style(embeddings=embeddings, targets=moods, sample_groups=np.arange(ROWS), seed=3).map
        for _ in range(2)
    )

    again = StyleMap.from_bytes(one.to_bytes())

    assert one.to_bytes() == other.to_bytes()
    assert np.array_equal(again.project(embeddings), one.project(embeddings))


@pytest.mark.parametrize("content", [b"", b"{}", b"\x08\0\0\0\0\0\0\0{}      ", b"pickle" * 40])
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(StyleFormatError):
        StyleMap.from_bytes(content)


def test_what_nobody_judged_is_passed_over() -> None:
    gallery = unit(np.array([[1, 0.0], [1, 0.1], [1, 0.2], [1, 0.3]], np.float32))
    wanted = np.array([[1.0, np.nan]])
    carried = np.array([[np.nan, 1.0], [1.0, np.nan], [0.0, 1.0], [0.0, np.nan]])

    found = shared_precision(gallery[:1], gallery, wanted, carried, nearest=2)

    assert found.tolist() == [0.5]


def test_a_loss_is_told_from_chance() -> None:
    generator = np.random.default_rng(0)
    before = generator.random(60)

    fallen = paired(before, before - 0.1 + 0.05 * generator.normal(size=60), seed=0)
    same = paired(before, before.copy(), seed=0)

    assert fallen is not None
    assert same is not None
    assert (fallen.worse, same.worse) == (True, False)
    assert paired(np.full(3, np.nan), before[:3], seed=0) is None


def test_of_few_queries_nothing_is_said() -> None:
    fallen = [paired(np.ones(n), np.full(n, 0.5), seed=0) for n in (ENOUGH - 1, ENOUGH)]

    assert [one.worse for one in fallen if one] == [False, True]
