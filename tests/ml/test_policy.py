"""The policy: typical photos first, then doubtful ones that differ, and a share by chance throughout."""

import numpy as np
import pytest

from ml.acquisition import information
from ml.policy import Choice, Shares, choose
from ml.scoring import Head

GENERATOR = np.random.default_rng(0)
CANDIDATES = GENERATOR.normal(size=(200, 8))
CANDIDATES /= np.linalg.norm(CANDIDATES, axis=1, keepdims=True)
NOTHING, ENOUGH = np.zeros((0, 8)), np.roll(CANDIDATES, 1, axis=1)[:60]
HEAD = Head(
    weight=(4 * np.eye(8)[:3]).astype(np.float32),
    bias=np.array([0, 0, -1], np.float32),
    choice_groups=(),
    temperature=np.ones(3, np.float32),
)


def chosen(
    head: Head | None,
    labeled: np.ndarray,
    *,
    count: int = 20,
    seed: int = 0,
    control: float = 0.1,
    answers: np.ndarray | None = None,
) -> list[Choice]:
    return choose(
        embeddings=CANDIDATES,
        model=head,
        labeled=labeled,
        count=count,
        seed=seed,
        answers=answers,
        shares=Shares(control=control),
    )


def test_without_a_model_typical_photos_come_first() -> None:
    choices = chosen(None, NOTHING)

    assert [choice.reason for choice in choices].count("start") == 18
    assert {choice.column for choice in choices} == {None}


def test_a_model_asks_what_it_doubts() -> None:
    choices = chosen(HEAD, ENOUGH, count=5, control=0)
    doubt = information(HEAD.probabilities(CANDIDATES), ()).mean(axis=1)

    assert {choice.reason for choice in choices} == {"doubt"}
    assert doubt[[choice.row for choice in choices]].mean() > doubt.mean() + doubt.std() / 2


def test_the_reason_names_a_tag_that_is_more_in_doubt_than_usual() -> None:
    doubt = information(HEAD.probabilities(CANDIDATES), ())

    choices = chosen(HEAD, ENOUGH, control=0)

    for choice in choices:
        assert choice.column is not None
        assert doubt[choice.row, choice.column] > doubt[:, choice.column].mean()
    assert len({choice.column for choice in choices}) > 1


def test_what_was_never_asked_tells_more_than_what_was() -> None:
    answers = np.zeros((len(ENOUGH), 3))
    answers[:, 1] = np.nan

    columns = [choice.column for choice in chosen(HEAD, ENOUGH, control=0, answers=answers)]

    assert columns.count(1) > len(columns) / 2


def test_a_rare_tag_is_looked_for_next_to_where_it_was_found() -> None:
    answers = np.repeat([[1.0, 1.0, 0.0]], len(ENOUGH), axis=0)
    answers[0] = [0, 0, 1]

    choices = [
        choice
        for seed in range(20)
        for choice in chosen(HEAD, ENOUGH, seed=seed, control=0, answers=answers)
        if choice.reason == "rare"
    ]

    assert len(choices) == pytest.approx(40, abs=10)
    assert {choice.column for choice in choices} == {2}
    likely = HEAD.probabilities(CANDIDATES)[:, 2]
    assert np.mean([likely[choice.row] for choice in choices]) > np.quantile(likely, 0.9)


@pytest.mark.parametrize("head", [None, HEAD])
def test_chance_has_its_share_on_average(head: Head | None) -> None:
    reasons = [
        choice.reason
        for seed in range(40)
        for choice in chosen(head, ENOUGH, count=5, seed=seed, control=0.3)
    ]

    assert reasons.count("control") / len(reasons) == pytest.approx(0.3, abs=0.05)


def test_the_control_share_is_uniform() -> None:
    rows = [choice.row for seed in range(60) for choice in chosen(HEAD, ENOUGH, seed=seed, control=1.0)]

    halves = np.histogram(rows, bins=4, range=(0, 200))[0] / len(rows)
    assert halves == pytest.approx(np.full(4, 0.25), abs=0.04)


@pytest.mark.parametrize("head", [None, HEAD])
def test_each_photo_once_and_no_more_than_there_are(head: Head | None) -> None:
    rows = [choice.row for choice in chosen(head, ENOUGH, count=500)]

    assert sorted(rows) == list(range(200))


@pytest.mark.parametrize("head", [None, HEAD])
def test_the_same_seed_the_same_choice(head: Head | None) -> None:
    assert chosen(head, ENOUGH, seed=3) == chosen(head, ENOUGH, seed=3)
    assert chosen(head, ENOUGH, seed=3) != chosen(head, ENOUGH, seed=4)


@pytest.mark.parametrize("head", [None, HEAD])
def test_nothing_to_choose_from(head: Head | None) -> None:
    assert choose(embeddings=NOTHING, model=head, labeled=ENOUGH, count=5, seed=0) == []
