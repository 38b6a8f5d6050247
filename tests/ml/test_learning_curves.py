"""Planted learning curves are found again, and what cannot be told is not told."""

import math

import numpy as np
import pytest

from ml.curves import CurveConfig, Luck, Measured, common_luck, fit_curve, own_luck
from ml.metrics import Interval
from ml.needed import Learned, audit_noise, learned, ratio, typical
from ml.nested import known_rows, nested_heads
from ml.scoring import FloatArray

LABELS = np.array([25.0, 50.0, 100.0, 150.0, 200.0])
CHANCE = 0.1
CONFIG = CurveConfig()


def planted(labels: FloatArray, *, top: float = 0.9, scale: float = 100.0) -> FloatArray:
    return np.asarray(top - (top - CHANCE) * np.exp(-((labels / scale) ** 0.75)))


def measured(*, noise: float = 0.0, audit: float = 0.2, seed: int = 0, **curve: float) -> Measured:
    """Three repeats of each part, and the whole, each with noise of its own."""
    generator = np.random.default_rng(seed)
    truth = planted(LABELS, **curve)
    values = [truth[at] + noise * generator.normal(size=3 if at < 4 else 1) for at in range(5)]
    return Measured(LABELS, tuple(values), CHANCE, audit)


def known(tag: Measured) -> Learned:
    curve = fit_curve(tag, own_luck(tag, common_luck([tag]), CONFIG), CONFIG, seed=0)
    points = tuple(Interval(value, value - 0.05, value + 0.05) for value in tag.means)
    return Learned(tag.labels, points, curve)


def test_a_planted_curve_is_followed_to_four_times_the_labels() -> None:
    found = known(measured())

    forecast = found.band(np.array([400.0, 800.0]))

    truth = planted(np.array([400.0, 800.0]))
    assert [interval.value for interval in forecast] == pytest.approx(truth, abs=0.04)
    assert all(interval.low < value < interval.high for interval, value in zip(forecast, truth, strict=True))


@pytest.mark.parametrize("scale", [60.0, 400.0])
def test_eighty_of_a_hundred_intervals_hold_what_is_shown_later(scale: float) -> None:
    noise, held = 0.04, []
    for seed in range(60):
        tag = measured(noise=noise, seed=seed, scale=scale)
        curve = fit_curve(tag, own_luck(tag, common_luck([tag]), CONFIG), CONFIG, seed=seed)
        low, high = np.quantile(curve.shown(np.array([400.0]), seed)[:, 0], [0.1, 0.9])
        later = planted(np.array([400.0]), scale=scale)[0] + noise * np.random.default_rng([9, seed]).normal()
        held.append(low <= later <= high)

    assert 0.65 <= np.mean(held) <= 0.98


def test_labels_needed_are_those_of_the_planted_curve() -> None:
    goal = float(planted(np.array([300.0]))[0])

    more = known(measured(noise=0.01, audit=0.05)).more_to(goal)

    assert more.low < 100 < more.high
    assert 0.4 < more.value / 100 < 2.5


def test_a_noisier_audit_set_is_less_sure() -> None:
    sure, unsure = (known(measured(audit=audit)) for audit in (0.05, 0.6))

    widths = [found.band(LABELS)[-1].high - found.band(LABELS)[-1].low for found in (sure, unsure)]

    assert widths[1] > 3 * widths[0]
    assert unsure.more_to(0.8).low < sure.more_to(0.8).low


def test_a_goal_beyond_the_top_is_not_told() -> None:
    more = known(measured(top=0.5, audit=0.05)).more_to(0.95)

    assert (more.value, more.high) == (math.inf, math.inf)


def test_a_tag_that_learns_five_times_as_slowly_takes_five_times_the_labels() -> None:
    quick, slow = known(measured(scale=40.0, audit=0.05)), known(measured(scale=200.0, audit=0.05))

    times = ratio(slow, quick)

    assert times.low < 5 < times.high
    assert times.value == pytest.approx(5, rel=0.35)
    assert ratio(quick, quick).value == 1


def test_the_typical_tag_is_neither_the_easiest_nor_the_hardest() -> None:
    tags = [known(measured(scale=scale, audit=0.05)) for scale in (400.0, 30.0, 100.0)]

    assert typical(tags) == 2
    assert typical(tags[:2]) == 1


def test_the_same_arguments_give_the_same_curve() -> None:
    one, other = (known(measured(noise=0.03)).band(LABELS) for _ in range(2))

    assert [vars(interval) for interval in one] == [vars(interval) for interval in other]


def test_luck_is_told_from_how_far_repeats_lie_apart() -> None:
    generator = np.random.default_rng(0)
    drifting = [
        Measured(
            LABELS,
            tuple(
                generator.normal(
                    0.5, np.sqrt(1e-3 + 0.5 * (1 / count - 1 / 200)), size=3 if count < 200 else 1
                )
                for count in LABELS
            ),
            CHANCE,
            0.2,
        )
        for _ in range(100)
    ]

    found = common_luck(drifting)

    assert found.drift == pytest.approx(0.5, rel=0.3)
    assert found.jitter == pytest.approx(1e-3, rel=1.0)
    assert common_luck([]) == Luck(1e-4, 0.0)


def test_a_perfect_ranking_of_few_is_no_proof() -> None:
    perfect = Interval(1.0, 1.0, 1.0)

    assert audit_noise(perfect, 8) > 2 * audit_noise(Interval(0.5, 0.4, 0.6), 50)


def test_two_numbers_of_labels_are_no_curve() -> None:
    with pytest.raises(ValueError, match="three ascending"):
        fit_curve(Measured(LABELS[:2], (np.ones(1), np.ones(1)), CHANCE, 0.2), Luck(0.01, 0), CONFIG, seed=0)


def school(rows: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """[n, 16] unit vectors and two tags: one that their first coordinate gives away, one that is a coin."""
    generator = np.random.default_rng(seed)
    vectors = generator.normal(size=(rows, 16))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors, np.column_stack([vectors[:, 0] > 0, generator.random(rows) < 0.5]).astype(float)


def test_heads_of_more_labels_know_more_and_nested_ones_are_the_same_each_time() -> None:
    vectors, targets = school(160, 0)
    audit, truth = school(120, 1)

    parts, again = (
        nested_heads(
            embeddings=vectors,
            targets=targets,
            weights=None,
            choice_groups=(),
            sample_groups=np.arange(160) // 2,
            penalty=np.full(2, 0.1),
            audit=audit,
            seed=3,
        )
        for _ in range(2)
    )

    assert [part.fraction for part in parts] == [0.125, 0.25, 0.5, 0.75] * 3 + [1.0]
    assert parts[-1].labels.tolist() == [160, 160]
    assert all(np.array_equal(a.probabilities, b.probabilities) for a, b in zip(parts, again, strict=True))
    found = learned(parts, truth, can_tell=np.array([True, False]), seed=0)
    assert found[0] is not None and found[1] is None
    assert found[0].labels.tolist() == [20, 40, 80, 120, 160]
    assert found[0].value > found[0].points[0].value + 0.05


def test_a_yes_of_a_choice_makes_its_siblings_known() -> None:
    targets = np.array([[1.0, np.nan, np.nan], [np.nan, 0.0, np.nan], [np.nan, np.nan, 1.0]])

    assert known_rows(targets, ((0, 1),)).tolist() == [
        [True, True, False],
        [False, True, False],
        [False, False, True],
    ]
