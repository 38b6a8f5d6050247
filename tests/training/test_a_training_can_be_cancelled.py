"""Whoever asked for a training, or for none, can end it; and one that takes too long is ended."""

import pytest
from django.contrib.auth.models import User
from django.test import override_settings

from catalog.models import Tag
from tests.making import NOON
from tests.training.school import open_school, teach
from training.models import ModelVersion, TrainingRun
from training.services.learning import request_training, retrain_if_due
from training.services.running import Cancelled, OutOfTime, Watch, ask_to_cancel

State = TrainingRun.State


@pytest.fixture
def run(curator: User, tags: dict[str, Tag]) -> TrainingRun:
    teach(curator, open_school(12), tags)
    run = request_training(by=curator, now=NOON)
    assert run is not None
    return run


def test_what_waits_is_cancelled_at_once(run: TrainingRun, manager: User) -> None:
    assert ask_to_cancel(run, by=manager, now=NOON)

    assert run.state == State.CANCELLED
    assert str(manager) in run.said
    assert retrain_if_due(now=NOON) is None
    assert not ModelVersion.objects.exists()


def test_what_runs_hears_of_it_at_its_next_word(run: TrainingRun, manager: User) -> None:
    run.claim(now=NOON)
    watch = Watch(run)
    watch(0.1, "하나")

    assert ask_to_cancel(TrainingRun.objects.get(pk=run.pk), by=manager, now=NOON)

    with pytest.raises(Cancelled, match=str(manager)):
        watch(0.2, "둘")
    assert [line.message for line in run.lines.all()] == ["하나"]


def test_nothing_is_written_once_it_is_cancelled(run: TrainingRun, manager: User) -> None:
    run.claim(now=NOON)
    ask_to_cancel(TrainingRun.objects.get(pk=run.pk), by=manager, now=NOON)

    with pytest.raises(Cancelled):
        Watch(run).last_call()


def test_asking_twice_keeps_the_first_and_what_is_over_stays(
    run: TrainingRun, manager: User, curator: User
) -> None:
    run.claim(now=NOON)
    ask_to_cancel(run, by=manager, now=NOON)
    ask_to_cancel(run, by=curator, now=NOON)
    assert run.cancel_asked_by == manager

    run.finish(State.CANCELLED, "", now=NOON)
    assert not ask_to_cancel(run, by=curator, now=NOON)


def test_a_cancelled_training_can_be_asked_for_again(run: TrainingRun, manager: User) -> None:
    ask_to_cancel(run, by=manager, now=NOON)

    again = request_training(by=manager, now=NOON)

    assert again is not None and again.pk != run.pk
    assert retrain_if_due(now=NOON) == again
    again.refresh_from_db()
    assert again.state == State.PROMOTED


def test_the_limit_is_heard_too(run: TrainingRun) -> None:
    run.claim(now=NOON)

    with pytest.raises(OutOfTime):
        Watch(run, minutes=0.0)(0.5, "아직도")


@override_settings(TRAINING_MINUTES=0.0)
def test_a_training_over_its_limit_fails_and_says_so(run: TrainingRun) -> None:
    retrain_if_due(now=NOON)

    run.refresh_from_db()
    assert run.state == State.FAILED
    assert "시간" in run.said
    assert not ModelVersion.objects.exists()


def test_the_log_tells_what_was_done(run: TrainingRun) -> None:
    retrain_if_due(now=NOON)

    said = [line.said for line in run.lines.all()]
    assert any("라벨 12개" in line and "초" in line for line in said)
    assert any("학습 곡선" in line for line in said)
    assert said[-1] == TrainingRun.objects.get(pk=run.pk).said


def test_one_whose_process_is_dead_is_not_begun_anew(run: TrainingRun, manager: User) -> None:
    run.claim(now=NOON)
    ask_to_cancel(TrainingRun.objects.get(pk=run.pk), by=manager, now=NOON)

    assert retrain_if_due(now=NOON) is None

    run.refresh_from_db()
    assert run.state == State.CANCELLED
    assert TrainingRun.objects.count() == 1
