"""Scores from comparisons: what was planted is found, as surely as is said, and nothing breaks it."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from ml.bradley_terry import LEFT, RIGHT, SAME, Floats, Ints, Scale, fit_scale, next_pairs, shares_of_yes

ANSWERS = np.array([LEFT, SAME, RIGHT])
NONE = np.zeros(0, np.int64)


def asked_at_random(count: int, answers: int, generator: np.random.Generator) -> tuple[Ints, Ints]:
    one, other = np.triu_indices(count, 1)
    drawn = generator.permutation(len(one))[:answers]
    return one[drawn], other[drawn]


def said(scores: Floats, left: Ints, right: Ints, generator: np.random.Generator) -> Floats:
    """Answers as the model has them; of two that are alike one in five is called the same."""
    d = scores[left] - scores[right]
    odds = np.stack([np.exp(d / 2), np.full(len(d), 0.5), np.exp(-d / 2)], axis=1)
    beyond = generator.random((len(d), 1)) > (odds / odds.sum(axis=1, keepdims=True)).cumsum(axis=1)
    return np.asarray(ANSWERS[beyond.sum(axis=1)], np.float64)


def planted(seed: int, *, count: int = 24, each: int = 5, spread: float = 2.0) -> tuple[Floats, Scale]:
    generator = np.random.default_rng(seed)
    scores = generator.normal(0, spread, count)
    scores -= scores.mean()
    left, right = asked_at_random(count, count * each // 2, generator)
    return scores, fit_scale(left, right, said(scores, left, right, generator), count=count)


def test_the_planted_order_is_found() -> None:
    few, many = (
        [spearmanr(scores, scale.score)[0] for scores, scale in (planted(s, each=each) for s in range(20))]
        for each in (5, 20)
    )

    assert np.mean(few) > 0.75
    assert np.mean(many) > 0.9


@pytest.mark.parametrize(("spread", "each"), [(1.0, 5), (1.5, 5), (2.0, 5), (2.0, 10)])
def test_intervals_hold_what_was_planted_as_often_as_they_say(spread: float, each: int) -> None:
    held = []

    for seed in range(60):
        scores, scale = planted(seed, each=each, spread=spread)
        held.append(((scale.low <= scores) & (scores <= scale.high)).mean())

    assert 0.93 <= np.mean(held) <= 0.995  # where photos lie closer than the prior has them it is cautious


def test_more_answers_make_intervals_narrower() -> None:
    few, many = (planted(1, each=each)[1].deviation.mean() for each in (4, 16))

    assert many < 0.7 * few


def test_the_order_of_answers_and_the_sides_do_not_matter() -> None:
    generator = np.random.default_rng(3)
    left, right = asked_at_random(10, 30, generator)
    answers = said(generator.normal(0, 2, 10), left, right, generator)
    shuffled, swapped = generator.permutation(30), generator.random(30) < 0.5

    scale = fit_scale(left, right, answers, count=10)
    again = fit_scale(
        np.where(swapped, right, left)[shuffled],
        np.where(swapped, left, right)[shuffled],
        np.where(swapped, -answers, answers)[shuffled],
        count=10,
    )

    np.testing.assert_allclose(again.score, scale.score, atol=1e-7)
    np.testing.assert_allclose(again.covariance, scale.covariance, atol=1e-7)


def test_opposite_answers_turn_the_order_round() -> None:
    generator = np.random.default_rng(4)
    left, right = asked_at_random(10, 30, generator)
    answers = said(generator.normal(0, 2, 10), left, right, generator)

    scale, turned = (fit_scale(left, right, sign * answers, count=10) for sign in (1, -1))

    np.testing.assert_allclose(turned.score, -scale.score, atol=1e-7)


def test_who_always_wins_and_who_was_never_compared_have_finite_scores() -> None:
    left, right = np.array([0, 0, 0, 3]), np.array([1, 1, 1, 4])  # two parts, and 2 on its own

    scale = fit_scale(left, right, np.full(4, LEFT), count=5)

    assert np.isfinite(scale.score).all()
    assert scale.score[0] > scale.score[3] > 0 > scale.score[4] > scale.score[1]
    assert scale.score[2] == pytest.approx(0, abs=1e-9)
    assert scale.deviation[2] == scale.deviation.max()


def test_contradictions_are_no_difference() -> None:
    left, right = np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0])

    torn = fit_scale(left, right, np.full(4, LEFT), count=2)
    in_a_circle = fit_scale(np.array([0, 1, 2]), np.array([1, 2, 0]), np.full(3, LEFT), count=3)

    np.testing.assert_allclose(torn.score, 0, atol=1e-9)
    np.testing.assert_allclose(in_a_circle.score, 0, atol=1e-9)


def test_the_same_draws_two_together_and_tells_more_than_nothing() -> None:
    left, right = np.array([0, 1]), np.array([2, 2])

    alone = fit_scale(left, right, np.array([LEFT, RIGHT]), count=3)
    tied = fit_scale(
        np.array([0, 1, 0, 0]), np.array([2, 2, 1, 1]), np.array([LEFT, RIGHT, SAME, SAME]), count=3
    )

    assert tied.score[0] - tied.score[1] < alone.score[0] - alone.score[1]
    assert tied.ties > alone.ties


def test_nothing_and_nothing_said() -> None:
    empty = fit_scale(NONE, NONE, np.zeros(0), count=0)
    silent = fit_scale(NONE, NONE, np.zeros(0), count=3)

    assert empty.score.shape == (0,)
    assert next_pairs(empty, count=3, room=NONE) == []
    assert silent.score.tolist() == [0, 0, 0]
    assert (silent.high > 1).all()


@pytest.mark.parametrize(
    ("left", "right", "answer", "message"),
    [
        ([0], [0], [LEFT], "itself"),
        ([0], [2], [LEFT], "numbered"),
        ([-1], [1], [LEFT], "numbered"),
        ([0], [1], [1.0], "LEFT"),
        ([0, 1], [1], [LEFT], "one length"),
    ],
)
def test_what_makes_no_sense_is_refused(
    left: list[int], right: list[int], answer: list[float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        fit_scale(np.array(left), np.array(right), np.array(answer), count=2)


def test_all_are_joined_before_anything_is_asked_twice() -> None:
    silent = fit_scale(NONE, NONE, np.zeros(0), count=12)

    pairs = next_pairs(silent, count=11, room=np.full(12, 5))

    reached = {pairs[0][0]}
    for _ in pairs:
        reached |= {place for pair in pairs if set(pair) & reached for place in pair}
    assert reached == set(range(12))
    assert len({frozenset(pair) for pair in pairs}) == 11


def test_close_ones_are_asked_before_far_ones() -> None:
    left = np.repeat([0, 2, 0, 1], 6)
    right = np.repeat([3, 3, 1, 2], 6)  # 0 is far above 3; 0 and 1, and 1 and 2, are torn
    answers = np.concatenate([np.full(6, LEFT), np.full(6, LEFT), np.tile([LEFT, RIGHT], 6)])

    scale = fit_scale(left, right, answers, count=4)

    assert next_pairs(scale, count=1, room=np.full(4, 9), asked=[(0, 1), (1, 2)]) == [(0, 2)]


def test_no_pair_of_before_and_nobody_without_room() -> None:
    silent = fit_scale(NONE, NONE, np.zeros(0), count=4)

    pairs = next_pairs(silent, count=9, room=np.array([1, 1, 0, 0]), asked=[(1, 0), (2, 0)])

    assert {frozenset(pair) for pair in pairs} <= {frozenset(p) for p in [(0, 3), (1, 2), (1, 3)]}
    assert sum(0 in pair for pair in pairs) <= 1
    assert not any(set(pair) == {2, 3} for pair in pairs)


def test_asking_so_finds_the_order_at_least_as_well_as_asking_at_random() -> None:
    found: dict[str, list[float]] = {"chosen": [], "random": []}
    for seed in range(25):
        generator = np.random.default_rng(seed)
        scores = generator.normal(0, 2, 24)
        left, right = asked_at_random(24, 60, generator)
        by_chance = fit_scale(left, right, said(scores, left, right, generator), count=24)
        found["random"].append(spearmanr(scores, by_chance.score)[0])
        left, right, answers = NONE, NONE, np.zeros(0)
        scale = fit_scale(left, right, answers, count=24)
        while len(left) < 60:
            room = 5 - np.bincount(np.concatenate([left, right]), minlength=24)
            pairs = next_pairs(scale, count=12, room=room, asked=list(zip(left, right, strict=True)))
            one, other = np.array(pairs).T
            left, right = np.concatenate([left, one]), np.concatenate([right, other])
            answers = np.concatenate([answers, said(scores, one, other, generator)])
            scale = fit_scale(left, right, answers, count=24)
        found["chosen"].append(spearmanr(scores, scale.score)[0])

    assert np.mean(found["chosen"]) >= np.mean(found["random"])


def test_scores_are_placed_among_yes_and_no() -> None:
    scores, scale = planted(2, each=12)
    yes, no = (scores > 1).astype(np.int64) * 2, (scores < 1).astype(np.int64) * 2

    shares = shares_of_yes(scale, yes, no)

    assert ((shares > 0) & (shares < 1)).all()
    assert spearmanr(shares, scale.score)[0] > 0.99
    assert shares[scores > 2].min() > 0.5 > shares[scores < 0].max()


@pytest.mark.parametrize("sign", [0, -1])
def test_no_share_where_verdicts_and_comparisons_do_not_meet(sign: int) -> None:
    """Nobody ever said no; or what is called more so is called a no."""
    scores, scale = planted(2, each=12)
    no = (sign * scores < 0).astype(np.int64) * 3

    assert np.isnan(shares_of_yes(scale, 3 - no, no)).all()
